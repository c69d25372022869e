//! What ends a search: the seconds given, or Ctrl-C, after which the best plan so far is still written.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Ends what asks it.
pub struct Stop {
    asked: Arc<AtomicBool>,
    until: Option<Instant>,
}

impl Stop {
    /// After so many seconds, if any are given, or when the user presses Ctrl-C.
    ///
    /// # Errors
    /// The system has no thread left to listen for Ctrl-C.
    pub fn after(seconds: Option<u64>) -> std::io::Result<Stop> {
        let asked = Arc::new(AtomicBool::new(false));
        listen(asked.clone())?;
        #[allow(
            clippy::disallowed_methods,
            reason = "it ends the search at a step's end; the steps done are told"
        )]
        let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
        Ok(Stop { asked, until })
    }

    /// Whether the search may go on.
    #[allow(clippy::disallowed_methods, reason = "see Stop::after")]
    pub fn may_go_on(&self) -> bool {
        !self.asked.load(Ordering::Relaxed) && self.until.is_none_or(|until| Instant::now() < until)
    }
}

fn listen(asked: Arc<AtomicBool>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let wait = move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            asked.store(true, Ordering::Relaxed);
        }
    };
    std::thread::Builder::new().name("ctrl-c".into()).spawn(wait).map(drop)
}
