//! Long work that says how far it is and stops when asked: progress on standard error, Ctrl-C as an answer.

use std::{
    io::{IsTerminal, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Between two lines of progress.
const EVERY: Duration = Duration::from_millis(500);

/// Whether to go on, and how far things are.
#[derive(Debug)]
pub struct Going {
    stopped: Arc<AtomicBool>,
    last: Option<Instant>,
    shown: bool,
}

impl Going {
    /// From here on Ctrl-C doesn't end the program but [`Going::on`] answers no; a second Ctrl-C is not heard
    /// either. To be started when the files have been read: until then Ctrl-C may end the program at once.
    ///
    /// # Errors
    /// When the system gives no thread or no signal.
    pub fn start() -> std::io::Result<Self> {
        let stopped = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&stopped);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new().name("ctrl-c".into()).spawn(move || {
            runtime.block_on(async {
                while tokio::signal::ctrl_c().await.is_ok() {
                    heard.store(true, Ordering::Relaxed);
                }
            });
        })?;
        Ok(Self { stopped, last: None, shown: false })
    }

    /// Says how far the work is, and whether it should go on.
    pub fn on(&mut self, what: &str, done: usize, all: usize) -> bool {
        if std::io::stderr().is_terminal() && self.last.is_none_or(|last| last.elapsed() >= EVERY) {
            self.last = Some(Instant::now());
            self.shown = true;
            let percent = done.min(all) * 100 / all.max(1);
            let _ = write!(std::io::stderr(), "\r{what}: {percent} %\x1b[K");
        }
        !self.stopped.load(Ordering::Relaxed)
    }

    /// Takes the last line of progress away.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
