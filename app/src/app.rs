//! The one place that knows all rooms: what a process keeps, and how a handler reads and acts.

use crate::{
    act::{ActError, Asker},
    cx::Cx,
    db::Tx,
    matters::act::Around,
    people::directory::Directories,
    settings::store::KeptSettings,
};
use bangdu_core::people::Actor;

/// What every handler gets; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Store, clock, zone.
    pub cx: Cx,
    /// Units and names, kept.
    pub directories: Directories,
    /// Calendar and default rules, kept.
    pub settings: KeptSettings,
}

impl App {
    /// Reads as `actor`, with what stands around every question.
    ///
    /// # Errors
    /// What `read` says, or that the store failed.
    pub async fn view<T, F>(&self, actor: &Actor, read: F) -> Result<T, ActError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, Around<'_>) -> Result<T, ActError> + Send + 'static,
    {
        let (app, actor, now) = (self.clone(), actor.clone(), self.cx.now());
        self.cx
            .db
            .read(move |tx| {
                let directory = app.directories.read(tx)?;
                let settings = app.settings.current(tx)?;
                read(
                    tx,
                    Around { asker: Asker::person(&actor, now), directory: &directory, settings: &settings },
                )
            })
            .await
    }

    /// Acts as `actor` in one transaction, which runs again when somebody was faster.
    ///
    /// # Errors
    /// What `act` says, or that the store failed.
    pub async fn change<T, F>(&self, actor: &Actor, mut act: F) -> Result<T, ActError>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, Around<'_>) -> Result<T, ActError> + Send + 'static,
    {
        let (app, actor, now) = (self.clone(), actor.clone(), self.cx.now());
        self.cx
            .db
            .write(move |tx| {
                let directory = app.directories.within(tx)?;
                let settings = app.settings.current(tx)?;
                act(
                    tx,
                    Around { asker: Asker::person(&actor, now), directory: &directory, settings: &settings },
                )
            })
            .await
    }
}
