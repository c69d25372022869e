//! A bounded pool: some threads, each with its own connection, that take work from one queue.

use super::DbError;
use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

type Work<C> = Box<dyn FnOnce(&mut C) + Send>;

/// Threads that end when the last handle is dropped.
pub(super) struct Workers<C> {
    queue: mpsc::Sender<Work<C>>,
}

impl<C: Send + 'static> Workers<C> {
    /// One thread for each connection.
    pub(super) fn start(name: &str, connections: Vec<C>) -> Result<Self, DbError> {
        let (queue, work) = mpsc::channel::<Work<C>>();
        let work = Arc::new(Mutex::new(work));
        for mut connection in connections {
            let work = work.clone();
            let serve = move || {
                while let Some(job) = next(&work) {
                    job(&mut connection);
                }
            };
            let started = thread::Builder::new().name(name.to_owned()).spawn(serve);
            started.map_err(|error| DbError::Unreachable(format!("no thread for the store: {error}")))?;
        }
        Ok(Workers { queue })
    }

    /// Queues `job` for the next free connection. It isn't run if the pool has ended.
    pub(super) fn run(&self, job: impl FnOnce(&mut C) + Send + 'static) {
        let _ = self.queue.send(Box::new(job));
    }
}

fn next<C>(work: &Mutex<mpsc::Receiver<Work<C>>>) -> Option<Work<C>> {
    work.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
