//! The one place that knows all rooms: what a process keeps, and how a handler reads and acts.

mod router;

pub use router::router;

use crate::{
    act::{ActError, Asker},
    backup::Restored,
    clock::Clock,
    config::Config,
    cx::Cx,
    db::{Db, DbError, Tx},
    files::{self, Files, Kept},
    journal::{self, RoomCheck, sealer::Sealer},
    ledgers::intake::store::{Import, OfficeNames, SeriesMapping},
    map::{Wall, store::Link},
    matters::{act::Around, lights},
    people::directory::Directories,
    settings::store::KeptSettings,
    standing::Standing,
};
use anyhow::Context;
use bangdu_core::{
    board::{clue::Clue, publication::Publication},
    campaigns::Campaign,
    map::CountyMap,
    matters::Matter,
    people::Actor,
    settings::Settings,
};
use std::sync::Arc;

/// What every handler gets; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Store, clock, zone.
    pub cx: Cx,
    /// Units and names, kept.
    pub directories: Directories,
    /// Calendar and default rules, kept.
    pub settings: KeptSettings,
    /// Uploaded files.
    pub files: Files,
    /// The county map, drawn, and what wall screens are told.
    pub map: Wall,
    /// What the process runs with.
    pub config: Arc<Config>,
}

/// What `verify` needs to know: every kind of stream there is.
pub fn rooms() -> Vec<RoomCheck> {
    let mut rooms = crate::people::streams::checks().to_vec();
    rooms.push(RoomCheck::of::<crate::api::store::Token>());
    rooms.extend([
        RoomCheck::of::<Kept>(),
        RoomCheck::of::<Restored>(),
        RoomCheck::of::<Matter>().recounting(lights::miscounted),
        RoomCheck::of::<Campaign>(),
        RoomCheck::of::<Publication>(),
        RoomCheck::of::<Clue>(),
        RoomCheck::of::<Settings>(),
    ]);
    rooms.extend([
        RoomCheck::of::<Import>(),
        RoomCheck::of::<SeriesMapping>(),
        RoomCheck::of::<OfficeNames>(),
    ]);
    rooms.extend([RoomCheck::of::<CountyMap>(), RoomCheck::of::<Link>()]);
    rooms
}

impl App {
    /// Opens the store that the settings name, making it where it is missing.
    ///
    /// # Errors
    /// When the store can't be opened.
    pub fn open(config: Config) -> anyhow::Result<App> {
        // The embedded store makes it for itself; beside a server's store it holds key and files all the same.
        files::make_private_dir(&config.data)
            .with_context(|| format!("making the directory {}", config.data.display()))?;
        let db = Db::open(&config.place, &config.options)?;
        let cx = Cx::new(db, Clock::System, &config.zone)?;
        let hash = config.hash;
        // A store that has entries keeps the function that they were made with.
        cx.db.write_blocking(move |tx| match journal::choose_hash(tx, hash) {
            Err(DbError::Constraint(_)) => Ok(()),
            chosen => chosen,
        })?;
        Ok(App::new(cx, config))
    }

    /// On an open store.
    pub fn new(cx: Cx, config: Config) -> App {
        App {
            cx,
            directories: Directories::default(),
            settings: KeptSettings::default(),
            files: Files::new(config.files_dir(), config.file_bytes),
            map: Wall::default(),
            config: Arc::new(config),
        }
    }

    /// Who seals and signs, with this process's key.
    ///
    /// # Errors
    /// When the key can't be used or the store fails.
    pub fn sealer(&self) -> anyhow::Result<Sealer> {
        let outside = self.config.checkpoint_dir.as_deref();
        Sealer::open(self.cx.clone(), &self.config.key_file(), self.config.signature, outside)
    }

    /// Units and names, calendar and rules, as this transaction sees them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn standing(&self, tx: &mut Tx<'_>) -> Result<Standing, DbError> {
        Standing::read(tx, &self.directories, &self.settings)
    }

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
                let standing = app.standing(tx)?;
                read(tx, standing.around(Asker::person(&actor, now)))
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
                let standing = app.standing(tx)?;
                act(tx, standing.around(Asker::person(&actor, now)))
            })
            .await
    }
}
