//! Rows of a preview: what each would do, and per cell what was understood and what wasn't.

use crate::{
    ledgers::{
        intake::{Changed, Standing, UnitChoice, waiting::Opened},
        understand::{
            CellRead, Field, FieldKind, Finding, LedgerRow, ReadAs, UnitRef,
            values::{date::WrittenDate, rate::WrittenRate},
        },
    },
    web::layout::Frame,
};
use bangdu_core::ids::MatterId;

/// Rows that are shown from the beginning.
const FIRST: usize = 200;
/// Rows that are shown beyond, because somebody should look at them.
const MORE: usize = 300;
/// Characters of a cell that are shown.
const CHARS: usize = 60;

/// A row as the preview shows it.
pub(super) struct RowShown {
    pub(super) number: u32,
    pub(super) sheet: String,
    /// Message key of what it would do.
    pub(super) what: &'static str,
    /// Class of the badge.
    pub(super) class: &'static str,
    /// The key under which a change is ticked.
    pub(super) tick: Option<String>,
    pub(super) ticked: bool,
    /// What would change.
    pub(super) changes: Vec<String>,
    pub(super) matter: Option<MatterId>,
    pub(super) cells: Vec<CellShown>,
    pub(super) remarks: Vec<String>,
    /// Whether somebody should look at it.
    pub(super) odd: bool,
}

/// A cell as the preview shows it.
#[derive(Default)]
pub(super) struct CellShown {
    pub(super) raw: String,
    /// What it was read as, where that reads differently.
    pub(super) read: String,
    pub(super) remark: String,
    /// Whether it wasn't understood.
    pub(super) bad: bool,
}

/// The columns that the preview shows: those in which there is something to understand. Text is kept as written.
pub(super) fn columns(opened: &Opened) -> Vec<Field> {
    let sheets = &opened.prepared.understood.sheets;
    let mapped: Vec<Field> = sheets.iter().flat_map(|s| &s.columns).filter_map(|c| c.field).collect();
    let told =
        |field: &Field| field.kind() != FieldKind::Text || matches!(field, Field::Title | Field::Number);
    Field::ALL.iter().copied().filter(|field| mapped.contains(field) && told(field)).collect()
}

/// The first rows, and those further down that somebody should look at.
pub(super) fn shown(opened: &Opened, columns: &[Field], frame: &Frame) -> Vec<RowShown> {
    let writer = Writer { opened, columns, frame };
    let rows = opened.prepared.understood.rows.iter().zip(&opened.standings).enumerate();
    let mut more = 0;
    rows.filter_map(|(at, (row, standing))| {
        if at >= FIRST && more >= MORE {
            return None;
        }
        let shown = writer.row(row, standing);
        if at >= FIRST {
            if !shown.odd {
                return None;
            }
            more += 1;
        }
        Some(shown)
    })
    .collect()
}

struct Writer<'a> {
    opened: &'a Opened,
    columns: &'a [Field],
    frame: &'a Frame,
}

