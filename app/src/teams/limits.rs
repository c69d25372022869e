//! When a search ends: after so many seconds or steps, or when somebody presses Ctrl-C.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// What ends a search that isn't done before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// The first step boundary after so many seconds.
    Seconds(f64),
    /// So many steps.
    Steps(u64),
}

/// A running search's limit.
pub struct Limits {
    began: Instant,
    limit: Limit,
    stop: Arc<AtomicBool>,
}

impl Limits {
    /// Begins now and listens for Ctrl-C and a request to terminate.
    pub fn begin(limit: Limit) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        listen(Arc::clone(&stop));
        Self { began: Instant::now(), limit, stop }
    }

    /// Whether the search may do another step.
    pub fn go_on(&self, steps: u64) -> bool {
        let within = match self.limit {
            Limit::Seconds(seconds) => self.seconds() < seconds,
            Limit::Steps(most) => steps < most,
        };
        within && !self.stop.load(Ordering::Relaxed)
    }

    /// Seconds since the beginning.
    pub fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    /// The time since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

/// Without signals Ctrl-C ends the process as it always does: nothing is written.
fn listen(stop: Arc<AtomicBool>) {
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            if let Ok(mut told) = crate::serve::stop_signal()
                && told.wait_for(|stop| *stop).await.is_ok()
            {
                stop.store(true, Ordering::Relaxed);
            }
        });
    });
}
