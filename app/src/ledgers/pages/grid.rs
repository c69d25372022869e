//! Rows of a preview in the sheet's own shape: columns by their letters, merged cells as in the file, and in
//! each cell what was understood and what wasn't.

use crate::{
    ledgers::{
        intake::{
            Changed, Standing,
            mends::letters,
            survey::{LineKind, is_doubtful, unsettled_name, will_stand},
            waiting::{Held, Opened},
        },
        understand::{
            CellRead, Column, Field, LedgerRow, ReadAs, RowMark, SheetRead, UnitRef,
            values::{
                date::{WrittenDate, serial},
                personal::masked,
                rate::WrittenRate,
            },
        },
    },
    web::layout::Frame,
};
use bangdu_core::{ids::MatterId, phrase::Phrase};
use std::collections::BTreeSet;

/// Characters of a cell that are shown.
const CHARS: usize = 90;

/// A part of a sheet as the preview shows it.
pub(super) struct Grid {
    pub(super) heads: Vec<HeadCell>,
    pub(super) rows: Vec<GridRow>,
}

/// What stands over a column.
pub(super) struct HeadCell {
    /// As a spreadsheet names it.
    pub(super) letter: String,
    pub(super) head: String,
    /// What it is read as, where that reads differently.
    pub(super) field: String,
    /// Whether it is read as nothing.
    pub(super) unread: bool,
}

/// A row.
pub(super) struct GridRow {
    pub(super) sheet: usize,
    pub(super) number: u32,
    /// `aside`, `odd` or nothing.
    pub(super) class: &'static str,
    /// What it would do, or is.
    pub(super) what: String,
    /// Class of the badge.
    pub(super) badge: &'static str,
    /// The key under which a change is ticked.
    pub(super) tick: Option<String>,
    pub(super) ticked: bool,
    /// What would change, and what concerns the row as a whole.
    pub(super) remarks: Vec<String>,
    pub(super) matter: Option<MatterId>,
    pub(super) mendable: bool,
    pub(super) cells: Vec<GridCell>,
}

/// A cell.
#[derive(Default)]
pub(super) struct GridCell {
    /// Sheet, row and column, as addresses name them.
    pub(super) place: String,
    pub(super) text: String,
    /// Whether that is the whole text, phones too.
    pub(super) whole: bool,
    /// The number that the file holds, where it stands for a day.
    pub(super) serial: String,
    /// What it was read as, where that reads differently.
    pub(super) read: String,
    pub(super) remark: String,
    /// Whether it wasn't understood.
    pub(super) bad: bool,
    /// What the file says, where that was mended.
    pub(super) was: Option<String>,
    pub(super) across: usize,
    pub(super) down: usize,
    pub(super) mendable: bool,
}

/// Writes rows for a reader.
pub(super) struct Writer<'a> {
    pub(super) opened: &'a Opened,
    pub(super) frame: &'a Frame,
}

