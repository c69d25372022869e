//! The programs that are measured: `bangdu serve`, and a throw-away PostgreSQL cluster.

use super::client::Client;
use bangdu::db::Place;
use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A serving process.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to the first page's last byte.
    pub first_page: Duration,
}

/// The program as it was built for the bench.
pub fn bangdu() -> Command {
    Command::new(env!("CARGO_BIN_EXE_bangdu"))
}

/// How the program is told where the store is.
pub fn at<'c>(command: &'c mut Command, place: &Place, dir: &Path) -> &'c mut Command {
    match place {
        Place::Sqlite { dir } => command.arg("--data").arg(dir),
        Place::Postgres { url } => command.arg("--data").arg(dir.join("data")).arg("--database").arg(url),
    }
}

impl Server {
    /// Starts it and waits for its first page.
    pub fn start(place: &Place, dir: &Path) -> Server {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let log = fs::File::create(dir.join("server.log")).expect("a log");
        let mut command = bangdu();
        at(&mut command, place, dir);
        command.args(["serve", "--compress", "false", "--log", "warn", "--listen", &free.to_string()]);
        command.stdout(Stdio::null()).stderr(log);
        let began = Instant::now();
        let mut child = command.spawn().expect("the server");
        while Client::new(free).and_then(|mut c| c.send("GET", "/sign-in", "", "")).ok() != Some(200) {
            let ended = child.try_wait().expect("the server");
            assert!(ended.is_none(), "the server doesn't start: {}", said(dir));
            assert!(began.elapsed() < Duration::from_secs(60), "the server doesn't answer: {}", said(dir));
            thread::sleep(Duration::from_millis(5));
        }
        Server { child, address: free, first_page: began.elapsed() }
    }

    /// CPU time so far, in milliseconds.
    pub fn cpu_ms(&self) -> f64 {
        cpu_ms(self.child.id())
    }

    /// Resident memory, in MB.
    pub fn resident_mb(&self) -> u64 {
        status_kb(self.child.id(), "VmRSS:").unwrap_or(0) / 1024
    }
}

/// The public board's process, on a machine of its own elsewhere.
pub struct Board {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Board {
    /// Starts it and waits for its first page.
    pub fn start(copy: &Path, inbox: &Path) -> Board {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let mut command = bangdu();
        command.arg("board").arg("--dir").arg(copy).arg("--inbox").arg(inbox);
        command.args(["--log", "error", "--listen", &free.to_string()]);
        let began = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the board");
        let board = Board { child, address: free };
        while Client::new(free).and_then(|mut c| c.send("GET", "/", "", "")).ok() != Some(200) {
            assert!(began.elapsed() < Duration::from_secs(60), "the board doesn't answer");
            thread::sleep(Duration::from_millis(5));
        }
        board
    }

    /// CPU time so far, in milliseconds.
    pub fn cpu_ms(&self) -> f64 {
        cpu_ms(self.child.id())
    }

    /// Resident memory, in MB.
    pub fn resident_mb(&self) -> u64 {
        status_kb(self.child.id(), "VmRSS:").unwrap_or(0) / 1024
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// What the server said on its standard error.
fn said(dir: &Path) -> String {
    fs::read_to_string(dir.join("server.log")).unwrap_or_default()
}

impl Drop for Server {
    fn drop(&mut self) {
        // A process of our own; asked to stop in order, so that the store is left closed.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// CPU time of a process, in milliseconds; the kernel counts in hundredths of a second.
fn cpu_ms(pid: u32) -> f64 {
    stat(pid).map_or(0.0, |stat| stat.ticks * 10.0)
}

struct Stat {
    parent: u32,
    ticks: f64,
}

fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    // State, parent, … : user and system time, and those of children that are gone.
    Some(Stat { parent: fields.get(1)?.parse().ok()?, ticks: ticks(11) + ticks(12) })
}

/// A line of a process's status, in kB.
pub fn status_kb(pid: u32, name: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A PostgreSQL cluster that ends with this process.
pub struct Cluster {
    dir: PathBuf,
    _shell: (Child, BufReader<ChildStdout>),
}

impl Cluster {
    /// Starts one, where PostgreSQL is installed.
    pub fn start() -> Option<Cluster> {
        let bin = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .flatten()
            .map(|entry| entry.path().join("bin"))
            .max()?;
        let id = Command::new("id").arg("-u").output().ok()?;
        let mut shell = if id.stdout.starts_with(b"0\n") {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        shell.args(["-c", CLUSTER, "sh"]).arg(bin).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().ok()?;
        let mut output = BufReader::new(child.stdout.take()?);
        let mut line = String::new();
        output.read_line(&mut line).ok()?;
        (!line.trim().is_empty()).then(|| Cluster { dir: line.trim().into(), _shell: (child, output) })
    }

    /// The address of a new, empty database.
    pub fn database(&self, name: &str) -> String {
        let admin = format!("host={} user=bangdu dbname=postgres", self.dir.display());
        let statement = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        let mut client = postgres::Client::connect(&admin, postgres::NoTls).expect("the cluster");
        client.batch_execute(&statement).expect("a database");
        // As an address, which is what `--database` takes; a socket's directory stands there in escapes.
        format!("postgres://bangdu@{}/{name}", self.dir.display().to_string().replace('/', "%2F"))
    }

    /// CPU time of all its processes so far, in milliseconds. Sessions stay, so none is missed.
    pub fn cpu_ms(&self) -> f64 {
        let pid = fs::read_to_string(self.dir.join("pid")).unwrap_or_default();
        let Ok(postmaster) = pid.trim().parse::<u32>() else { return 0.0 };
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        pids.filter_map(|pid| stat(pid).filter(|stat| pid == postmaster || stat.parent == postmaster))
            .map(|stat| stat.ticks * 10.0)
            .sum()
    }
}

/// Flushes as a real server does; ends and cleans up when standard input is closed.
const CLUSTER: &str = r#"
set -eu
bin=$1
dir=$(mktemp -d /tmp/bangdu-bench.XXXXXX)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$bin/initdb" -D "$dir/data" -U bangdu -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c shared_buffers=512MB -c max_wal_size=4GB >>"$dir/log" 2>&1 &
server=$!
echo "$server" >"$dir/pid"
until "$bin/pg_isready" -q -h "$dir"; do kill -0 "$server"; sleep 0.1; done
echo "$dir"
read -r _ || true
kill -INT "$server"
wait "$server" || true
"#;
