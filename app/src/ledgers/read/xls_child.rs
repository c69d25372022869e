//! .xls is read in a process of its own (`bangdu read-xls`: the file on stdin, the grid as JSON on
//! stdout) under limits of memory and time, so that a hostile file can only end that process.

use super::{Limits, Unreadable, grid::Book, xls};
use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

/// The argument under which `main` calls [`serve`].
pub const ARGUMENT: &str = "read-xls";

const MEMORY: u64 = 768 << 20;
const CPU_SECONDS: u64 = 20;
const PATIENCE: Duration = Duration::from_secs(30);
const ANSWER_BYTES: u64 = 256 << 20;

/// The child's whole life: limits itself, reads stdin, writes the answer. Gives the exit code:
/// 0 read, 1 not readable.
pub fn serve() -> i32 {
    let limited = rlimit::setrlimit(rlimit::Resource::AS, MEMORY, MEMORY).is_ok()
        && rlimit::setrlimit(rlimit::Resource::CPU, CPU_SECONDS, CPU_SECONDS).is_ok();
    if !limited {
        return 1;
    }
    let limits = Limits::default();
    let mut bytes = Vec::new();
    if std::io::stdin().take(limits.file_bytes as u64 + 1).read_to_end(&mut bytes).is_err() {
        return 1;
    }
    let Ok(book) = xls::read(&bytes, &limits) else { return 1 };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    i32::from(serde_json::to_writer(&mut out, &book).is_err() || out.flush().is_err())
}

/// The parent's side: starts the child, feeds it, waits no longer than 30 seconds.
///
/// # Errors
/// [`Unreadable::Damaged`] when the child says so, [`Unreadable::XlsGaveUp`] when it was stopped.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    let program = match &limits.xls_program {
        Some(program) => program.clone(),
        None => std::env::current_exe().map_err(|_| Unreadable::XlsGaveUp)?,
    };
    let mut child = start(program).map_err(|_| Unreadable::XlsGaveUp)?;
    let answer = std::thread::scope(|scope| exchange(scope, &mut child, bytes));
    let status = child.wait().map_err(|_| Unreadable::XlsGaveUp)?;
    match (status.code(), answer) {
        (Some(0), Some(json)) => serde_json::from_slice(&json).map_err(|_| Unreadable::Damaged),
        // 1: not readable; 101: a panic of the library.
        (Some(1 | 101), Some(_)) => Err(Unreadable::Damaged),
        _ => Err(Unreadable::XlsGaveUp),
    }
}

fn start(program: PathBuf) -> std::io::Result<Child> {
    Command::new(program)
        .arg(ARGUMENT)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Writes and reads at once, or both would wait for each other. `None` when time is up.
fn exchange<'scope>(
    scope: &'scope std::thread::Scope<'scope, '_>,
    child: &mut Child,
    bytes: &'scope [u8],
) -> Option<Vec<u8>> {
    let mut stdin = child.stdin.take()?;
    let stdout = child.stdout.take()?;
    // A child that gives up early closes the pipe; its exit code tells why.
    scope.spawn(move || drop(stdin.write_all(bytes)));
    let (answered, answer) = mpsc::channel();
    scope.spawn(move || {
        let mut json = Vec::new();
        let read = stdout.take(ANSWER_BYTES).read_to_end(&mut json);
        drop(answered.send(read.is_ok().then_some(json)));
    });
    let json = answer.recv_timeout(PATIENCE).ok().flatten();
    if json.is_none() {
        drop(child.kill());
    }
    json
}
