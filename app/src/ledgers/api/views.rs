//! Ledgers as JSON.

use crate::{
    act::ActError,
    app::App,
    ledgers::{
        intake::{
            Changed, Counts, Mended, Standing, UnitChoice,
            store::{self, Import, Preview, Returned, Waiting},
            survey::{Line, LineKind},
            waiting::{self, Held, Opened},
        },
        understand::{
            Column, Confidence, Field, Finding, SeenUnit, UnitRef,
            values::{date::WrittenDate, rate::WrittenRate},
        },
    },
    web::lang::{Lang, NoNames, say},
};
use bangdu_core::phrase::Phrase;
use serde::Serialize;
use std::{collections::BTreeMap, ops::Range};
use utoipa::ToSchema;

/// What waits and what was confirmed.
#[derive(Serialize, ToSchema)]
pub(super) struct LedgersView {
    waiting: Vec<WaitingView>,
    imports: Vec<ImportView>,
}

impl LedgersView {
    pub fn of(waiting: &[Waiting], imports: &[Import]) -> LedgersView {
        let one = |w: &Waiting| WaitingView {
            batch: w.id.to_string(),
            name: w.name.clone(),
            office: w.office.to_string(),
            importer: w.account.to_string(),
            at: w.at.0,
            stage: w.stage.code(),
        };
        let imports = imports.iter().map(|import| ImportView::of(import, Vec::new()));
        LedgersView { waiting: waiting.iter().map(one).collect(), imports: imports.collect() }
    }
}

/// A ledger that waits for its confirm.
#[derive(Serialize, ToSchema)]
struct WaitingView {
    batch: String,
    name: String,
    office: String,
    /// The account that handed it in.
    importer: String,
    /// When it was handed in or last chosen for: milliseconds since 1970.
    at: i64,
    /// reading, ready, confirming or failed.
    stage: &'static str,
}

/// A ledger, waiting or confirmed.
#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(super) enum LedgerView {
    /// It would do this.
    Waiting(Box<PreviewView>),
    /// It is being read or taken over.
    Working(WorkView),
    /// It did this.
    Confirmed(ImportView),
}

/// How far work on a ledger has come.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkView {
    batch: String,
    name: String,
    /// reading or confirming.
    stage: &'static str,
    /// Rows that are done with.
    done: u64,
    /// Of how many; 0 where that isn't known yet.
    total: u64,
}

impl WorkView {
    pub fn of(busy: &Preview) -> WorkView {
        WorkView {
            batch: busy.id.to_string(),
            name: busy.name.clone(),
            stage: busy.stage.code(),
            done: busy.work.done,
            total: busy.work.total,
        }
    }
}

/// What an import did.
#[derive(Serialize, ToSchema)]
pub(super) struct ImportView {
    batch: String,
    name: String,
    office: String,
    /// The account that handed it in; none for the operator.
    importer: Option<String>,
    /// When it was confirmed: milliseconds since 1970.
    at: i64,
    /// Rows that were read.
    read: u64,
    /// Rows that were understood.
    understood: u64,
    /// New matters.
    stored: u64,
    /// Matters that got new progress or were amended.
    changed: u64,
    /// How many rows were given back.
    given_back: u64,
    /// Cells that were typed anew before the confirm.
    mends: Vec<Mended>,
    /// The rows that were given back; kept for a week.
    refused: Vec<RefusedView>,
}

impl ImportView {
    pub fn of(import: &Import, refused: Vec<Returned>) -> ImportView {
        ImportView {
            batch: import.id.to_string(),
            name: import.name.clone(),
            office: import.office.to_string(),
            importer: import.importer.map(|account| account.to_string()),
            at: import.at.0,
            read: import.read,
            understood: import.understood,
            stored: import.stored,
            changed: import.changed,
            given_back: import.refused,
            mends: import.mends.clone(),
            refused: refused.into_iter().map(RefusedView::of).collect(),
        }
    }
}

/// A row that is given back.
#[derive(Serialize, ToSchema)]
struct RefusedView {
    sheet: String,
    /// As the office counts it, from 1.
    row: u32,
    /// The head of the column that is wrong, if it is one.
    column: Option<String>,
    reason: String,
}

impl RefusedView {
    fn of(row: Returned) -> RefusedView {
        RefusedView { sheet: row.sheet, row: row.row, column: row.column, reason: row.reason }
    }
}

