//! A ledger that waits for its confirm: handed in, looked at, chosen for, confirmed. Page and API come this
//! way. Everything here blocks (files are parsed): call it from a thread of one's own.

use super::{
    Changed, Choices, Meanings, Prepared, Standing, Whose, confirm, judge, meanings, office, prepare,
    store::{self, Import, Preview, Returned, Waiting},
};
use crate::{
    act::ActError,
    app::App,
    db::{DbError, Tx},
    ledgers::{read::Unreadable, understand::RefusedRow, write::write_refused},
    matters,
    people::{act::By, directory::Directory},
};
use bangdu_core::{
    ids::{AccountId, BatchId, MatterId, UnitId},
    matters::Matter,
    people::{Action, Actor, Ground},
    phrase,
    phrase::Phrase,
    refusal::Rule,
};
use std::{collections::HashMap, io::Cursor, sync::Arc};

/// Changed matters that a preview shows beside their rows.
const CHANGED_SHOWN: usize = 500;
/// Imports and waiting files that are gone through for a list of those that the reader may see.
const MOST_IMPORTS: i64 = 500;
const MOST_WAITING: i64 = 500;

const OFFICE: Rule =
    Rule::ours("import.office", "台账归属于一个督查室", "A ledger belongs to a supervision office");

/// Why a ledger can't wait or be looked at.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// The file can't be read.
    #[error("the file can't be read: {}", .0.code())]
    Unreadable(Unreadable),
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

