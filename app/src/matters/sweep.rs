//! What time asks for: suspensions that end, lights that turn, instants to be reckoned anew. Sweeps take
//! no input, read the state anew and may run as often as they like.

use super::{
    act::act,
    lights,
    store::{self, letters},
};
use crate::{
    act::{ActError, Asker},
    cx::Cx,
    db::DbError,
    people::directory::Directories,
    settings::store::KeptSettings,
    standing::Standing,
};
use bangdu_core::{ids::MatterId, matters::Command};

/// How many matters one transaction takes.
const AT_ONCE: i64 = 200;

/// What the sweeps need of the process.
#[derive(Clone)]
pub struct Sweeper {
    /// Store and clock.
    pub cx: Cx,
    /// Units and names.
    pub directories: Directories,
    /// Calendar and rules.
    pub settings: KeptSettings,
}

impl Sweeper {
    /// Resumes what is to be resumed, counts what turned, reads titles that wait for it. Gives how many matters moved.
    ///
    /// # Errors
    /// When the store fails.
    pub fn run(&self) -> Result<u64, ActError> {
        let moved = self.resume()? + self.turn()?;
        self.read_titles()?;
        Ok(moved)
    }

    /// Reads the titles that were here before they were found by their letters.
    fn read_titles(&self) -> Result<(), DbError> {
        while self.cx.db.write_blocking(|tx| letters::read_waiting(tx, AT_ONCE))? == AT_ONCE as usize {}
        Ok(())
    }

    fn resume(&self) -> Result<u64, ActError> {
        let now = self.cx.now();
        let due =
            self.cx.db.read_blocking(move |tx| store::to_resume(tx, now, AT_ONCE).map_err(ActError::from))?;
        for id in &due {
            self.command(*id, &Command::Resume { new_date: None })?;
        }
        Ok(due.len() as u64)
    }

    fn turn(&self) -> Result<u64, ActError> {
        let now = self.cx.now();
        let mut moved = 0;
        loop {
            let turned = self.cx.db.write_blocking(move |tx| {
                let due = lights::turned(tx, now, AT_ONCE)?;
                for id in &due {
                    if let Some(m) = store::get(tx, *id)? {
                        lights::recount(tx, &m, now)?;
                    }
                }
                Ok::<_, ActError>(due.len())
            })?;
            moved += turned as u64;
            if turned < AT_ONCE as usize {
                return Ok(moved);
            }
        }
    }

    /// Reckons every running matter anew, after a calendar's or a campaign's change.
    ///
    /// # Errors
    /// When the store fails.
    pub fn recompute(&self) -> Result<u64, ActError> {
        let (mut after, mut walked) = (None, 0);
        loop {
            let ids = self
                .cx
                .db
                .read_blocking(move |tx| store::walk(tx, after, AT_ONCE).map_err(ActError::from))?;
            for id in &ids {
                self.command(*id, &Command::Recompute)?;
            }
            walked += ids.len() as u64;
            match ids.last() {
                Some(last) => after = Some(*last),
                None => return Ok(walked),
            }
        }
    }

    /// One matter's command by the system. Somebody who was faster is no fault: the sweep comes again.
    fn command(&self, id: MatterId, command: &Command) -> Result<(), ActError> {
        let (now, command, kept) = (self.cx.now(), command.clone(), self.clone());
        let done = self.cx.db.write_blocking(move |tx| {
            let standing = Standing::read(tx, &kept.directories, &kept.settings)?;
            act(tx, standing.around(Asker::system(now)), id, &command, None)
        });
        match done {
            Ok(_) | Err(ActError::Refused(_) | ActError::NotFound) => Ok(()),
            Err(other) => Err(other),
        }
    }
}
