//! References such as `$B$4:C4` after one row has become several: what stands below moves down, what ends at the
//! row reaches to its last copy.

/// How one row became several.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    /// The row, from 1.
    pub row: u32,
    /// How many rows it became, at least one.
    pub copies: u32,
}

impl Growth {
    /// Where a row went.
    pub fn moved(self, row: u32) -> u32 {
        if row > self.row { row.saturating_add(self.copies - 1) } else { row }
    }

    /// Every reference in a formula or a list of areas, moved.
    pub fn references(self, text: &str) -> String {
        rewritten(text, |row, ends| match ends {
            true if row == self.row => self.moved(row + 1) - 1,
            _ => self.moved(row),
        })
    }

    /// A formula of the row itself, in its copy at `place` from 0: its own row's cells are the copy's.
    pub fn copied(self, text: &str, place: u32) -> String {
        rewritten(text, |row, _| if row == self.row { row + place } else { self.moved(row) })
    }
}

/// The first and last row of an area such as `B4:C5` or `B4`.
pub(super) fn rows_of(area: &str) -> Option<(u32, u32)> {
    let mut rows = Vec::new();
    rewritten(area, |row, _| {
        rows.push(row);
        row
    });
    Some((*rows.iter().min()?, *rows.iter().max()?))
}

/// `text` with the row of each reference as `to` says; `to` is told whether the reference ends an area. Words
/// in quotes, names and functions stay as they are.
fn rewritten(text: &str, mut to: impl FnMut(u32, bool) -> u32) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut before) = (text, ' ');
    while let Some(c) = rest.chars().next() {
        if matches!(c, '"' | '\'') {
            let end = rest[1..].find(c).map_or(rest.len(), |at| at + 2);
            out.push_str(&rest[..end]);
            (before, rest) = (c, &rest[end..]);
            continue;
        }
        let word = before.is_alphanumeric() || matches!(before, '_' | '.' | '$');
        match reference(rest).filter(|_| !word) {
            Some((head, row, length)) => {
                out.push_str(head);
                out.push_str(&to(row, before == ':').to_string());
                (before, rest) = ('0', &rest[length..]);
            }
            None => {
                out.push(c);
                (before, rest) = (c, &rest[c.len_utf8()..]);
            }
        }
    }
    out
}

/// A reference at the beginning of `text`: what stands before the row, the row, the length of all.
fn reference(text: &str) -> Option<(&str, u32, usize)> {
    let after = |from: usize, most: usize, is: fn(&u8) -> bool| {
        text.as_bytes()[from..].iter().take(most).take_while(|byte| is(byte)).count()
    };
    let mut at = after(0, 1, |b| *b == b'$');
    let letters = after(at, 3, u8::is_ascii_uppercase);
    at += letters;
    at += after(at, 1, |b| *b == b'$');
    let digits = after(at, 7, u8::is_ascii_digit);
    let end = at + digits;
    let next = text[end..].chars().next().unwrap_or(' ');
    if letters == 0 || digits == 0 || next.is_alphanumeric() || matches!(next, '(' | '!' | '_' | '.') {
        return None;
    }
    Some((&text[..at], text[at..end].parse().ok()?, end))
}

/// The column of a cell such as `AB12`, from 0.
pub(super) fn column_of(cell: &str) -> Option<u32> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase);
    let column =
        letters.fold(0_u32, |n, byte| n.saturating_mul(26).saturating_add(u32::from(byte - b'A') + 1));
    column.checked_sub(1).filter(|column| *column < 16_384)
}

/// The name of a column from 0.
pub(super) fn column_name(column: u32) -> String {
    let mut name = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        name.push(b'A' + ((left - 1) % 26) as u8);
        left = (left - 1) / 26;
    }
    name.iter().rev().map(|byte| *byte as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROWTH: Growth = Growth { row: 4, copies: 3 };

    #[test]
    fn what_is_below_moves_and_what_ends_at_the_row_reaches_its_last_copy() {
        for (was, is) in [
            ("A1:P20", "A1:P22"),
            ("SUM(F4:F4)", "SUM(F4:F6)"),
            ("SUM($F$4:$F$4)/F5", "SUM($F$4:$F$6)/F7"),
            ("A4", "A4"),
            ("IF(A9=\"B9\",'C9'!D9,LOG10(E9))", "IF(A11=\"B9\",'C9'!D11,LOG10(E11))"),
            ("ABC1!A9+ROW9_+名A9", "ABC1!A11+ROW9_+名A9"),
        ] {
            assert_eq!(GROWTH.references(was), is);
        }
        assert_eq!(GROWTH.copied("E4/D4*$B$2", 2), "E6/D6*$B$2");
    }

    #[test]
    fn columns_are_counted_as_spreadsheets_do() {
        for (name, column) in [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16_383)] {
            assert_eq!(
                (column_of(&format!("{name}7")), column_name(column)),
                (Some(column), name.to_owned())
            );
        }
        assert_eq!((column_of("7"), column_of("ZZZZ1")), (None, None));
        assert_eq!(rows_of("B4:C6"), Some((4, 6)));
    }
}
