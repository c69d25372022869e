//! Rows of a sparse matrix: which columns a text has, and how strongly.

/// Rows one behind the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl Rows {
    /// No rows yet, of `width` columns.
    pub fn of_width(width: usize) -> Rows {
        Rows { starts: vec![0], columns: Vec::new(), values: Vec::new(), width }
    }

    pub fn push(&mut self, row: &[(u32, f32)]) {
        self.columns.extend(row.iter().map(|(column, _)| *column));
        self.values.extend(row.iter().map(|(_, value)| *value));
        self.starts.push(self.columns.len());
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.width
    }

    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let span = self.starts[row]..self.starts[row + 1];
        let columns = self.columns[span.clone()].iter().map(|column| *column as usize);
        columns.zip(self.values[span].iter().copied())
    }
}
