//! Typing cells anew: one cell where it stands (`POST …/cells`), or a row in a form of its own.

use super::{
    preview::{self, PreviewPage},
    seen::Seen,
    working::working,
};
use crate::{
    act::ActError,
    app::App,
    ledgers::{
        intake::{
            Mend, mending, mends,
            store::{self, Preview},
            survey::{Line, LineKind},
            waiting::{self, Held, Opened, Unfit},
        },
        turns::{blocking, patiently},
        understand::SheetRead,
    },
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        layout::{Frame, done, page},
        markup::Markup,
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bangdu_core::ids::BatchId;

/// Mends one cell: `place` says which, `text` what it says from now on; with `undo`, what the file says.
pub(super) async fn cell(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
    fields: Fields,
) -> Result<Response, Error> {
    let seen = Seen::of(&fields);
    let Some(place @ (sheet, row, column)) = place(fields.get("place")) else {
        return Err(Error::bad_form("form.unreadable"));
    };
    let typed = vec![Mend { sheet, row, column, text: fields.get("text").to_owned() }];
    let undo = fields.ticked("undo");
    let said = frame.t(if undo { "ledgers.mend_undone" } else { "ledgers.mended" });
    let to = format!("{}#r{sheet}-{row}", seen.address(id));
    let (kept, actor, expected) = (app.clone(), visitor.actor.clone(), seen.revision);
    let work = move || {
        if undo {
            mending::undo(&kept, &actor, id, expected, place)
        } else {
            mending::mend(&kept, &actor, id, expected, typed)
        }
    };
    match patiently(&app, id, work).await? {
        None => Ok(done(&to, frame.t("ledgers.mend_kept"))),
        Some(Ok(())) => Ok(done(&to, said)),
        Some(Err(Unfit::Busy(busy))) => working(frame, &busy),
        Some(Err(Unfit::Act(ActError::Stale))) => {
            let wrong = vec![frame.t("ledgers.stale_cell").to_owned()];
            let again = preview::again(&app, &visitor, frame, id, &seen, wrong).await?;
            Ok((StatusCode::CONFLICT, again).into_response())
        }
        Some(Err(Unfit::Act(ActError::Refused(refusal)))) => Err(Error::Refused(refusal)),
        Some(Err(other)) => Err(other.into()),
    }
}

/// `None`: it is kept, and its reading goes on.
async fn mended(
    app: &App,
    visitor: &Visitor,
    id: BatchId,
    expected: Option<u64>,
    typed: Vec<Mend>,
) -> Result<Option<Result<(), Unfit>>, Error> {
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    patiently(app, id, move || mending::mend(&kept, &actor, id, expected, typed)).await
}

/// `sheet-row-column`
fn place(text: &str) -> Option<(usize, u32, u16)> {
    let mut parts = text.split('-');
    let place = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(place)
}

#[derive(Template)]
#[template(path = "ledgers/pages/mend.html")]
pub(super) struct MendPage {
    pub(super) frame: Frame,
    pub(super) id: BatchId,
    pub(super) form: Form,
    pub(super) seen: Seen,
    pub(super) revision: u64,
    pub(super) action: String,
    /// Why the row is given back.
    pub(super) why: Option<String>,
    pub(super) fields: Vec<Markup>,
}

/// A row's cells, each in a field of its own.
pub(super) async fn form(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path((id, sheet, row)): Path<(BatchId, usize, u32)>,
    filters: crate::web::list::Filters,
) -> Result<Response, Error> {
    let seen = Seen::of(filters.fields());
    match held(&app, &visitor, id, sheet, row).await? {
        Ok((opened, held)) => {
            let form = Form::typed(&frame, stored(&held.line));
            page(MendPage::of(frame, &opened, &held, form, seen))
        }
        Err(Unfit::Busy(busy)) => working(frame, &busy),
        Err(other) => Err(other.into()),
    }
}

/// Mends what was typed otherwise than it stands there.
pub(super) async fn row(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path((id, sheet, row)): Path<(BatchId, usize, u32)>,
    fields: Fields,
) -> Result<Response, Error> {
    let seen = Seen::of(&fields);
    let (opened, held) = match held(&app, &visitor, id, sheet, row).await? {
        Ok(found) => found,
        Err(Unfit::Busy(busy)) => return working(frame, &busy),
        Err(other) => return Err(other.into()),
    };
    let mut form = Form::typed(&frame, fields);
    let typed = typed(&form, &held.line, columns(&opened, sheet));
    let to = format!("{}#r{sheet}-{row}", seen.address(id));
    if typed.is_empty() {
        return Ok(done(&to, frame.t("ledgers.nothing_mended")));
    }
    match mended(&app, &visitor, id, seen.revision, typed).await? {
        None => Ok(done(&to, frame.t("ledgers.mend_kept"))),
        Some(Ok(())) => Ok(done(&to, frame.t("ledgers.mended"))),
        Some(Err(Unfit::Busy(busy))) => working(frame, &busy),
        Some(Err(Unfit::Act(ActError::Stale))) => {
            let fault = frame.t("ledgers.stale_row").to_owned();
            form.wrong("cells", fault);
            let again = page(MendPage::of(frame, &opened, &held, form, seen))?;
            Ok((StatusCode::CONFLICT, again).into_response())
        }
        Some(Err(Unfit::Act(ActError::Refused(refusal)))) => {
            form.refuse(&refusal, &frame);
            let again = page(MendPage::of(frame, &opened, &held, form, seen))?;
            Ok((StatusCode::CONFLICT, again).into_response())
        }
        Some(Err(other)) => Err(other.into()),
    }
}

async fn held(
    app: &App,
    visitor: &Visitor,
    id: BatchId,
    sheet: usize,
    row: u32,
) -> Result<Result<(Opened, Held), Unfit>, Error> {
    let (app, actor) = (app.clone(), visitor.actor.clone());
    blocking(move || {
        let opened = waiting::open(&app, &actor, id)?;
        let select = move |tx: &mut crate::db::Tx<'_>, preview: &Preview| {
            Ok(store::line(tx, preview, sheet, row)?.into_iter().filter(Line::is_mendable).collect())
        };
        let held = waiting::held(&app, &opened, select)?.pop().ok_or(ActError::NotFound)?;
        Ok((opened, held))
    })
    .await
}

