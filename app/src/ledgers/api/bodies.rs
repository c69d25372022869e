//! What requests about ledgers say.

use crate::{
    api::bad,
    ledgers::{
        intake::{Choices, UnitChoice},
        understand::{Field, Mapping},
    },
    people::directory::Directory,
    web::error::Error,
};
use serde::Deserialize;
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
    /// Name in the ledger → `"new"`, `{"known": id}`, `{"several": [id, …]}` or `"none"`.
    #[schema(value_type = Object)]
    units: BTreeMap<String, UnitChoice>,
    /// Keys of rows whose changed title, deadline or units are to be applied.
    apply: BTreeSet<String>,
}

impl ChoicesBody {
    /// As the intake takes them.
    ///
    /// # Errors
    /// [`Error::BadForm`] when a unit is chosen that there is none of.
    pub fn choices(self, directory: &Directory) -> Result<Choices, Error> {
        let there = |choice: &UnitChoice| match choice {
            UnitChoice::Known(id) => directory.tree.get(*id).is_some(),
            UnitChoice::Several(ids) => ids.iter().all(|id| directory.tree.get(*id).is_some()),
            UnitChoice::New | UnitChoice::None => true,
        };
        if !self.units.values().all(there) {
            return Err(bad("units"));
        }
        Ok(Choices {
            mapping: Mapping { heads: self.mapping },
            include_hidden: self.include_hidden,
            units: self.units,
            apply: self.apply,
            unclassified: false,
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
