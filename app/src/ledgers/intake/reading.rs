//! Reading a ledger that waits: the file into cells, the cells into rows, the rows held against the store, and
//! all of it kept beside the file. It may take seconds: whoever looks meanwhile sees how far it has come.

use super::{
    Choices, Counts, Meanings, Prepared, Seat, Standing, judge, meanings, meant, mends, names, office,
    prepare,
    store::{self, NewLine, Preview, Stage},
    survey::{Survey, Surveyor},
    waiting::Unfit,
};
use crate::{
    act::ActError,
    app::App,
    db::DbError,
    people::{act::By, directory::Directory},
};
use bangdu_core::{
    ids::{BatchId, UnitId},
    instant::Instant,
    people::Actor,
};
use std::sync::Arc;

/// So many imports back a file is looked for whose cells were mended.
const RECALLED: usize = 50;
/// Rows that one transaction puts, so that others can write in between.
const PORTION: usize = 2_000;

/// Reads a waiting ledger as it is chosen for. `importer` is who has just handed it in: then its office is
/// settled, and its columns are read as its series was read before. A file that can't be read says so to whoever
/// opens it.
///
/// # Errors
/// When the file can't be read, when it waits no more, or when the store fails.
pub fn read(app: &App, importer: Option<&Actor>, id: BatchId) -> Result<(), Unfit> {
    let now = app.cx.now();
    let begun = app.cx.db.write_blocking(move |tx| {
        let Some(reading) = store::begin_reading(tx, id, now)? else { return Err(ActError::NotFound) };
        let (preview, _) = store::kept(tx, id)?.ok_or(ActError::NotFound)?;
        let content = store::content(tx, id)?.ok_or(ActError::NotFound)?;
        Ok((Preview { reading, ..preview }, content))
    });
    let (mut preview, content) = begun?;
    let (kept, today) = (app.clone(), app.cx.today());
    let standing = app.cx.db.read_blocking(move |tx| kept.standing(tx))?;
    let directory = standing.directory.clone();
    let seat = Seat::of(&standing, preview.office, today);
    let prepared = match prepare(&preview.name, &content, &seat, &preview.choices) {
        Ok(prepared) => prepared,
        Err(unreadable) => {
            let (why, reading, office) = (unreadable.phrase(), preview.reading, preview.office);
            app.cx
                .db
                .write_blocking(move |tx| store::settle(tx, id, reading, office, Stage::Failed, &why))?;
            return Err(unreadable.into());
        }
    };
    drop(content);
    let prepared = match importer {
        Some(actor) => as_before(app, actor, &mut preview, prepared, &seat)?,
        None => prepared,
    };
    keep(app, &preview, prepared, &directory)
}

/// The office, the columns as the series was read before, names as the office decided them, and the cells that were
/// mended when the same file was brought in before.
fn as_before(
    app: &App,
    actor: &Actor,
    preview: &mut Preview,
    mut prepared: Prepared,
    seat: &Seat<'_>,
) -> Result<Prepared, Unfit> {
    let title = prepared.understood.title.clone();
    let by = By::actor(actor, &app.cx);
    let reporter = title.reporter.as_deref().unwrap_or_default();
    preview.office = office::office(seat.directory, &by, reporter).unwrap_or(preview.office);
    let moved = Some(preview.office) != seat.office;
    let seat = Seat { office: Some(preview.office), ..*seat };
    let (series, office) = (title.series, preview.office);
    let (kept, decided, imports) = app.cx.db.read_blocking(move |tx| {
        Ok::<_, DbError>((
            store::mapping(tx, &series)?,
            store::office_names(tx, office)?,
            store::imports(tx, &[office], RECALLED)?,
        ))
    })?;
    let recalled = mends::recalled(&prepared, &imports);
    if !moved && kept.is_none() && decided.is_none() && recalled.is_empty() {
        return Ok(prepared);
    }
    if !recalled.is_empty() {
        preview.choices.recalled = true;
        preview.choices.mends = recalled;
        prepared.mend(&preview.choices.mends);
    }
    if let Some(kept) = kept {
        preview.choices.mapping = kept.mapping;
    }
    prepared.understood = meant(&prepared.book, &seat, &preview.choices);
    if let Some(decided) = decided {
        names::carry_over(&mut preview.choices, &prepared.understood.units, &decided, seat.directory);
    }
    let (id, choices, revision, now) = (preview.id, preview.choices.clone(), preview.revision, app.cx.now());
    if app.cx.db.write_blocking(move |tx| store::choose(tx, id, &choices, revision, now))? {
        preview.revision += 1;
    }
    Ok(prepared)
}

