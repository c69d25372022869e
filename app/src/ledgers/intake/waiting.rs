//! A ledger that waits for its confirm: handed in, looked at, chosen for, confirmed. Page and API come this
//! way. Everything here blocks (files are parsed): call it from a thread of one's own.

use super::{
    Changed, Choices, Meanings, Prepared, Seat, Standing, Whose, confirm, judge,
    listed::may_see,
    meanings, office, prepare, reading,
    store::{self, Import, Preview, Returned, Stage, Work},
    survey::{Line, Survey},
};
use crate::{
    act::ActError,
    app::App,
    db::{DbError, Tx},
    ledgers::{read::Unreadable, understand::RefusedRow, write::write_refused},
    matters,
    people::{act::By, directory::Directory, naming},
};
use bangdu_core::{
    ids::{AccountId, BatchId, UnitId},
    matters::{self as rules, Matter, may_amend_deadline},
    people::{Action, Actor, Ground},
    phrase::Phrase,
};
use std::{io::Cursor, sync::Arc};

pub use super::listed::{imports, waiting};

/// Work that hasn't said for so long that it lives has broken off, with the process that did it.
const LOST_MS: i64 = 120_000;

/// Why a ledger can't wait or be looked at.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// The file can't be read.
    #[error("the file can't be read: {}", .0.code())]
    Unreadable(Unreadable),
    /// It couldn't be read when it was handed in, for this reason.
    #[error("the file couldn't be read")]
    Failed(Box<Phrase>),
    /// Somebody works on it at this moment.
    #[error("it is being worked on")]
    Busy(Box<Preview>),
    /// A rule, a right, or the store.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<DbError> for Unfit {
    fn from(error: DbError) -> Unfit {
        Unfit::Act(error.into())
    }
}

impl From<Unreadable> for Unfit {
    fn from(unreadable: Unreadable) -> Unfit {
        Unfit::Unreadable(unreadable)
    }
}

/// A waiting ledger as it was last read, held against the units as they are now.
pub struct Opened {
    /// The file and what was chosen for it.
    pub preview: Preview,
    /// What it says.
    pub survey: Survey,
    /// Units and names.
    pub directory: Arc<Directory>,
    /// What the names of units mean so far.
    pub meanings: Arc<Meanings>,
    /// Units in it for which nobody could sign or report.
    pub unmanned: Vec<UnitId>,
    /// Who looks at it.
    pub by: By,
}

/// A row of a waiting ledger, held against the store as it is now.
pub struct Held {
    /// The row.
    pub line: Line,
    /// What it would do, if it can be taken over.
    pub standing: Option<Standing>,
    /// The matter that it would change, as it stands.
    pub known: Option<Matter>,
    /// Whether its deadline, where the row has another, is for somebody else to amend.
    pub bound: bool,
}

/// Nothing, if the reader may bring ledgers in or confirm those of others; else there is no such page.
///
/// # Errors
/// [`ActError::NotFound`] without either right.
pub fn admit(by: &By, directory: &Directory) -> Result<(), ActError> {
    let may =
        [Action::Import, Action::ConfirmImport].iter().any(|action| by.may_anywhere(*action, directory));
    if may { Ok(()) } else { Err(ActError::NotFound) }
}

/// Takes a file in, unread: it waits to be read with [`read`].
///
/// # Errors
/// Without the right, without an office that it could belong to, or when the store fails.
pub fn receive(app: &App, actor: &Actor, name: &str, content: Vec<u8>) -> Result<BatchId, ActError> {
    let (by, directory) = admitted(app, actor)?;
    by.require_anywhere(Action::Import, &directory)?;
    let new = Preview {
        id: BatchId(app.cx.new_id()),
        account: actor.account,
        office: office::office(&directory, &by, "").ok_or_else(super::refusals::no_office)?,
        name: name.to_owned(),
        choices: Choices::default(),
        revision: 1,
        reading: 0,
        stage: Stage::Reading,
        work: Work::default(),
    };
    let (id, now) = (new.id, app.cx.now());
    app.cx.db.write_blocking(move |tx| {
        store::forget_old(tx, now)?;
        store::receive(tx, &new, &content, now)
    })?;
    Ok(id)
}

/// Reads a file and keeps it until it is confirmed, with the columns as its series was read before.
///
/// # Errors
/// When the file can't be read: then nothing is kept. As [`receive`] and [`read`].
pub fn hand_in(app: &App, actor: &Actor, name: &str, content: Vec<u8>) -> Result<BatchId, Unfit> {
    let id = receive(app, actor, name, content)?;
    let done = reading::read(app, Some(actor), id);
    if done.is_err() {
        forget(app, id)?;
    }
    done.map(|()| id)
}