fn columns(opened: &Opened, sheet: usize) -> &[crate::ledgers::understand::Column] {
    opened.survey.sheets.get(sheet).map_or(&[], |sheet: &SheetRead| &sheet.columns)
}

fn name(column: usize) -> String {
    format!("cell{column}")
}

/// A row's cells as they stand.
pub(super) fn stored(line: &Line) -> Fields {
    Fields::from(line.cells.iter().enumerate().map(|(at, cell)| (name(at), cell.text.clone())))
}

/// The cells that say otherwise than before.
fn typed(form: &Form, line: &Line, columns: &[crate::ledgers::understand::Column]) -> Vec<Mend> {
    let one = |column: &crate::ledgers::understand::Column| {
        let field = name(column.index);
        form.values().0.iter().find(|(name, _)| *name == field)?;
        let text = form.values().get(&field).to_owned();
        let before = line.cells.get(column.index).map(|cell| cell.text.replace("\r\n", "\n"));
        if text == before.unwrap_or_default().trim() {
            return None;
        }
        let index = u16::try_from(column.index).ok()?;
        Some(Mend { sheet: line.sheet, row: line.row, column: index, text })
    };
    columns.iter().filter_map(one).collect()
}

impl MendPage {
    pub(super) fn of(frame: Frame, opened: &Opened, held: &Held, form: Form, seen: Seen) -> MendPage {
        let (id, line) = (opened.preview.id, &held.line);
        let ledgers = frame.t("ledgers.title").to_owned();
        let preview = frame.t("ledgers.preview").to_owned();
        let sheet = opened.survey.sheets.get(line.sheet);
        let title = sheet.map(|sheet| sheet.name.clone()).unwrap_or_default();
        let title = frame.tf("ledgers.mend_row", &[("sheet", &title), ("row", &line.row.to_string())]);
        let frame = frame.called(title).under(ledgers, "/ledgers").under(preview, seen.address(id));
        let grid = super::grid::Writer { opened, frame: &frame }.grid(line.sheet, std::slice::from_ref(held));
        let cells = grid.rows.into_iter().next().map(|row| row.cells).unwrap_or_default();
        let field = |column: &crate::ledgers::understand::Column| {
            let place = format!("{}-{}-{}", line.sheet, line.row, column.index);
            let cell = cells.iter().find(|cell| cell.place == place);
            let label = format!("{} {}", mends::letters(column.index), column.head);
            let hint = cell.map(|cell| hint(&frame, cell)).unwrap_or_default();
            let long = line.cells.get(column.index).is_some_and(|cell| cell.text.chars().count() > 30);
            let name = name(column.index);
            let field = form.field(&name, &label).hint(&hint);
            if long { field.area() } else { field.text() }
        };
        MendPage {
            fields: columns(opened, line.sheet).iter().map(field).collect(),
            why: match &line.what {
                LineKind::Refused { reason, .. } => Some(frame.say(reason)),
                _ => None,
            },
            action: format!("/ledgers/{id}/rows/{}/{}", line.sheet, line.row),
            revision: opened.preview.revision,
            id,
            form,
            seen,
            frame,
        }
    }
}

/// What was understood, what wasn't, what the file says.
fn hint(frame: &Frame, cell: &super::grid::GridCell) -> String {
    let mut parts = Vec::new();
    if !cell.read.is_empty() {
        parts.push(frame.t1("ledgers.read_as", "as", &cell.read));
    }
    if !cell.remark.is_empty() {
        parts.push(cell.remark.clone());
    }
    if let Some(was) = &cell.was {
        parts.push(frame.t1("ledgers.file_says", "was", was));
    }
    parts.join(" ")
}

impl PreviewPage {
    /// The address of a row's form, with the way back.
    pub(super) fn row_address(&self, sheet: &usize, row: &u32) -> String {
        format!("/ledgers/{}/rows/{sheet}/{row}{}", self.id, self.seen.query())
    }
}
