//! A bounded pool: some threads, each with its own connection, that take work from one queue. The thread that
//! became free last takes the next: its connection's pages are at hand, and the others may sleep on.

use super::DbError;
use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

type Work<C> = Box<dyn FnOnce(&mut C) + Send>;

/// Threads that end when it is dropped.
pub(super) struct Workers<C>(Arc<Pool<C>>);

struct Pool<C> {
    state: Mutex<State<C>>,
    /// One for each thread, so that the one to wake can be chosen.
    bells: Vec<Condvar>,
}

struct State<C> {
    queue: VecDeque<Work<C>>,
    /// Threads that sleep, the latest last.
    idle: Vec<usize>,
    ended: bool,
}

impl<C: Send + 'static> Workers<C> {
    /// One thread for each connection.
    pub(super) fn start(name: &str, connections: Vec<C>) -> Result<Self, DbError> {
        let state = State { queue: VecDeque::new(), idle: Vec::new(), ended: false };
        let bells = connections.iter().map(|_| Condvar::new()).collect();
        let workers = Workers(Arc::new(Pool { state: Mutex::new(state), bells }));
        for (place, mut connection) in connections.into_iter().enumerate() {
            let pool = workers.0.clone();
            let serve = move || {
                while let Some(job) = pool.next(place) {
                    job(&mut connection);
                }
            };
            let started = thread::Builder::new().name(name.to_owned()).spawn(serve);
            started.map_err(|error| DbError::Unreachable(format!("no thread for the store: {error}")))?;
        }
        Ok(workers)
    }

    /// Queues `job` for the next free connection.
    pub(super) fn run(&self, job: impl FnOnce(&mut C) + Send + 'static) {
        let mut state = self.0.lock();
        state.queue.push_back(Box::new(job));
        let woken = state.idle.pop();
        drop(state);
        if let Some(place) = woken {
            self.0.bells[place].notify_one();
        }
    }
}

impl<C> Drop for Workers<C> {
    fn drop(&mut self) {
        self.0.lock().ended = true;
        self.0.bells.iter().for_each(Condvar::notify_one);
    }
}

impl<C> Pool<C> {
    fn lock(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job for the thread at `place`; none once the pool has ended and everything queued is done.
    fn next(&self, place: usize) -> Option<Work<C>> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.queue.pop_front() {
                state.idle.retain(|idle| *idle != place);
                return Some(job);
            }
            if state.ended {
                return None;
            }
            if !state.idle.contains(&place) {
                state.idle.push(place);
            }
            state = self.bells[place].wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
