//! From understood rows to matters: which are new, which bring progress, which changed, which can't be
//! told apart; and, once confirmed, taking them over. Reading files is in [`super::read`], understanding
//! them in [`super::understand`].

mod confirm;
mod counts;
mod listed;
pub mod mending;
pub mod mends;
mod names;
pub mod office;
pub mod reading;
mod refusals;
mod row;
pub mod store;
pub mod survey;
mod units;
pub mod waiting;

pub use confirm::{Outcome, Taken, Whose, confirm};
pub use counts::Counts;
pub use mends::{Mend, Mended};
pub use row::{Changed, Standing, judge};
pub use units::{
    Meanings, UnitChoice, counties, decided, districts, home, is_founded, is_undecided, known, level_of,
    meanings, standpoint,
};

use super::{
    read::{self, Book, Limits, Unreadable},
    understand::{Context, Mapping, Understood, understand, values::personal::safe},
};
use crate::people::directory::Directory;
use bangdu_core::{
    calendar::Calendar,
    ids::UnitId,
    matters::{MatterKind, Source, Urgency},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// What somebody chose in the preview. The defaults take everything as it was proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Heads that were mapped by hand.
    pub mapping: Mapping,
    /// Whether hidden rows and sheets are read.
    pub include_hidden: bool,
    /// Rows that are heads though nothing in them says so, by the sheets' indices.
    pub head_rows: BTreeMap<usize, u32>,
    /// What an unknown name of a unit means, by the name.
    pub units: BTreeMap<String, UnitChoice>,
    /// Keys of rows whose changed title or deadline is to be applied.
    pub apply: BTreeSet<String>,
    /// Whether it was stated that nothing classified is entered.
    pub unclassified: bool,
    /// Cells that were typed anew.
    pub mends: Vec<Mend>,
    /// Whether some were taken from an earlier import of the same file.
    pub recalled: bool,
    /// Names whose meaning was taken from the office's last ledger, and not chosen anew since.
    pub carried: BTreeSet<String>,
    /// Where matters come from whose row doesn't say; 政府决策 when nothing is chosen.
    pub source: Option<Source>,
    /// How urgent the matters are; 一般 when nothing is chosen.
    pub urgency: Option<Urgency>,
    /// Task, project or problem; by the ledger's columns when nothing is chosen.
    pub kind: Option<MatterKind>,
    /// Whether rows without a number are given one; not when nothing is chosen.
    pub numbering: Option<Numbering>,
    /// What becomes of rows without a deadline.
    pub undated: Undated,
    /// What becomes of rows that say that they are done.
    pub done: Done,
}

impl Choices {
    /// What holds for all rows and is offered again with the office's next ledger.
    pub fn habits(&self) -> Habits {
        Habits { source: self.source, urgency: self.urgency, kind: self.kind, numbering: self.numbering }
    }

    /// Takes up what the office chose before, where nothing is chosen yet.
    pub fn adopt(&mut self, habits: &Habits) {
        self.source = self.source.or(habits.source);
        self.urgency = self.urgency.or(habits.urgency);
        self.kind = self.kind.or(habits.kind);
        self.numbering = self.numbering.or(habits.numbering);
    }
}

/// What an office chose for all rows of its last ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// Where matters come from whose row doesn't say.
    pub source: Option<Source>,
    /// How urgent they are.
    pub urgency: Option<Urgency>,
    /// Of which kind they are.
    pub kind: Option<MatterKind>,
    /// Whether rows without a number are given one.
    pub numbering: Option<Numbering>,
}

/// What becomes of rows without a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// They stay without one.
    None,
    /// Each is given the next of the office's series.
    Given,
}

/// What becomes of rows without a deadline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Undated {
    /// 时限待定: taken over without a clock.
    #[default]
    Open,
    /// Given back.
    GiveBack,
}

/// What becomes of rows that say that they are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// 完成率100%, in progress: the unit claims completion itself.
    #[default]
    InProgress,
    /// 已申请办结: to be verified by the office.
    Claimed,
}

/// The name of what was pasted into the page; it is read as cells, whatever it looks like.
pub const PASTED: &str = "粘贴内容";

/// A ledger's file, read and understood.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Name that it was handed in under, without phones.
    pub name: String,
    /// SHA-256 of its content, in hex.
    pub digest: String,
    /// Its cells.
    pub book: Book,
    /// What they mean.
    pub understood: Understood,
    /// What each mended cell says in the file, in the mends' order.
    pub was: Vec<Option<String>>,
    /// What tells each mended cell's row by its content in the file, in the mends' order.
    pub prints: Vec<Option<String>>,
}

impl Prepared {
    /// Puts mends into the cells; what they mean then is to be read anew.
    fn mend(&mut self, all: &[Mend]) {
        self.prints = mends::prints(&self.book, all);
        self.was = mends::apply(&mut self.book, all);
    }
}

/// Where and when a ledger is read: its words mean what they mean to its office.
#[derive(Clone, Copy, Debug)]
pub struct Seat<'a> {
    /// Units and names.
    pub directory: &'a Directory,
    /// The office whose ledger it is, as far as that is known.
    pub office: Option<UnitId>,
    /// The working days.
    pub calendar: &'a Calendar,
    /// The day of the import.
    pub today: Date,
}

impl<'a> Seat<'a> {
    /// An office's, as things stand.
    pub fn of(standing: &'a crate::standing::Standing, office: UnitId, today: Date) -> Seat<'a> {
        let calendar = &standing.settings.calendar;
        Seat { directory: &standing.directory, office: Some(office), calendar, today }
    }
}

/// Reads and understands a file; touches no store.
///
/// # Errors
/// Why it can't be read, with the way out.
pub fn prepare(
    name: &str,
    content: &[u8],
    seat: &Seat<'_>,
    choices: &Choices,
) -> Result<Prepared, Unreadable> {
    let limits = Limits::default();
    let mut book = match std::str::from_utf8(content) {
        Ok(text) if name == PASTED => read::read_pasted(text, &limits)?,
        _ => read::read(name, content, &limits)?,
    };
    let prints = mends::prints(&book, &choices.mends);
    let was = mends::apply(&mut book, &choices.mends);
    let understood = meant(&book, seat, choices);
    let digest = hex::encode(Sha256::digest(content));
    Ok(Prepared { name: safe(name), digest, book, understood, was, prints })
}

/// What cells that were read mean, with these choices.
pub fn meant(book: &Book, seat: &Seat<'_>, choices: &Choices) -> Understood {
    let known = known(seat.directory);
    let at = standpoint(seat.directory, seat.office);
    let context = Context {
        today: seat.today,
        home: home(seat.directory, &at, book),
        known: &known,
        at: Some(&at),
        calendar: Some(seat.calendar),
        include_hidden: choices.include_hidden,
        head_rows: choices.head_rows.clone(),
    };
    understand(book, &context, &choices.mapping)
}