/// What a waiting ledger would do, with everything that can be chosen.
#[derive(Serialize, ToSchema)]
pub(super) struct PreviewView {
    batch: String,
    name: String,
    office: String,
    title: String,
    /// The day as of which it tells.
    as_of: Option<String>,
    reporter: Option<String>,
    counts: Counts,
    sheets: Vec<SheetView>,
    /// Names of units that the ledger writes.
    units: Vec<UnitView>,
    rows: Vec<RowView>,
    /// `from` of the rows that follow; none behind the last.
    next: Option<usize>,
    refused: Vec<RefusedView>,
    choices: ChosenView,
    /// Cells that were typed anew so far.
    mends: Vec<Mended>,
}

impl PreviewView {
    /// # Errors
    /// When the store fails.
    pub fn of(app: &App, opened: &Opened, rows: Range<usize>, lang: Lang) -> Result<PreviewView, ActError> {
        let survey = &opened.survey;
        let words = |phrase: &Phrase| say(lang, phrase, &NoNames);
        let writer = Writer { opened, lang };
        let (from, limit, next) = (rows.start, rows.len(), rows.end);
        let held = waiting::held(app, opened, move |tx, of| store::good_lines(tx, of, from, limit))?;
        let refused = waiting::held(app, opened, |tx, of| store::refused_lines(tx, of, usize::MAX))?;
        let good: usize = survey.tallies.iter().map(|tally| tally.good).sum();
        Ok(PreviewView {
            batch: opened.preview.id.to_string(),
            name: survey.name.clone(),
            office: opened.preview.office.to_string(),
            title: survey.title.text.clone(),
            as_of: survey.title.as_of.map(|day| day.to_string()),
            reporter: survey.title.reporter.clone(),
            counts: survey.counts,
            sheets: survey
                .sheets
                .iter()
                .map(|sheet| SheetView {
                    name: sheet.name.clone(),
                    understood: sheet.understood,
                    remarks: sheet.remarks.iter().map(words).collect(),
                    columns: sheet.columns.iter().map(ColumnView::of).collect(),
                })
                .collect(),
            units: survey
                .units
                .iter()
                .enumerate()
                .map(|(at, unit)| UnitView::of(unit, opened, UnitRef(at)))
                .collect(),
            rows: held.iter().filter_map(|held| writer.row(held)).collect(),
            next: (next < good).then_some(next),
            refused: refused.iter().filter_map(|held| writer.refused(&held.line)).collect(),
            choices: ChosenView::of(opened),
            mends: survey.mended.clone(),
        })
    }
}

/// A sheet and its columns.
#[derive(Serialize, ToSchema)]
struct SheetView {
    name: String,
    /// Rows that became a matter, or part of one.
    understood: usize,
    remarks: Vec<String>,
    columns: Vec<ColumnView>,
}

/// A column and what it is read as.
#[derive(Serialize, ToSchema)]
struct ColumnView {
    head: String,
    /// Code of the field; none: kept as a remark.
    #[schema(value_type = Option<String>)]
    field: Option<Field>,
    /// unknown, likely, sure or remembered.
    #[schema(value_type = String)]
    confidence: Confidence,
}

impl ColumnView {
    fn of(column: &Column) -> ColumnView {
        ColumnView { head: column.head.clone(), field: column.field, confidence: column.confidence }
    }
}

/// A name of a unit and what is known of it.
#[derive(Serialize, ToSchema)]
struct UnitView {
    name: String,
    /// In how many cells it stands.
    cells: usize,
    /// known, ambiguous, unknown (proposed as new) or collective.
    finding: &'static str,
    /// The place that an unknown name tells.
    division: Option<String>,
    /// Known units that it might be, nearest first.
    nearest: Vec<String>,
    /// Whether it likely is the first of them: then it must be decided before the confirm.
    near: bool,
    /// The units that it stands for as things are chosen.
    units: Vec<String>,
}

impl UnitView {
    fn of(unit: &SeenUnit, opened: &Opened, at: UnitRef) -> UnitView {
        let (finding, division, nearest) = match &unit.finding {
            Finding::Known(_) => ("known", None, &[][..]),
            Finding::Ambiguous(ids) => ("ambiguous", None, ids.as_slice()),
            Finding::Unknown { division, nearest, .. } => ("unknown", division.clone(), nearest.as_slice()),
            Finding::Collective(_) => ("collective", None, &[][..]),
        };
        UnitView {
            name: unit.name.clone(),
            cells: unit.cells,
            finding,
            division,
            near: unit.finding.is_near(),
            nearest: nearest.iter().map(ToString::to_string).collect(),
            units: opened.meanings.of(at).iter().map(ToString::to_string).collect(),
        }
    }
}

