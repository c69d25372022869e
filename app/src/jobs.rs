//! Work to be done after a commit: a table, a worker, timers by name.
//!
//! A job is enqueued in the transaction of what caused it. Any process may claim it, for a time (its lease): if
//! that process dies, another takes over, so **a job may run twice** and must be harmless when it does.
//! What jobs do is the rooms' business.

use crate::{
    cx::Cx,
    db::{DbError, Tx},
    params,
};
use bangdu_core::instant::Instant;
use serde::Serialize;
use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};
use uuid::Uuid;

/// How long a process may work on a job before another takes it over.
const LEASE_MS: i64 = 5 * 60_000;
/// How often a failing job is tried before it is laid aside for the operator.
const ATTEMPTS: u64 = 8;
/// How long an idle worker waits before it looks again.
const PAUSE: Duration = Duration::from_secs(1);

/// A claimed job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// What to do.
    pub name: String,
    /// With what, as JSON.
    pub payload: String,
    /// How often it was begun, this time included.
    pub attempts: u64,
}

/// Enqueues a job in the caller's transaction; it runs once `due` has come.
///
/// # Errors
/// When the payload isn't JSON or the store fails.
pub fn enqueue(
    tx: &mut Tx<'_>,
    id: Uuid,
    name: &str,
    payload: &impl Serialize,
    due: Instant,
) -> Result<(), DbError> {
    let payload = serde_json::to_string(payload).map_err(|error| DbError::Shape(error.to_string()))?;
    tx.execute(
        "INSERT INTO jobs (id, name, payload, due_at) VALUES ($1, $2, $3, $4)",
        params![id, name, payload, due],
    )?;
    Ok(())
}

/// Takes the next due job for this process. No two processes get the same one within its lease.
///
/// # Errors
/// When the store fails.
pub fn claim(tx: &mut Tx<'_>, now: Instant) -> Result<Option<Job>, DbError> {
    let row = tx.row(
        "UPDATE jobs SET leased_until = $2, attempts = attempts + 1
         WHERE id = (SELECT id FROM jobs
                     WHERE state = 'waiting' AND due_at <= $1 AND (leased_until IS NULL OR leased_until < $1)
                     ORDER BY due_at, id LIMIT 1 {{skip_locked}})
         RETURNING id, name, payload, attempts",
        params![now, now.plus_ms(LEASE_MS)],
    )?;
    let job = |row: crate::db::Row| {
        Ok(Job { id: row.get(0)?, name: row.get(1)?, payload: row.get(2)?, attempts: row.get(3)? })
    };
    row.map(job).transpose()
}

/// The job is done.
///
/// # Errors
/// When the store fails.
pub fn finish(tx: &mut Tx<'_>, id: Uuid) -> Result<(), DbError> {
    tx.execute("DELETE FROM jobs WHERE id = $1", params![id])?;
    Ok(())
}

/// The job failed: try again later, each time after a longer pause; after the last attempt lay it aside.
///
/// # Errors
/// When the store fails.
pub fn fail(tx: &mut Tx<'_>, job: &Job, error: &str, now: Instant) -> Result<(), DbError> {
    let state = if job.attempts >= ATTEMPTS { "failed" } else { "waiting" };
    let pause_ms = 1_000i64 << job.attempts.min(12);
    tx.execute(
        "UPDATE jobs SET state = $2, error = $3, due_at = $4, leased_until = NULL WHERE id = $1",
        params![job.id, state, error, now.plus_ms(pause_ms)],
    )?;
    Ok(())
}

/// Whether the timer `name` has come round; at most one process is told so in each period of `every_ms`.
///
/// # Errors
/// When the store fails.
pub fn tick(tx: &mut Tx<'_>, name: &str, every_ms: i64, now: Instant) -> Result<bool, DbError> {
    let touched = tx.execute(
        "INSERT INTO timers (name, last_at) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at WHERE timers.last_at <= $3",
        params![name, now, now.plus_ms(-every_ms)],
    )?;
    Ok(touched == 1)
}