impl Writer<'_> {
    /// Rows of one sheet that follow each other, or are chosen from it.
    pub(super) fn grid(&self, sheet: usize, held: &[Held]) -> Grid {
        let empty = SheetRead::default();
        let read = self.opened.survey.sheets.get(sheet).unwrap_or(&empty);
        let width = held.iter().map(|held| held.line.cells.len()).max().unwrap_or_default();
        let width = read.columns.iter().map(|column| column.index + 1).max().unwrap_or(width);
        let rows =
            held.iter().enumerate().map(|(at, one)| self.row(one, &held[..at], &held[at..], read, width));
        Grid { heads: (0..width).map(|at| self.head(at, read)).collect(), rows: rows.collect() }
    }

    fn head(&self, at: usize, read: &SheetRead) -> HeadCell {
        let column = read.columns.iter().find(|column| column.index == at);
        let head = column.map(|column| column.head.clone()).unwrap_or_default();
        let field = column.and_then(|column| column.field).map_or("", Field::head);
        let same = head.rsplit('/').next() == Some(field);
        HeadCell {
            letter: letters(at),
            unread: column.is_some() && field.is_empty(),
            field: if same { String::new() } else { field.to_owned() },
            head,
        }
    }

    fn row(&self, held: &Held, above: &[Held], below: &[Held], read: &SheetRead, width: usize) -> GridRow {
        let line = &held.line;
        let mendable = line.is_mendable() && !read.columns.is_empty();
        let (what, badge, class) = self.told(held);
        let mut row = GridRow {
            sheet: line.sheet,
            number: line.row,
            class,
            what,
            badge,
            tick: None,
            ticked: false,
            remarks: Vec::new(),
            matter: held.standing.as_ref().and_then(matter),
            mendable,
            cells: Vec::new(),
        };
        if let (Some(matter), Some(standing)) = (line.matter(), &held.standing) {
            row.tick = applicable(standing, held.bound).then(|| matter.key.clone());
            row.ticked = self.opened.preview.choices.apply.contains(&matter.key);
            row.remarks = self.changes(matter, held);
            row.remarks.extend(matter.remarks.iter().map(|remark| self.frame.say(remark)));
            if !matter.lead.first().is_some_and(|lead| self.stands(*lead)) {
                row.remarks.push(self.frame.t("ledgers.no_lead").to_owned());
                row.class = "odd";
            } else if let Some(name) = self.unsettled(matter) {
                row.remarks.push(self.frame.tf("ledgers.name_first", &[("name", name)]));
                row.class = "odd";
            }
        }
        if let LineKind::Refused { column, reason } = &line.what
            && !read.columns.iter().any(|known| Some(&known.head) == column.as_ref())
        {
            row.remarks.push(self.frame.say(reason));
        }
        let mut told = BTreeSet::new();
        for at in 0..width {
            let key = |held: &Held| held.line.cells.get(at).and_then(|cell| cell.merged);
            let origin = line.origin(at as u16);
            let covered_left =
                at > 0 && origin == line.origin(at as u16 - 1) && origin != (line.row, at as u16);
            let covered_above =
                above.last().is_some_and(|up| key(held).is_some() && up.line.origin(at as u16) == origin);
            if covered_left || covered_above {
                continue;
            }
            let across = (at..width).take_while(|to| line.origin(*to as u16) == origin).count().max(1);
            let down = below.iter().take_while(|low| low.line.origin(at as u16) == origin).count().max(1);
            let column = read.columns.iter().find(|column| column.index == at);
            let mut cell = self.cell(held, column, at, &mut told);
            (cell.across, cell.down) = (across, down);
            cell.mendable = mendable && column.is_some();
            if cell.bad {
                row.class = "odd";
            }
            row.cells.push(cell);
        }
        row
    }

    fn told(&self, held: &Held) -> (String, &'static str, &'static str) {
        let t = |key: &str| self.frame.t(key).to_owned();
        match (&held.line.what, &held.standing) {
            (LineKind::Refused { .. }, _) => (t("ledgers.to_give_back"), "badge bad", "odd"),
            (LineKind::Aside(mark), _) => (self.mark(*mark), "badge", "aside"),
            (LineKind::Matter(_), standing) => match standing {
                Some(Standing::Unchanged(_)) => (t("ledgers.is_unchanged"), "badge", ""),
                Some(Standing::Progress(_)) => (t("ledgers.is_progress"), "badge ok", ""),
                Some(Standing::Changed(_)) => (t("ledgers.is_changed"), "badge warn", "odd"),
                Some(Standing::Ambiguous(_)) => (t("ledgers.is_ambiguous"), "badge bad", "odd"),
                Some(Standing::New) | None => (t("ledgers.is_new"), "badge sea", ""),
            },
        }
    }

    fn mark(&self, mark: RowMark) -> String {
        let key = match mark {
            RowMark::Above => "ledgers.mark_above",
            RowMark::Head => "ledgers.mark_head",
            RowMark::Group => "ledgers.mark_group",
            RowMark::Subtotal => "ledgers.mark_subtotal",
            RowMark::Note => "ledgers.mark_note",
            RowMark::Hidden => "ledgers.mark_hidden",
            RowMark::Folded(row) => return self.frame.t1("ledgers.mark_folded", "row", row),
        };
        self.frame.t(key).to_owned()
    }

    /// What the store says where the row says otherwise.
    fn changes(&self, row: &LedgerRow, held: &Held) -> Vec<String> {
        let (Some(Standing::Changed(changed)), Some(known)) = (&held.standing, &held.known) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        if changed.title {
            changes.push(self.frame.tf("ledgers.title_was", &[("was", &known.title)]));
        }
        if changed.deadline {
            let was = known.moments.due.as_ref().map(|due| self.frame.date(due.date));
            let was = was.unwrap_or_else(|| self.frame.say(&known.deadline.phrase()));
            let now = row.deadline.map(|date| self.date(date)).unwrap_or_default();
            changes.push(self.frame.tf("ledgers.deadline_was", &[("was", &was), ("now", &now)]));
            if held.bound {
                changes.push(self.frame.t("ledgers.deadline_bound").to_owned());
            }
        }
        if changed.units {
            let tree = &self.opened.directory.tree;
            let was: Vec<&str> = known.assignments.iter().map(|a| tree.short_name(a.unit)).collect();
            changes.push(self.frame.tf("ledgers.units_were", &[("was", &was.join(self.frame.lang.comma()))]));
        }
        changes
    }

    /// `told` holds the fields that an earlier column has told of already.
    fn cell(&self, held: &Held, column: Option<&Column>, at: usize, told: &mut BTreeSet<Field>) -> GridCell {
        let line = &held.line;
        let raw = line.cells.get(at).cloned().unwrap_or_default();
        let head = column.map_or("", |column| column.head.as_str());
        let bare = masked(&raw.text, head);
        let text = short(bare.as_ref().unwrap_or(&raw.text));
        let mut cell = GridCell {
            place: format!("{}-{}-{at}", line.sheet, line.row),
            whole: bare.is_none() && text == raw.text,
            was: raw.was.map(|was| short(&masked(&was, head).unwrap_or(was))),
            text,
            ..GridCell::default()
        };
        let field = column.and_then(|column| column.field);
        let read = field.and_then(|field| Some((field, line.matter()?.fields.get(&field)?)));
        if let Some((field, read)) = read.filter(|(field, _)| told.insert(*field)) {
            self.understood(&mut cell, field, read);
        }
        if let LineKind::Refused { column: Some(wrong), reason } = &line.what
            && wrong == head
        {
            cell.bad = true;
            cell.remark = self.frame.say(reason);
        }
        cell
    }

    fn understood(&self, cell: &mut GridCell, field: Field, read: &CellRead) {
        let said = self.read_as(&read.value);
        let is_day = matches!(read.value, ReadAs::Date(WrittenDate::On(_)));
        if is_day && cell.text.chars().all(|c| c.is_ascii_digit() || c == '.') && is_serial(&cell.text) {
            cell.serial = std::mem::replace(&mut cell.text, said);
        } else if said != cell.text {
            cell.read = said;
        }
        cell.bad = is_doubtful(field, read);
        cell.remark =
            read.remark.as_deref().map(|remark: &Phrase| self.frame.say(remark)).unwrap_or_default();
    }

    fn read_as(&self, value: &ReadAs) -> String {
        match value {
            ReadAs::Date(date) => self.date(*date),
            ReadAs::Rate(WrittenRate::Percent(percent)) => format!("{percent}%"),
            ReadAs::Units(units) => {
                let names: Vec<String> = units.iter().map(|unit| self.unit(*unit)).collect();
                names.join(self.frame.lang.comma())
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
        let seen = self.opened.survey.units.get(unit.0);
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

    fn stands(&self, unit: UnitRef) -> bool {
        let opened = self.opened;
        will_stand(unit, &opened.survey.units, &opened.meanings, &opened.preview.choices.units)
    }

    fn unsettled(&self, row: &LedgerRow) -> Option<&str> {
        let (seen, choices) = (&self.opened.survey.units, &self.opened.preview.choices.units);
        unsettled_name(row, seen, choices).map(|unit| unit.name.as_str())
    }

    fn date(&self, date: WrittenDate) -> String {
        match date {
            WrittenDate::On(day) => self.frame.date(day),
            WrittenDate::Standing => self.frame.t("ledgers.standing").to_owned(),
            WrittenDate::Open => self.frame.t("ledgers.open_deadline").to_owned(),
        }
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

fn is_serial(text: &str) -> bool {
    text.parse().ok().and_then(serial).is_some()
}

/// The beginning of a text.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether the row changes anything that its reader may change by ticking it.
fn applicable(standing: &Standing, bound: bool) -> bool {
    let Standing::Changed(changed) = standing else { return false };
    changed.title || changed.units || changed.deadline && !bound
}
