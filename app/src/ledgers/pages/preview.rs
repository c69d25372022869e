//! `GET /ledgers/{batch}`: what a waiting ledger would do, with everything that can be chosen; once it is
//! confirmed, the result.

use super::{
    choices,
    confirm::result_page,
    rows::{self, RowShown, short},
    units::{self, UnitShown},
};
use crate::{
    act::ActError,
    app::App,
    ledgers::{
        intake::{
            Choices, Counts,
            store::Returned,
            waiting::{self, Opened, Unfit},
        },
        turns::blocking,
        understand::{Confidence, Field, SheetRead},
    },
    web::{
        error::Error,
        fields::Fields,
        layout::{Frame, done, page},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use bangdu_core::ids::BatchId;
use std::collections::BTreeSet;

/// Refused rows that the page lists; the file has them all.
const REFUSED_SHOWN: usize = 300;
/// Names of units that the page asks about.
const UNITS_SHOWN: usize = 200;
/// More units than this are not offered in the field; their names still work.
const UNITS_OFFERED: usize = 300;

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
) -> Result<Response, Error> {
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    match blocking(move || waiting::open(&kept, &actor, id)).await? {
        Ok(opened) => page(PreviewPage::of(frame, &opened, Vec::new())),
        Err(Unfit::Act(ActError::NotFound)) => result_page(&app, &visitor, frame, id).await,
        Err(other) => Err(other.into()),
    }
}

/// Keeps what was chosen and shows what the ledger would do then.
pub(super) async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
    fields: Fields,
) -> Result<Response, Error> {
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    let opened = blocking(move || waiting::open(&kept, &actor, id)).await??;
    let (choices, wrong) = choices::read(&fields, &opened, &frame);
    if !wrong.is_empty() {
        return page(PreviewPage::of(frame, &opened, wrong));
    }
    keep(&app, &visitor, id, choices).await?;
    Ok(done(&format!("/ledgers/{id}"), frame.t("ledgers.chosen")))
}

pub(super) async fn keep(app: &App, visitor: &Visitor, id: BatchId, choices: Choices) -> Result<(), Error> {
    let (app, actor) = (app.clone(), visitor.actor.clone());
    Ok(blocking(move || waiting::choose(&app, &actor, id, choices)).await??)
}

/// A head, what it is read as, how sure that is.
pub(super) struct HeadShown {
    pub(super) head: String,
    pub(super) field: &'static str,
    pub(super) sure: &'static str,
    pub(super) class: &'static str,
    pub(super) example: String,
}

/// A sheet and what should be known of it.
pub(super) struct SheetShown {
    pub(super) name: String,
    pub(super) understood: usize,
    pub(super) remarks: Vec<String>,
}

#[derive(Template)]
#[template(path = "ledgers/pages/preview.html")]
pub(super) struct PreviewPage {
    pub(super) frame: Frame,
    pub(super) id: BatchId,
    pub(super) file: String,
    pub(super) title: String,
    pub(super) as_of: String,
    pub(super) reporter: String,
    pub(super) office: String,
    pub(super) counts: Counts,
    pub(super) wrong: Vec<String>,
    pub(super) sheets: Vec<SheetShown>,
    pub(super) heads: Vec<HeadShown>,
    pub(super) fields: Vec<&'static str>,
    /// Whether there is anything hidden, and whether it is read.
    pub(super) hidden: bool,
    pub(super) with_hidden: bool,
    pub(super) units: Vec<UnitShown>,
    pub(super) unit_names: Vec<String>,
    pub(super) known_units: usize,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<RowShown>,
    pub(super) refused: Vec<Returned>,
}

