//! Keeps wall screens up to date: one snapshot for each sight, read every few seconds however many screens look, and
//! handed on only when it says something new. Without screens nothing is read. Each process reads for its own
//! screens, so several need not know of each other.

use super::snapshot::{Slow, Snapshot};
use crate::{
    act::{ActError, Asker},
    app::App,
    web::error::Error,
};
use bangdu_core::people::Sight;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// How often the store is asked.
const EVERY: Duration = Duration::from_secs(5);
/// More screens than an office hangs up; each holds a connection.
const MOST_SCREENS: usize = 500;

/// What screens are told, with its text as it is sent.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Told {
    pub snapshot: Snapshot,
    pub json: String,
}

/// The snapshots of a process; a clone shares them.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    every: Duration,
    scopes: Mutex<BTreeMap<Sight, watch::Sender<Arc<Told>>>>,
    stopped: watch::Sender<bool>,
    places: Arc<Semaphore>,
}

impl Default for Live {
    fn default() -> Live {
        Live::reading_every(EVERY)
    }
}

impl Live {
    /// With another time between two readings.
    pub(super) fn reading_every(every: Duration) -> Live {
        Live(Arc::new(Inner {
            every,
            scopes: Mutex::default(),
            stopped: watch::Sender::new(false),
            places: Arc::new(Semaphore::new(MOST_SCREENS)),
        }))
    }

    /// What is told to the screens of this sight, and whatever comes.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn watch(&self, app: &App, sight: &Sight) -> Result<watch::Receiver<Arc<Told>>, Error> {
        if let Some(known) = self.scopes().get(sight) {
            return Ok(known.subscribe());
        }
        let (told, slow) = read(app, sight, Slow::default()).await?;
        let mut scopes = self.scopes();
        if let Some(known) = scopes.get(sight) {
            return Ok(known.subscribe());
        }
        let (tell, heard) = watch::channel(told);
        scopes.insert(sight.clone(), tell);
        drop(scopes);
        tokio::spawn(self.clone().keep_up(app.clone(), sight.clone(), slow));
        Ok(heard)
    }

    /// A place for a screen's connection, while there is one.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.0.places.clone().try_acquire_owned().ok()
    }

    /// Becomes true when the process stops.
    pub(super) fn stopped(&self) -> watch::Receiver<bool> {
        self.0.stopped.subscribe()
    }

    /// Ends all streams.
    pub fn stop(&self) {
        self.0.stopped.send_replace(true);
    }

    /// Reads anew for one sight as long as a screen of it looks.
    async fn keep_up(self, app: App, sight: Sight, mut slow: Slow) {
        let mut stopped = self.stopped();
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => break,
                () = tokio::time::sleep(self.0.every) => {}
            }
            if self.is_unwatched(&sight) {
                return;
            }
            match read(&app, &sight, slow.clone()).await {
                Ok((told, known)) => {
                    slow = known;
                    self.tell(&sight, told);
                }
                // The next time may go well; screens keep what they show, with its time.
                Err(error) => tracing::warn!(%error, "a wall screen's figures can't be read"),
            }
        }
        self.scopes().remove(&sight);
    }

    /// Forgets a sight that nobody looks at.
    fn is_unwatched(&self, sight: &Sight) -> bool {
        let mut scopes = self.scopes();
        let alone = scopes.get(sight).is_none_or(|tell| tell.receiver_count() == 0);
        if alone {
            scopes.remove(sight);
        }
        alone
    }

    fn tell(&self, sight: &Sight, told: Arc<Told>) {
        if let Some(tell) = self.scopes().get(sight) {
            tell.send_if_modified(|known| {
                let new = **known != *told;
                if new {
                    *known = told;
                }
                new
            });
        }
    }

    fn scopes(&self) -> MutexGuard<'_, BTreeMap<Sight, watch::Sender<Arc<Told>>>> {
        self.0.scopes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(app: &App, sight: &Sight, slow: Slow) -> Result<(Arc<Told>, Slow), ActError> {
    let (kept, sight, now) = (app.clone(), sight.clone(), app.cx.now());
    app.cx
        .db
        .read(move |tx| {
            let standing = kept.standing(tx)?;
            let around = standing.around(Asker::system(now));
            let drawing = kept.map.drawing.current(tx)?;
            let (snapshot, slow) = Snapshot::read(tx, &around, &sight, &drawing, slow)?;
            let json = serde_json::to_string(&snapshot).map_err(|e| ActError::Fault(e.to_string()))?;
            Ok((Arc::new(Told { snapshot, json }), slow))
        })
        .await
}
