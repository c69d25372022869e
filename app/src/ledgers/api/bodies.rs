//! What requests about ledgers say.

use crate::{
    api::bad,
    app::App,
    ledgers::{
        intake::{
            Choices, Done, Mend, Numbering, Undated, UnitChoice, mending, mends::column_of, waiting::Opened,
        },
        understand::{Field, Mapping},
    },
    people::directory::Directory,
    web::error::Error,
};
use bangdu_core::matters::{MatterKind, Source, Urgency};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use utoipa::{IntoParams, ToSchema};

/// A ledger to bring in: a file, or cells that were copied with their heads.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form; its parts are read as they arrive")]
pub(super) struct LedgerBody {
    /// .xlsx, .xls, .csv or .docx, at most 20 MB.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<String>,
    /// Cells with tabs between them.
    cells: Option<String>,
}

/// What somebody chose for a waiting ledger. What is left out is as it was proposed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ChoicesBody {
    /// Head of a column → code of a field, or null for none. Those that aren't named stay as they are.
    #[schema(value_type = BTreeMap<String, Option<String>>)]
    mapping: BTreeMap<String, Option<Field>>,
    /// Whether hidden rows and sheets are read.
    include_hidden: bool,
    /// Name of a sheet that is left out for want of a head → the row that is its head.
    head_rows: BTreeMap<String, u32>,
    /// Name in the ledger → `"new"`, `{"known": id}`, `{"several": [id, …]}` or `"none"`.
    #[schema(value_type = Object)]
    units: BTreeMap<String, UnitChoice>,
    /// Keys of rows whose changed title, deadline or units are to be applied.
    apply: BTreeSet<String>,
    /// Code of the source of matters whose row names none; `decision` unless told.
    #[schema(value_type = Option<String>)]
    source: Option<Source>,
    /// Code of the matters' urgency; `general` unless told.
    #[schema(value_type = Option<String>)]
    urgency: Option<Urgency>,
    /// Code of the matters' kind; by the ledger's columns unless told.
    #[schema(value_type = Option<String>)]
    kind: Option<MatterKind>,
    /// Whether rows without a number are given one of the office's series.
    numbering: Option<Numbering>,
    /// What becomes of rows without a deadline.
    undated: Undated,
    /// What becomes of rows that say that they are done.
    done: Done,
    /// Cells to read otherwise than the file says them. What is left out is read as it stands in the file.
    mends: Vec<MendBody>,
}

/// A cell that is typed anew.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MendBody {
    /// The sheet's name.
    sheet: String,
    /// The row's number, as a spreadsheet shows it.
    row: u32,
    /// The column as a spreadsheet names it: A, B, … AA.
    column: String,
    /// What the cell says from now on; empty: nothing.
    text: String,
}

impl ChoicesBody {
    /// As the intake takes them.
    ///
    /// # Errors
    /// [`Error::BadForm`] when a unit or a cell is chosen that there is none of.
    pub fn choices(self, app: &App, opened: &Opened) -> Result<Choices, Error> {
        let (directory, sheets): (&Directory, _) = (&opened.directory, &opened.survey.sheets);
        let there = |choice: &UnitChoice| match choice {
            UnitChoice::Known(id) => directory.tree.get(*id).is_some(),
            UnitChoice::Several(ids) => ids.iter().all(|id| directory.tree.get(*id).is_some()),
            UnitChoice::New | UnitChoice::None => true,
        };
        if !self.units.values().all(there) {
            return Err(bad("units"));
        }
        let sheet_at = |name: &String| sheets.iter().position(|sheet| sheet.name == *name);
        let head = |(name, row): (&String, &u32)| Some((sheet_at(name)?, *row));
        let head_rows = self.head_rows.iter().map(head).collect::<Option<_>>();
        let placed = |mend: MendBody| {
            let sheet = sheet_at(&mend.sheet)?;
            Some(Mend { sheet, row: mend.row, column: column_of(&mend.column)?, text: mend.text })
        };
        let typed = self.mends.into_iter().map(placed).collect::<Option<Vec<_>>>();
        let mends = mending::all(app, opened, typed.ok_or_else(|| bad("mends"))?)?;
        let proposed = opened.preview.choices.habits();
        Ok(Choices {
            mapping: Mapping { heads: self.mapping },
            include_hidden: self.include_hidden,
            head_rows: head_rows.ok_or_else(|| bad("head_rows"))?,
            units: self.units,
            apply: self.apply,
            recalled: opened.preview.choices.recalled,
            unclassified: false,
            mends,
            carried: Default::default(),
            source: self.source.or(proposed.source),
            urgency: self.urgency.or(proposed.urgency),
            kind: self.kind.or(proposed.kind),
            numbering: self.numbering.or(proposed.numbering),
            undated: self.undated,
            done: self.done,
        })
    }
}

/// The statement with which a ledger is confirmed.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ConfirmBody {
    /// States, on record, that nothing classified is entered; without it nothing is taken over.
    pub unclassified: bool,
}

/// Which rows of a preview are shown.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
pub(super) struct RowsQuery {
    /// From which row, counted from 0: `next` of the answer before.
    from: Option<usize>,
    /// How many, 200 unless told, at most 2,000.
    limit: Option<usize>,
}

impl RowsQuery {
    /// The rows that are meant; it may reach beyond the last.
    pub fn range(self) -> Range<usize> {
        let from = self.from.unwrap_or_default();
        from..from.saturating_add(self.limit.unwrap_or(200).clamp(1, 2000))
    }
}
