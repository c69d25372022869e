//! Every timer there is, on one page. Each only wakes work that reads the state anew and may run at any time.

use crate::{
    api,
    app::App,
    cx::Cx,
    db::DbError,
    files,
    jobs::{Duties, Worker},
    journal::sealer::Sealer,
    ledgers::intake::store::forget_old,
    matters::sweep::Sweeper,
    people::sign_in,
    web::session,
};
use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// How long an entry may wait for its leaf.
const SEAL_EVERY: Duration = Duration::from_secs(5);

/// How long the answer to an `Idempotency-Key` is kept: a day, as the API says.
const ANSWER_MS: i64 = 24 * HOUR_MS;

/// What is done by the clock and after commits, by whichever process comes first.
pub fn duties(app: &App) -> Duties {
    let sweeper = |app: &App| Sweeper {
        cx: app.cx.clone(),
        directories: app.directories.clone(),
        settings: app.settings.clone(),
    };
    let (turning, reckoning) = (sweeper(app), sweeper(app));
    let kept = app.files.clone();
    let idle_ms = i64::try_from(app.config.session_idle.as_millis()).unwrap_or(i64::MAX);
    Duties::default()
        .timer("sweep", MINUTE_MS, move |_, _| Ok(turning.run().map(drop)?))
        .job("recompute", move |_, _| Ok(reckoning.recompute().map(drop)?))
        .timer("forget_ledgers", HOUR_MS, |cx, _| {
            let now = cx.now();
            Ok(cx.db.write_blocking(move |tx| forget_old(tx, now).map(drop))?)
        })
        .timer("clean_files", HOUR_MS, move |cx, _| files::clean(cx, &kept).map(drop))
        .timer("clean_traces", HOUR_MS, move |cx, _| Ok(clean_traces(cx, idle_ms)?))
}

/// Removes what signing in and the API leave behind once it serves no longer: none of it is in the record.
fn clean_traces(cx: &Cx, idle_ms: i64) -> Result<(), DbError> {
    let now = cx.now();
    cx.db.write_blocking(move |tx| {
        session::sweep(tx, now.plus_ms(-idle_ms))?;
        sign_in::sweep_links(tx, now)?;
        api::store::forget(tx, now.plus_ms(-ANSWER_MS))?;
        Ok(())
    })
}

/// Does everything that is due now, once.
///
/// # Errors
/// When the store fails.
pub fn once(app: &App) -> anyhow::Result<u64> {
    Ok(duties(app).run_due(&app.cx)?)
}

/// Runs the timers until it is dropped; work under way is finished first.
pub struct Schedule {
    _worker: Worker,
    _sealing: Sealing,
}

/// Starts the timers.
///
/// # Errors
/// When there is no thread to be had.
pub fn start(app: &App, sealer: Sealer) -> std::io::Result<Schedule> {
    let every = app.config.checkpoint_every;
    Ok(Schedule { _worker: duties(app).start(app.cx.clone())?, _sealing: Sealing::start(sealer, every)? })
}

/// Sealing has no job: it needs this process's key, and an idle store shouldn't be written to.
struct Sealing {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sealing {
    fn start(sealer: Sealer, checkpoint_every: Duration) -> std::io::Result<Sealing> {
        let (stop, stopped) = channel::<()>();
        let work = move || {
            let mut last = Instant::now();
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(SEAL_EVERY) {
                let due = last.elapsed() >= checkpoint_every;
                let done =
                    if due { sealer.checkpoint().map(drop) } else { sealer.seal().map_err(Into::into) };
                if due {
                    last = Instant::now();
                }
                if let Err(error) = done {
                    tracing::error!("entries can't be sealed: {error:#}");
                }
            }
        };
        let thread = thread::Builder::new().name("sealing".into()).spawn(work)?;
        Ok(Sealing { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Sealing {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so; there is nothing more to wait for.
            let _ = thread.join();
        }
    }
}