impl PreviewPage {
    pub(super) fn of(frame: Frame, opened: &Opened, wrong: Vec<String>) -> PreviewPage {
        let prepared = &opened.prepared;
        let understood = &prepared.understood;
        let ledgers = frame.t("ledgers.title").to_owned();
        let frame =
            frame.naming(opened.directory.clone()).titled("ledgers.preview").under(ledgers, "/ledgers");
        let columns = rows::columns(opened);
        let units = units::shown(opened, &frame, UNITS_SHOWN);
        let first_refused = &understood.refused[..understood.refused.len().min(REFUSED_SHOWN)];
        let walk = opened.directory.tree.walk();
        let alive = walk.into_iter().filter(|(_, unit)| unit.ended.is_none()).take(UNITS_OFFERED);
        PreviewPage {
            id: opened.preview.id,
            file: prepared.name.clone(),
            title: understood.title.text.clone(),
            as_of: understood.title.as_of.map(|day| frame.date(day)).unwrap_or_default(),
            reporter: understood.title.reporter.clone().unwrap_or_default(),
            office: opened.directory.tree.name(opened.preview.office).to_owned(),
            counts: Counts::of(opened),
            wrong,
            sheets: understood.sheets.iter().map(|sheet| sheet_shown(sheet, &frame)).collect(),
            heads: heads(opened, &frame),
            fields: Field::ALL.iter().map(|field| field.head()).collect(),
            hidden: hidden(opened),
            with_hidden: opened.preview.choices.include_hidden,
            known_units: understood.units.len() - unsure(opened),
            unit_names: alive.map(|(_, unit)| unit.name.clone()).collect(),
            units,
            rows: rows::shown(opened, &columns, &frame),
            columns: columns.into_iter().map(Field::head).collect(),
            refused: waiting::returned(prepared, first_refused, |reason| frame.say(reason)),
            frame,
        }
    }

    /// Whether rows of several sheets stand among each other.
    fn many_sheets(&self) -> bool {
        self.sheets.iter().filter(|sheet| sheet.understood > 0).count() > 1
    }

    fn understood(&self) -> usize {
        self.counts.read - self.counts.refused
    }
}

fn unsure(opened: &Opened) -> usize {
    use crate::ledgers::understand::Finding;
    opened.prepared.understood.units.iter().filter(|u| !matches!(u.finding, Finding::Known(_))).count()
}

fn hidden(opened: &Opened) -> bool {
    opened.prepared.book.sheets.iter().any(|sheet| sheet.hidden || sheet.rows.iter().any(|row| row.hidden))
}

fn sheet_shown(sheet: &SheetRead, frame: &Frame) -> SheetShown {
    SheetShown {
        name: sheet.name.clone(),
        understood: sheet.understood,
        remarks: sheet.remarks.iter().map(|remark| frame.say(remark)).collect(),
    }
}

/// Every head once, in the order of the sheets.
fn heads(opened: &Opened, frame: &Frame) -> Vec<HeadShown> {
    let understood = &opened.prepared.understood;
    let mut seen = BTreeSet::new();
    let columns = understood.sheets.iter().flat_map(|sheet| &sheet.columns);
    let once = columns.filter(|column| !column.head.is_empty() && seen.insert(column.head.as_str()));
    once.map(|column| {
        let (sure, class) = match column.confidence {
            Confidence::Unknown => ("ledgers.sure_unknown", "badge"),
            Confidence::Likely => ("ledgers.sure_likely", "badge warn"),
            Confidence::Sure => ("ledgers.sure_sure", "badge ok"),
            Confidence::Remembered => ("ledgers.sure_remembered", "badge sea"),
        };
        HeadShown {
            head: column.head.clone(),
            field: column.field.map_or("", Field::head),
            sure: frame.t(sure),
            class,
            example: example(opened, column.field, &column.head),
        }
    })
    .collect()
}

/// What the first row with something in it says there.
fn example(opened: &Opened, field: Option<Field>, head: &str) -> String {
    let rows = opened.prepared.understood.rows.iter().take(50);
    let text = match field {
        Some(field) => rows.filter_map(|row| row.fields.get(&field)).map(|cell| cell.raw.to_string()).next(),
        None => {
            rows.flat_map(|row| &row.others).find(|(of, _)| of.as_ref() == head).map(|(_, text)| text.clone())
        }
    };
    short(&text.unwrap_or_default())
}