/// Does one kind of job, or what a timer asks for. It may block.
pub type Handler = Box<dyn Fn(&Cx, &Job) -> anyhow::Result<()> + Send>;

/// What a worker can do.
#[derive(Default)]
pub struct Duties {
    handlers: HashMap<&'static str, Handler>,
    timers: Vec<(&'static str, i64)>,
}

impl Duties {
    /// Jobs of this name are done so.
    pub fn job(
        mut self,
        name: &'static str,
        handler: impl Fn(&Cx, &Job) -> anyhow::Result<()> + Send + 'static,
    ) -> Self {
        self.handlers.insert(name, Box::new(handler));
        self
    }

    /// Every `every_ms` a job of this name (payload `null`) is enqueued, by whichever process comes first.
    pub fn timer(
        mut self,
        name: &'static str,
        every_ms: i64,
        handler: impl Fn(&Cx, &Job) -> anyhow::Result<()> + Send + 'static,
    ) -> Self {
        self.timers.push((name, every_ms));
        self.job(name, handler)
    }

    /// Enqueues what timers ask for and does everything that is due; how many jobs were begun.
    ///
    /// # Errors
    /// When the store fails; a job's own failure is noted with it.
    pub fn run_due(&self, cx: &Cx) -> Result<u64, DbError> {
        for &(name, every_ms) in &self.timers {
            let (now, id) = (cx.now(), cx.new_id());
            cx.db.write_blocking(move |tx| {
                if tick(tx, name, every_ms, now)? { enqueue(tx, id, name, &(), now) } else { Ok(()) }
            })?;
        }
        let mut begun = 0;
        while let Some(job) = claim_next(cx)? {
            self.do_one(cx, job)?;
            begun += 1;
        }
        Ok(begun)
    }

    fn do_one(&self, cx: &Cx, job: Job) -> Result<(), DbError> {
        let result = match self.handlers.get(job.name.as_str()) {
            Some(handler) => catch_unwind(AssertUnwindSafe(|| handler(cx, &job)))
                .unwrap_or_else(|_| Err(anyhow::anyhow!("it panicked"))),
            None => Err(anyhow::anyhow!("this process doesn't know jobs of this name")),
        };
        let now = cx.now();
        match result {
            Ok(()) => cx.db.write_blocking(move |tx| finish(tx, job.id)),
            Err(error) => {
                tracing::warn!(job = job.name, attempts = job.attempts, "a job failed: {error:#}");
                let text = format!("{error:#}");
                cx.db.write_blocking(move |tx| fail(tx, &job, &text, now))
            }
        }
    }

    /// Works on a thread of its own until the handle is stopped or dropped.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn start(self, cx: Cx) -> std::io::Result<Worker> {
        let (stop, stopped) = channel::<()>();
        let work = move || {
            loop {
                if let Err(error) = self.run_due(&cx) {
                    tracing::error!("the worker can't reach its jobs: {error}");
                }
                match stopped.recv_timeout(PAUSE) {
                    Err(RecvTimeoutError::Timeout) => {}
                    _ => return,
                }
            }
        };
        Ok(Worker { stop: Some(stop), thread: Some(thread::Builder::new().name("jobs".into()).spawn(work)?) })
    }
}

/// Looking costs a flush nowhere: only when something is due does it write.
fn claim_next(cx: &Cx) -> Result<Option<Job>, DbError> {
    let now = cx.now();
    let due = cx.db.read_blocking(move |tx| {
        tx.row(
            "SELECT 1 FROM jobs
             WHERE state = 'waiting' AND due_at <= $1 AND (leased_until IS NULL OR leased_until < $1) LIMIT 1",
            params![now],
        )
    })?;
    if due.is_none() { Ok(None) } else { cx.db.write_blocking(move |tx| claim(tx, now)) }
}

/// A running worker. Dropping it lets the job under way end first.
pub struct Worker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A worker that panicked has said so; there is nothing more to wait for.
            let _ = thread.join();
        }
    }
}
