//! A file of messages as a hotline's system hands it out: .csv in UTF-8 or GB18030, or .xlsx.
//!
//! Columns are found by their heads, whatever their order ([`heads`]); dates may be mixed ([`moment`]).
//! All text lies in one piece of memory, so that a million messages cost little besides themselves.

mod heads;
mod moment;
mod rows;

pub use heads::Wanted;
pub use moment::moment;

use heads::{Columns, Field};
use jiff::civil::DateTime;
use std::path::Path;

/// Why a file of messages can't be used, as a sentence for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No such file, or no right to read it.
    #[error("{0} can't be read: {1}")]
    File(String, std::io::Error),
    /// Neither .csv nor .xlsx inside.
    #[error("{0} is neither .csv in UTF-8 or GB18030 nor .xlsx: {1}")]
    Format(String, String),
    /// Nothing in it at all.
    #[error("{0} is empty: it needs a head row and messages below it")]
    Empty(String),
    /// A column that is needed has no head.
    #[error("{file} has no column for {what}. Its heads are: {heads}. Any of these is understood: {names}")]
    Column {
        /// The file's name.
        file: String,
        /// What the column would hold.
        what: &'static str,
        /// The heads that are there.
        heads: String,
        /// The heads that would do.
        names: String,
    },
}

/// One message, borrowed from [`Messages`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message<'m> {
    /// Its number in the system it comes from.
    pub id: &'m str,
    /// Who wrote: a name or a number; empty when the file doesn't say.
    pub user: &'m str,
    /// Its subject; may be empty.
    pub title: &'m str,
    /// What it says; may be empty.
    pub body: &'m str,
    /// When it was written, on the clock of the place; nothing when missing or not understood.
    pub time: Option<DateTime>,
    /// How many people agree with it.
    pub likes: u32,
    /// How many people disagree.
    pub against: u32,
    /// The category it was given; empty when there is no such column.
    pub label: &'m str,
}

/// All messages of a file, in its order.
#[derive(Debug, Default)]
pub struct Messages {
    text: String,
    rows: Vec<Row>,
    extra: Vec<(u64, u32)>,
    extras: usize,
    /// Rows whose time was there and not understood.
    pub times_not_understood: usize,
}

/// Where a row's fields lie: id, user, title, body, label, one behind another.
#[derive(Clone, Copy, Debug)]
struct Row {
    start: u64,
    lengths: [u32; 5],
    likes: u32,
    against: u32,
    time: Option<DateTime>,
}

impl Messages {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Unusable`] says what is wrong with it.
    pub fn read(path: &Path, wanted: &Wanted<'_>) -> Result<Self, Unusable> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let mut messages = Self { extras: wanted.extras.len(), ..Self::default() };
        let mut columns: Option<Columns> = None;
        rows::each(path, &name, &mut |row: &[&str]| {
            match &columns {
                Some(columns) => messages.take(columns, row),
                None if row.iter().all(|cell| cell.trim().is_empty()) => {}
                None => columns = Some(Columns::find(&name, row, wanted)?),
            }
            Ok(())
        })?;
        if columns.is_none() {
            return Err(Unusable::Empty(name));
        }
        messages.text.shrink_to_fit();
        Ok(messages)
    }

    fn take(&mut self, columns: &Columns, row: &[&str]) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let cell = |field: Field| columns.cell(field, row);
        let start = self.text.len() as u64;
        let fields = [Field::Id, Field::User, Field::Title, Field::Body, Field::Label];
        let lengths = fields.map(|field| self.keep(cell(field)).1);
        let written = cell(Field::Time);
        let time = moment(written);
        self.times_not_understood += usize::from(time.is_none() && !written.is_empty());
        let number = |field: Field| cell(field).parse::<f64>().map_or(0, |n| n.clamp(0.0, 4e9) as u32);
        let (likes, against) = (number(Field::Likes), number(Field::Against));
        self.rows.push(Row { start, lengths, likes, against, time });
        for cell in columns.extras(row) {
            let kept = self.keep(cell);
            self.extra.push(kept);
        }
    }

    fn keep(&mut self, cell: &str) -> (u64, u32) {
        let start = self.text.len();
        self.text.push_str(cell);
        (start as u64, u32::try_from(cell.len()).unwrap_or(0))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The message of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Message<'_> {
        let row = &self.rows[row];
        let mut at = row.start as usize;
        let [id, user, title, body, label] = row.lengths.map(|length| {
            let field = &self.text[at..at + length as usize];
            at += length as usize;
            field
        });
        let Row { likes, against, time, .. } = *row;
        Message { id, user, title, body, time, likes, against, label }
    }

    /// What stands in the `n`th extra column of [`Wanted::extras`]; empty when the file has no such column.
    #[must_use]
    pub fn extra(&self, row: usize, n: usize) -> &str {
        self.extra
            .get(row * self.extras + n)
            .map_or("", |&(start, length)| &self.text[start as usize..start as usize + length as usize])
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Message<'_>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Bytes of text held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }
}

#[cfg(test)]
mod tests;