fn keep(app: &App, preview: &Preview, prepared: Prepared, directory: &Arc<Directory>) -> Result<(), Unfit> {
    let (id, reading, office) = (preview.id, preview.reading, preview.office);
    let total = prepared.book.sheets.iter().map(|sheet| sheet.rows.len()).sum::<usize>() as u64;
    let prepared = Arc::new(prepared);
    let named = Arc::new(meanings(&prepared.understood.units, &preview.choices.units, directory));
    let standings = standings(app, id, total, office, &prepared, &named)?;
    let surveyor = Surveyor::new(&prepared, &standings, &named, &preview.choices);
    let mut done = 0;
    for sheet in 0..prepared.book.sheets.len() {
        let mut lines = surveyor.lines(sheet).peekable();
        while lines.peek().is_some() {
            let portion = lines.by_ref().take(PORTION).map(|(view, line)| NewLine::of(view, &line));
            let portion = portion.collect::<Result<Vec<_>, _>>()?;
            done += portion.len() as u64;
            let now = app.cx.now();
            app.cx.db.write_blocking(move |tx| {
                store::put_lines(tx, id, reading, &portion)?;
                store::beat(tx, id, done, total, now)
            })?;
        }
    }
    let survey = survey(app.cx.now(), preview, &prepared, &standings, &surveyor, directory);
    app.cx.db.write_blocking(move |tx| store::settle(tx, id, reading, office, Stage::Ready, &survey))?;
    Ok(())
}

/// What each row would do, in the rows' order.
fn standings(
    app: &App,
    id: BatchId,
    total: u64,
    office: UnitId,
    prepared: &Arc<Prepared>,
    named: &Arc<Meanings>,
) -> Result<Vec<Standing>, Unfit> {
    let now = app.cx.now();
    app.cx.db.write_blocking(move |tx| store::beat(tx, id, 0, total, now))?;
    let (rows, named) = (prepared.clone(), named.clone());
    let standings = app.cx.db.read_blocking(move |tx| {
        let rows = rows.understood.rows.iter();
        rows.map(|row| judge(tx, office, row, &named)).collect::<Result<Vec<_>, DbError>>()
    });
    Ok(standings?)
}

/// What concerns the whole of a ledger that was read at this instant.
pub(in crate::ledgers) fn survey(
    at: Instant,
    preview: &Preview,
    prepared: &Prepared,
    standings: &[Standing],
    surveyor: &Surveyor<'_>,
    directory: &Directory,
) -> Survey {
    let understood = &prepared.understood;
    let Choices { mends, .. } = &preview.choices;
    let mut sheets = understood.sheets.clone();
    sheets.iter_mut().for_each(|sheet| sheet.marks.clear());
    let hidden =
        |sheet: &crate::ledgers::read::Sheet| sheet.hidden || sheet.rows.iter().any(|row| row.hidden);
    Survey {
        name: prepared.name.clone(),
        title: understood.title.clone(),
        tallies: surveyor.tallies(),
        mapping: understood.mapping.clone(),
        units: understood.units.clone(),
        counts: Counts::of(understood.refused.len(), standings).held(surveyor.unled(), surveyor.unsettled()),
        undated: surveyor.undated(),
        unnumbered: surveyor.unnumbered(),
        done: surveyor.done(),
        examples: surveyor.examples(),
        hidden: prepared.book.sheets.iter().any(hidden),
        mended: mends::on_record(mends, prepared),
        sheets,
        directory: directory.version(),
        at,
    }
}
