//! A file of messages as a hotline's system hands it out: .csv in UTF-8 or GB18030, or .xlsx.
//!
//! Columns are found by their heads, whatever their order ([`heads`]); dates may be mixed ([`moment`]).
//! All text lies in pieces of a megabyte, so that a million messages cost little besides themselves.

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
    /// Never moved: a text that grew as one would leave as much memory behind as it has.
    texts: Vec<String>,
    rows: Vec<Row>,
    /// Lengths of the extra columns' cells, row by row; none when the file has no such column.
    extra: Vec<u32>,
    extras: usize,
    /// Rows whose time was there and not understood.
    pub times_not_understood: usize,
}

/// Bytes of a piece of text; a longer row has one of its own.
const PIECE: usize = 1 << 20;

/// Where a row's fields lie: id, user, title, body, label and the extra columns, one behind another.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// In which of the texts.
    text: u32,
    start: u32,
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
        Ok(messages)
    }

    fn take(&mut self, columns: &Columns, row: &[&str]) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let cell = |field: Field| columns.cell(field, row);
        let text = self.piece(row.iter().map(|cell| cell.len()).sum());
        let start = text.len() as u32;
        let fields = [Field::Id, Field::User, Field::Title, Field::Body, Field::Label];
        let lengths = fields.map(|field| keep(text, cell(field)));
        if columns.any_extra() {
            let extras: Vec<u32> = columns.extras(row).map(|cell| keep(text, cell)).collect();
            self.extra.extend(extras);
        }
        let written = cell(Field::Time);
        let time = moment(written);
        self.times_not_understood += usize::from(time.is_none() && !written.is_empty());
        let number = |field: Field| cell(field).parse::<f64>().map_or(0, |n| n.clamp(0.0, 4e9) as u32);
        let (likes, against) = (number(Field::Likes), number(Field::Against));
        let text = self.texts.len() as u32 - 1;
        self.rows.push(Row { text, start, lengths, likes, against, time });
    }

    /// A piece of text that has room for so many bytes more.
    fn piece(&mut self, bytes: usize) -> &mut String {
        if self.texts.last().is_none_or(|text| text.capacity() - text.len() < bytes) {
            self.texts.push(String::with_capacity(bytes.max(PIECE)));
        }
        let last = self.texts.len() - 1;
        &mut self.texts[last]
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
        let mut rest = &self.texts[row.text as usize][row.start as usize..];
        let [id, user, title, body, label] = row.lengths.map(|length| {
            let (field, later) = rest.split_at(length as usize);
            rest = later;
            field
        });
        let Row { likes, against, time, .. } = *row;
        Message { id, user, title, body, time, likes, against, label }
    }

    /// What stands in the `n`th extra column of [`Wanted::extras`]; empty when the file has no such column.
    #[must_use]
    pub fn extra(&self, row: usize, n: usize) -> &str {
        let Some(lengths) = self.extra.get(row * self.extras..(row + 1) * self.extras) else { return "" };
        let row = &self.rows[row];
        let before: u32 = row.lengths.iter().chain(&lengths[..n]).sum();
        let start = row.start as usize + before as usize;
        &self.texts[row.text as usize][start..start + lengths[n] as usize]
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Message<'_>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Bytes of text held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }
}

/// Puts a cell behind a text and says how long it is. One of gigabytes is nobody's message.
fn keep(text: &mut String, cell: &str) -> u32 {
    let length = u32::try_from(cell.len()).unwrap_or(0);
    text.push_str(if length > 0 { cell } else { "" });
    length
}

#[cfg(test)]
mod tests;