/// A waiting ledger, read again and held against the store as it is now.
pub struct Opened {
    /// The file and what was chosen for it.
    pub preview: Preview,
    /// What it says.
    pub prepared: Arc<Prepared>,
    /// Units and names.
    pub directory: Arc<Directory>,
    /// What each row would do, in the rows' order.
    pub standings: Vec<Standing>,
    /// What the names of units mean so far.
    pub meanings: Arc<Meanings>,
    /// The matters that rows would change, as they stand.
    pub known: HashMap<MatterId, Matter>,
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

/// Reads a file and keeps it until it is confirmed, with the columns as its series was read before.
///
/// # Errors
/// When the file can't be read: then nothing is kept. Without the right, without an office that it could
/// belong to, or when the store fails.
pub fn hand_in(app: &App, actor: &Actor, name: &str, content: Vec<u8>) -> Result<BatchId, Unfit> {
    let (by, directory) = admitted(app, actor)?;
    by.require_anywhere(Action::Import, &directory)?;
    let prepared = prepare(name, &content, &directory, app.cx.today(), &Choices::default())?;
    let series = prepared.understood.title.series.clone();
    let mut preview = Preview {
        id: BatchId(app.cx.new_id()),
        account: actor.account,
        office: office::office(&directory, &by, &prepared).ok_or_else(no_office)?,
        name: name.to_owned(),
        content,
        choices: Choices::default(),
    };
    let (id, now) = (preview.id, app.cx.now());
    app.cx.db.write_blocking(move |tx| {
        store::forget_old(tx, now)?;
        preview.choices.mapping = store::mapping(tx, &series)?.map(|kept| kept.mapping).unwrap_or_default();
        store::keep(tx, &preview, now)
    })?;
    Ok(id)
}

/// Opens a waiting ledger: one's own, or one of an office for which one confirms.
///
/// # Errors
/// [`ActError::NotFound`] when there is none, or that the store failed.
pub fn open(app: &App, actor: &Actor, id: BatchId) -> Result<Opened, Unfit> {
    let (by, directory) = admitted(app, actor)?;
    let preview = app.cx.db.read_blocking(move |tx| store::kept(tx, id))?;
    let preview = preview.filter(|kept| may_open(&by, kept.account, kept.office, &directory));
    open_kept(app, preview.ok_or(ActError::NotFound)?, directory)
}

fn may_open(by: &By, account: AccountId, office: UnitId, directory: &Directory) -> bool {
    let own = by.actor.as_ref().is_some_and(|actor| actor.account == account);
    let ground = Ground::of_office(office);
    by.may(Action::ConfirmImport, &ground, directory) || own && by.may(Action::Import, &ground, directory)
}

fn open_kept(app: &App, preview: Preview, directory: Arc<Directory>) -> Result<Opened, Unfit> {
    let (today, office) = (app.cx.today(), preview.office);
    let prepared = prepare(&preview.name, &preview.content, &directory, today, &preview.choices)?;
    let prepared = Arc::new(prepared);
    let meanings = Arc::new(meanings(&prepared.understood.units, &preview.choices.units, &directory));
    let (rows, named) = (prepared.clone(), meanings.clone());
    let (standings, known) = app.cx.db.read_blocking(move |tx| {
        let mut known = HashMap::new();
        let mut standings = Vec::with_capacity(rows.understood.rows.len());
        for row in &rows.understood.rows {
            let standing = judge(tx, office, row, &named)?;
            if let Standing::Changed(Changed { matter, .. }) = standing
                && known.len() < CHANGED_SHOWN
                && let Some(found) = matters::store::get(tx, matter)?
            {
                known.insert(matter, found);
            }
            standings.push(standing);
        }
        Ok::<_, DbError>((standings, known))
    })?;
    Ok(Opened { preview, prepared, directory, standings, meanings, known })
}

/// Keeps what was chosen for a waiting ledger.
///
/// # Errors
/// [`ActError::NotFound`] when it doesn't wait (any more) for this reader, or that the store failed.
pub fn choose(app: &App, actor: &Actor, id: BatchId, choices: Choices) -> Result<(), ActError> {
    let (by, directory) = admitted(app, actor)?;
    let now = app.cx.now();
    app.cx.db.write_blocking(move |tx| {
        let kept = store::kept(tx, id)?;
        let kept = kept.filter(|kept| may_open(&by, kept.account, kept.office, &directory));
        let Some(kept) = kept else { return Err(ActError::NotFound) };
        Ok(store::keep(tx, &Preview { choices: choices.clone(), ..kept }, now)?)
    })
}

/// What waits for a confirm that this reader may give or has asked for, newest first.
///
/// # Errors
/// [`ActError::NotFound`] without the right, or that the store failed.
pub fn waiting(
    tx: &mut Tx<'_>,
    by: &By,
    directory: &Directory,
    limit: usize,
) -> Result<Vec<Waiting>, ActError> {
    admit(by, directory)?;
    let mut waiting = store::waiting(tx, MOST_WAITING)?;
    waiting.retain(|one| may_open(by, one.account, one.office, directory));
    waiting.truncate(limit);
    Ok(waiting)
}

/// The latest imports of the offices that this reader brings in or confirms for, newest first.
///
/// # Errors
/// [`ActError::NotFound`] without the right, or that the store failed.
pub fn imports(
    tx: &mut Tx<'_>,
    by: &By,
    directory: &Directory,
    limit: usize,
) -> Result<Vec<Import>, ActError> {
    admit(by, directory)?;
    let mut imports = store::imports(tx, None, MOST_IMPORTS)?;
    imports.retain(|import| may_see(by, import.office, directory));
    imports.truncate(limit);
    Ok(imports)
}

fn may_see(by: &By, office: UnitId, directory: &Directory) -> bool {
    let ground = Ground::of_office(office);
    [Action::Import, Action::ConfirmImport].iter().any(|action| by.may(*action, &ground, directory))
}

/// Confirms a waiting ledger with what was chosen for it; `say` words what is given back. One that was
/// confirmed before stays as it is.
///
/// # Errors
/// As [`open`] and [`confirm`].
pub fn settle(
    app: &App,
    actor: &Actor,
    id: BatchId,
    choices: Choices,
    say: impl Fn(&Phrase) -> String,
) -> Result<(), Unfit> {
    if app.cx.db.read_blocking(move |tx| store::import(tx, id))?.is_some() {
        return result(app, actor, id).map(drop).map_err(Unfit::Act);
    }
    choose(app, actor, id, choices.clone())?;
    let opened = open(app, actor, id)?;
    let (prepared, asked) = (opened.prepared, opened.preview);
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
            let refused = &opened.prepared.understood.refused;
            Ok(refused_file(&opened.prepared, refused, say)?)
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

fn no_office() -> ActError {
    OFFICE
        .refuse(
            phrase!("尚未设立督查室", "there is no supervision office yet"),
            phrase!(
                "请系统管理员在“单位”中将本单位设为督查室",
                "the system administrator sets up an office under Units"
            ),
        )
        .into()
}