/// Forgets a file that can't be read.
///
/// # Errors
/// When the store fails.
pub fn forget(app: &App, id: BatchId) -> Result<(), ActError> {
    Ok(app.cx.db.write_blocking(move |tx| store::forget(tx, id))?)
}

/// Opens a waiting ledger: one's own, or one of an office for which one confirms. What was read of it is read
/// anew where units, or what the office has, changed since, or where the work on it broke off.
///
/// # Errors
/// [`ActError::NotFound`] when there is none, [`Unfit::Busy`] while somebody works on it, or that the store
/// failed.
pub fn open(app: &App, actor: &Actor, id: BatchId) -> Result<Opened, Unfit> {
    let (by, directory) = admitted(app, actor)?;
    match found(app, &by, &directory, id, true)? {
        Some(opened) => Ok(opened),
        None => {
            reading::read(app, None, id)?;
            found(app, &by, &directory, id, false)?.ok_or_else(|| ActError::NotFound.into())
        }
    }
}

/// `None`: it must be read anew. What has just been read is as `fresh` as it gets.
fn found(
    app: &App,
    by: &By,
    directory: &Arc<Directory>,
    id: BatchId,
    fresh: bool,
) -> Result<Option<Opened>, Unfit> {
    let kept = app.cx.db.read_blocking(move |tx| store::kept(tx, id))?;
    let kept = kept.filter(|(kept, _)| may_open(by, kept.account, kept.office, directory));
    let (preview, doc) = kept.ok_or(ActError::NotFound)?;
    match preview.stage {
        Stage::Failed => {
            let why = doc.and_then(|doc| serde_json::from_str(&doc).ok());
            return Err(Unfit::Failed(Box::new(why.unwrap_or_else(|| Unreadable::Damaged.phrase()))));
        }
        Stage::Reading | Stage::Confirming => {
            let alive = app.cx.now().0 - preview.work.beat < LOST_MS;
            return if alive { Err(Unfit::Busy(Box::new(preview))) } else { Ok(None) };
        }
        Stage::Ready => {}
    }
    let Some(survey) = doc.and_then(|doc| serde_json::from_str::<Survey>(&doc).ok()) else { return Ok(None) };
    let (office, at) = (preview.office, survey.at);
    let old = |db: &crate::db::Db| {
        let imported = db.read_blocking(move |tx| store::imported_since(tx, office, at))?;
        Ok::<_, DbError>(imported || survey.directory != directory.version())
    };
    if fresh && old(&app.cx.db)? {
        return Ok(None);
    }
    let meanings = Arc::new(meanings(&survey.units, &preview.choices.units, directory));
    let (named, today) = (meanings.all(), app.cx.today());
    let unmanned = app.cx.db.read_blocking(move |tx| naming::unmanned(tx, &named, today))?;
    Ok(Some(Opened { preview, survey, directory: directory.clone(), meanings, unmanned, by: by.clone() }))
}

fn may_open(by: &By, account: AccountId, office: UnitId, directory: &Directory) -> bool {
    let own = by.actor.as_ref().is_some_and(|actor| actor.account == account);
    let ground = Ground::of_office(office);
    by.may(Action::ConfirmImport, &ground, directory) || own && by.may(Action::Import, &ground, directory)
}