impl Writer<'_> {
    fn row(&self, row: &LedgerRow, standing: &Standing) -> RowShown {
        let (what, class) = told(standing);
        let cells: Vec<CellShown> =
            self.columns.iter().map(|field| self.cell(*field, row.fields.get(field))).collect();
        let mut remarks: Vec<String> = row.remarks.iter().map(|remark| self.frame.say(remark)).collect();
        let led = row.lead.first().is_some_and(|lead| self.stands(*lead));
        if !led {
            remarks.push(self.frame.t("ledgers.no_lead").to_owned());
        }
        let bad = cells.iter().any(|cell| cell.bad);
        let odd = bad || !led || matches!(standing, Standing::Changed(_) | Standing::Ambiguous(_));
        let tick = matches!(standing, Standing::Changed(_)).then(|| row.key.clone());
        let sheets = &self.opened.prepared.understood.sheets;
        RowShown {
            number: row.row,
            sheet: sheets.get(row.sheet).map(|sheet| sheet.name.clone()).unwrap_or_default(),
            what,
            class,
            ticked: self.opened.preview.choices.apply.contains(&row.key),
            tick,
            changes: self.changes(row, standing),
            matter: matter(standing),
            cells,
            remarks,
            odd,
        }
    }

    /// What the store says where the row says otherwise.
    fn changes(&self, row: &LedgerRow, standing: &Standing) -> Vec<String> {
        let Standing::Changed(changed) = standing else { return Vec::new() };
        let Some(known) = self.opened.known.get(&changed.matter) else { return Vec::new() };
        let mut changes = Vec::new();
        if changed.title {
            changes.push(self.frame.tf("ledgers.title_was", &[("was", &known.title)]));
        }
        if changed.deadline {
            let was = known.moments.due.as_ref().map(|due| self.frame.date(due.date));
            let was = was.unwrap_or_else(|| self.frame.t("ledgers.standing").to_owned());
            let now = row.deadline.map(|date| self.date(date)).unwrap_or_default();
            changes.push(self.frame.tf("ledgers.deadline_was", &[("was", &was), ("now", &now)]));
        }
        if changed.units {
            let tree = &self.opened.directory.tree;
            let was: Vec<&str> = known.assignments.iter().map(|a| tree.short_name(a.unit)).collect();
            changes.push(self.frame.tf("ledgers.units_were", &[("was", &was.join("、"))]));
        }
        changes
    }

    fn cell(&self, field: Field, cell: Option<&CellRead>) -> CellShown {
        let Some(cell) = cell else { return CellShown::default() };
        let told_as_text = matches!(field.kind(), FieldKind::Text | FieldKind::Progress | FieldKind::Persons);
        let raw = short(&cell.raw);
        let read = self.read_as(&cell.value);
        CellShown {
            read: if read == raw { String::new() } else { read },
            raw,
            remark: cell.remark.as_ref().map(|remark| self.frame.say(remark)).unwrap_or_default(),
            bad: cell.remark.is_some() && (cell.value == ReadAs::Text && !told_as_text)
                || (field.kind() == FieldKind::Text && cell.remark.is_some()),
        }
    }

    fn read_as(&self, value: &ReadAs) -> String {
        match value {
            ReadAs::Date(date) => self.date(*date),
            ReadAs::Rate(WrittenRate::Percent(percent)) => format!("{percent}%"),
            ReadAs::Units(units) => {
                let names: Vec<String> = units.iter().map(|unit| self.unit(*unit)).collect();
                names.join("、")
            }
            ReadAs::Rate(WrittenRate::OnSchedule)
            | ReadAs::Text
            | ReadAs::Number(_)
            | ReadAs::Persons
            | ReadAs::Light(_)
            | ReadAs::Reports => String::new(),
        }
    }

    fn unit(&self, unit: UnitRef) -> String {
        let ids = self.opened.meanings.of(unit);
        let seen = self.opened.prepared.understood.units.get(unit.0);
        let name = seen.map(|seen| seen.name.as_str()).unwrap_or_default();
        match ids {
            [id] => self.opened.directory.tree.short_name(*id).to_owned(),
            [] if self.stands(unit) => self.frame.tf("ledgers.unit_to_be", &[("name", name)]),
            [] => self.frame.tf("ledgers.unit_unsure", &[("name", name)]),
            several => {
                let count = several.len().to_string();
                self.frame.tf("ledgers.unit_many", &[("name", name), ("n", &count)])
            }
        }
    }

    /// Whether a unit will stand behind the name once the ledger is confirmed.
    fn stands(&self, unit: UnitRef) -> bool {
        if !self.opened.meanings.of(unit).is_empty() {
            return true;
        }
        let Some(seen) = self.opened.prepared.understood.units.get(unit.0) else { return false };
        let chosen = self.opened.preview.choices.units.get(&seen.name);
        matches!(seen.finding, Finding::Unknown { .. }) && matches!(chosen, None | Some(UnitChoice::New))
    }

    fn date(&self, date: WrittenDate) -> String {
        match date {
            WrittenDate::On(day) => self.frame.date(day),
            WrittenDate::Standing => self.frame.t("ledgers.standing").to_owned(),
        }
    }
}

fn told(standing: &Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::New => ("ledgers.is_new", "badge sea"),
        Standing::Unchanged(_) => ("ledgers.is_unchanged", "badge"),
        Standing::Progress(_) => ("ledgers.is_progress", "badge ok"),
        Standing::Changed(_) => ("ledgers.is_changed", "badge warn"),
        Standing::Ambiguous(_) => ("ledgers.is_ambiguous", "badge bad"),
    }
}

fn matter(standing: &Standing) -> Option<MatterId> {
    match standing {
        Standing::Unchanged(id) | Standing::Progress(id) | Standing::Changed(Changed { matter: id, .. }) => {
            Some(*id)
        }
        Standing::New | Standing::Ambiguous(_) => None,
    }
}

pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