/// A row and what it would do.
#[derive(Serialize, ToSchema)]
struct RowView {
    sheet: String,
    /// As the office counts it, from 1.
    row: u32,
    /// By this it is named in `apply`.
    key: String,
    /// new, unchanged, progress, changed or ambiguous.
    standing: &'static str,
    /// The matters that it is about.
    matters: Vec<String>,
    /// title, deadline, units: what differs from the matter and is applied where its key is named. A deadline that is
    /// the head's to amend isn't.
    differs: Vec<&'static str>,
    number: Option<String>,
    title: String,
    lead: Vec<String>,
    responsible: Vec<String>,
    assisting: Vec<String>,
    /// A day, or `standing`.
    deadline: Option<String>,
    /// Per cent.
    rate: Option<f64>,
    progress: Option<String>,
    cells: Vec<CellView>,
    remarks: Vec<String>,
}

/// A cell as it is written, and what wasn't understood of it.
#[derive(Serialize, ToSchema)]
struct CellView {
    #[schema(value_type = String)]
    field: Field,
    raw: String,
    remark: Option<String>,
}

struct Writer<'a> {
    opened: &'a Opened,
    lang: Lang,
}

impl Writer<'_> {
    fn refused(&self, line: &Line) -> Option<RefusedView> {
        let LineKind::Refused { column, reason } = &line.what else { return None };
        let sheet = self.opened.survey.sheets.get(line.sheet).map(|sheet| sheet.name.clone());
        Some(RefusedView {
            sheet: sheet.unwrap_or_default(),
            row: line.row,
            column: column.clone(),
            reason: self.say(reason),
        })
    }

    fn row(&self, held: &Held) -> Option<RowView> {
        let (row, standing) = (held.line.matter()?, held.standing.as_ref()?);
        let sheets = &self.opened.survey.sheets;
        let cells = row.fields.iter().map(|(field, cell)| CellView {
            field: *field,
            raw: cell.raw.to_string(),
            remark: cell.remark.as_ref().map(|remark| self.say(remark)),
        });
        let (standing, matters, differs) = told(standing, held.bound);
        Some(RowView {
            sheet: sheets.get(row.sheet).map(|sheet| sheet.name.clone()).unwrap_or_default(),
            row: row.row,
            key: row.key.clone(),
            standing,
            matters,
            differs,
            number: row.number.clone(),
            title: row.title.clone(),
            lead: self.names(&row.lead),
            responsible: self.names(&row.responsible),
            assisting: self.names(&row.assisting),
            deadline: row.deadline.map(|date| match date {
                WrittenDate::On(day) => day.to_string(),
                WrittenDate::Standing => "standing".to_owned(),
                WrittenDate::Open => "open".to_owned(),
            }),
            rate: match row.rate {
                Some(WrittenRate::Percent(percent)) => Some(percent),
                Some(WrittenRate::OnSchedule) | None => None,
            },
            progress: row.progress.clone(),
            cells: cells.collect(),
            remarks: row.remarks.iter().map(|remark| self.say(remark)).collect(),
        })
    }

    fn say(&self, phrase: &Phrase) -> String {
        say(self.lang, phrase, &NoNames)
    }

    fn names(&self, units: &[UnitRef]) -> Vec<String> {
        let seen = &self.opened.survey.units;
        units.iter().filter_map(|unit| seen.get(unit.0)).map(|unit| unit.name.clone()).collect()
    }
}

fn told(standing: &Standing, bound: bool) -> (&'static str, Vec<String>, Vec<&'static str>) {
    match standing {
        Standing::New => ("new", Vec::new(), Vec::new()),
        Standing::Unchanged(id) => ("unchanged", vec![id.to_string()], Vec::new()),
        Standing::Progress(id) => ("progress", vec![id.to_string()], Vec::new()),
        Standing::Changed(changed) => ("changed", vec![changed.matter.to_string()], differs(changed, bound)),
        Standing::Ambiguous(ids) => ("ambiguous", ids.iter().map(ToString::to_string).collect(), Vec::new()),
    }
}

fn differs(changed: &Changed, bound: bool) -> Vec<&'static str> {
    let what = [("title", changed.title), ("deadline", changed.deadline && !bound), ("units", changed.units)];
    what.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
}

/// What was chosen so far, as it is sent.
#[derive(Serialize, ToSchema)]
struct ChosenView {
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    mapping: BTreeMap<String, Option<Field>>,
    include_hidden: bool,
    #[schema(value_type = Object)]
    units: BTreeMap<String, UnitChoice>,
    apply: Vec<String>,
}

impl ChosenView {
    fn of(opened: &Opened) -> ChosenView {
        let chosen = &opened.preview.choices;
        ChosenView {
            mapping: chosen.mapping.heads.clone(),
            include_hidden: chosen.include_hidden,
            units: chosen.units.clone(),
            apply: chosen.apply.iter().cloned().collect(),
        }
    }
}