/// Rows of a waiting ledger as `select` chooses them, held against the store.
///
/// # Errors
/// When the store fails.
pub fn held(
    app: &App,
    opened: &Opened,
    select: impl FnOnce(&mut Tx<'_>, &Preview) -> Result<Vec<Line>, DbError> + Send + 'static,
) -> Result<Vec<Held>, ActError> {
    let (preview, named) = (opened.preview.clone(), opened.meanings.clone());
    let (by, directory) = (opened.by.clone(), opened.directory.clone());
    let held = app.cx.db.read_blocking(move |tx| {
        let lines = select(tx, &preview)?;
        lines
            .into_iter()
            .map(|line| {
                let standing = line.matter().map(|row| judge(tx, preview.office, row, &named)).transpose()?;
                let known = match &standing {
                    Some(Standing::Changed(Changed { matter, .. })) => matters::store::get(tx, *matter)?,
                    _ => None,
                };
                let bound = known.as_ref().is_some_and(|m| !may_amend(m, &by, &directory));
                Ok(Held { line, standing, known, bound })
            })
            .collect::<Result<Vec<_>, DbError>>()
    });
    Ok(held?)
}

fn may_amend(m: &Matter, by: &By, directory: &Directory) -> bool {
    let asker = by.actor.as_ref().map_or(rules::By::Operator, rules::By::Person);
    may_amend_deadline(m, asker, &directory.tree, by.today)
}

/// Keeps what was chosen for a waiting ledger, if nobody has chosen since `expected`, and reads it anew.
///
/// # Errors
/// [`ActError::NotFound`] when it doesn't wait (any more) for this reader, [`ActError::Stale`] when somebody
/// was faster, [`Unfit::Busy`] while it is worked on, or that the store failed.
pub fn choose(
    app: &App,
    actor: &Actor,
    id: BatchId,
    expected: Option<u64>,
    change: impl FnMut(&mut Choices) + Send + 'static,
) -> Result<(), Unfit> {
    chosen(app, actor, id, expected, change)?;
    reading::read(app, None, id)
}

fn chosen(
    app: &App,
    actor: &Actor,
    id: BatchId,
    expected: Option<u64>,
    mut change: impl FnMut(&mut Choices) + Send + 'static,
) -> Result<Preview, Unfit> {
    let (by, directory) = admitted(app, actor)?;
    let now = app.cx.now();
    let busy = app.cx.db.write_blocking(move |tx| {
        let kept = store::kept(tx, id)?.map(|(kept, _)| kept);
        let kept = kept.filter(|kept| may_open(&by, kept.account, kept.office, &directory));
        let mut kept = kept.ok_or(ActError::NotFound)?;
        if kept.stage == Stage::Confirming && now.0 - kept.work.beat < LOST_MS {
            return Ok(Err(kept));
        }
        change(&mut kept.choices);
        let fresh = expected.is_none_or(|revision| revision == kept.revision);
        if !fresh || !store::choose(tx, id, &kept.choices, kept.revision, now)? {
            return Err(ActError::Stale);
        }
        Ok(Ok(kept))
    })?;
    busy.map_err(|busy| Unfit::Busy(Box::new(busy)))
}

/// Gives a waiting ledger up: the file and all that was chosen for it are forgotten.
///
/// # Errors
/// [`ActError::NotFound`] when it doesn't wait for this reader, or that the store failed.
pub fn give_up(app: &App, actor: &Actor, id: BatchId) -> Result<(), ActError> {
    let (by, directory) = admitted(app, actor)?;
    let now = app.cx.now();
    app.cx.db.write_blocking(move |tx| {
        let kept = store::kept(tx, id)?.map(|(kept, _)| kept);
        let kept = kept.filter(|kept| may_open(&by, kept.account, kept.office, &directory));
        let kept = kept.ok_or(ActError::NotFound)?;
        if kept.stage == Stage::Confirming && now.0 - kept.work.beat < LOST_MS {
            return Err(ActError::Stale);
        }
        Ok(store::forget(tx, id)?)
    })
}

/// Confirms a waiting ledger with what was chosen for it; `say` words what is given back. One that was
/// confirmed before stays as it is.
///
/// # Errors
/// As [`choose`] and [`confirm`].
pub fn settle(
    app: &App,
    actor: &Actor,
    id: BatchId,
    expected: Option<u64>,
    change: impl FnMut(&mut Choices) + Send + 'static,
    say: impl Fn(&Phrase) -> String,
) -> Result<(), Unfit> {
    if app.cx.db.read_blocking(move |tx| store::import(tx, id))?.is_some() {
        return result(app, actor, id).map(drop).map_err(Unfit::Act);
    }
    let asked = chosen(app, actor, id, expected, change)?;
    let (by, directory) = admitted(app, actor)?;
    by.require(Action::ConfirmImport, &Ground::of_office(asked.office), &directory)?;
    let now = app.cx.now();
    app.cx.db.write_blocking(move |tx| store::begin_confirming(tx, id, 0, now))?;
    let done = taken_over(app, actor, &asked, say);
    if done.is_err() {
        app.cx.db.write_blocking(move |tx| store::back_to_ready(tx, id))?;
    }
    done
}

fn taken_over(
    app: &App,
    actor: &Actor,
    asked: &Preview,
    say: impl Fn(&Phrase) -> String,
) -> Result<(), Unfit> {
    let (id, choices) = (asked.id, asked.choices.clone());
    let content = app.cx.db.read_blocking(move |tx| store::content(tx, id))?.ok_or(ActError::NotFound)?;
    let standing = calendar(app)?;
    let seat = Seat::of(&standing, asked.office, app.cx.today());
    let prepared = Arc::new(prepare(&asked.name, &content, &seat, &choices)?);
    drop(content);
    super::decided(&prepared.understood.units, &choices.units).map_err(ActError::from)?;
    let whose = Whose { office: asked.office, importer: Some(asked.account) };
    let outcome = confirm(app, Some(actor.clone()), prepared.clone(), choices, whose, id)?;
    if outcome.refused.is_empty() {
        return Ok(());
    }
    let file = refused_file(&prepared, &outcome.refused, &say)?;
    let rows = returned(&prepared, &outcome.refused, &say);
    let now = app.cx.now();
    app.cx.db.write_blocking(move |tx| store::give_back(tx, id, &rows, &file, now))?;
    Ok(())
}

/// A confirmed import, what it gave back while that is kept, and who is called what.
pub type Confirmed = (Import, Option<Vec<Returned>>, Arc<Directory>);

/// An import that was confirmed, with what it gave back while that is kept.
///
/// # Errors
/// [`ActError::NotFound`] when there is none or it is another office's, or that the store failed.
pub fn result(app: &App, actor: &Actor, id: BatchId) -> Result<Confirmed, ActError> {
    let (by, directories) = (By::actor(actor, &app.cx), app.directories.clone());
    app.cx.db.read_blocking(move |tx| {
        let directory = directories.read(tx)?;
        let import = store::import(tx, id)?.ok_or(ActError::NotFound)?;
        if !may_see(&by, import.office, &directory) {
            return Err(ActError::NotFound);
        }
        Ok((import, store::given_back(tx, id)?, directory))
    })
}

/// Rows that can't be taken over, as a file: before the confirm those that weren't understood, after it all
/// that were given back, while that is kept.
///
/// # Errors
/// [`ActError::NotFound`] when there is nothing (any more), or that the store failed.
pub fn refused_rows(
    app: &App,
    actor: &Actor,
    id: BatchId,
    say: impl Fn(&Phrase) -> String,
) -> Result<Vec<u8>, Unfit> {
    match open(app, actor, id) {
        Ok(opened) => {
            let preview = opened.preview;
            let content = app.cx.db.read_blocking(move |tx| store::content(tx, id))?;
            let content = content.ok_or(ActError::NotFound)?;
            let standing = calendar(app)?;
            let seat = Seat::of(&standing, preview.office, app.cx.today());
            let prepared = prepare(&preview.name, &content, &seat, &preview.choices)?;
            Ok(refused_file(&prepared, &prepared.understood.refused, say)?)
        }
        Err(Unfit::Act(ActError::NotFound)) => {
            result(app, actor, id)?;
            let file = app.cx.db.read_blocking(move |tx| store::given_back_file(tx, id))?;
            Ok(file.ok_or(ActError::NotFound)?)
        }
        Err(other) => Err(other),
    }
}

/// Refused rows as a file.
///
/// # Errors
/// When it can't be written.
pub fn refused_file(
    prepared: &Prepared,
    refused: &[RefusedRow],
    say: impl Fn(&Phrase) -> String,
) -> Result<Vec<u8>, ActError> {
    let mut out = Cursor::new(Vec::new());
    write_refused(&prepared.book, &prepared.understood.sheets, refused, say, &mut out)
        .map_err(|error| ActError::Fault(error.to_string()))?;
    Ok(out.into_inner())
}

/// Refused rows in the reader's words.
pub fn returned(
    prepared: &Prepared,
    refused: &[RefusedRow],
    say: impl Fn(&Phrase) -> String,
) -> Vec<Returned> {
    let sheet = |index: usize| prepared.book.sheets.get(index).map(|sheet| sheet.name.clone());
    let row = |r: &RefusedRow| Returned {
        sheet: sheet(r.sheet).unwrap_or_default(),
        row: r.row,
        column: r.column.clone(),
        reason: say(&r.reason),
    };
    refused.iter().map(row).collect()
}

fn admitted(app: &App, actor: &Actor) -> Result<(By, Arc<Directory>), ActError> {
    let (by, directories) = (By::actor(actor, &app.cx), app.directories.clone());
    app.cx.db.read_blocking(move |tx| {
        let directory = directories.read(tx)?;
        admit(&by, &directory)?;
        Ok((by, directory))
    })
}

/// With the working days by which limits in a ledger are read.
fn calendar(app: &App) -> Result<crate::standing::Standing, DbError> {
    let kept = app.clone();
    app.cx.db.read_blocking(move |tx| kept.standing(tx))
}
