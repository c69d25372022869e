//! The only place that reads the wall clock.

use bangdu_core::instant::Instant;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Where "now" comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Stands still until it is moved: for tests and demonstrations. Clones move together.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn fixed(at: Instant) -> Clock {
        Clock::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    /// The present instant.
    #[allow(clippy::disallowed_methods, reason = "this is the place that reads the clock")]
    pub fn now(&self) -> Instant {
        match self {
            Clock::System => Instant(jiff::Timestamp::now().as_millisecond()),
            Clock::Fixed(at) => Instant(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock forward (or back, with a negative number) by `ms`; the machine's clock stays.
    pub fn advance(&self, ms: i64) {
        if let Clock::Fixed(at) = self {
            at.fetch_add(ms, Ordering::SeqCst);
        }
    }
}
