//! Reads a form's fields as values of the core, once, at the border. What can't be read is said at its
//! field, and nothing else happens.

use super::case::Case;
use crate::{
    people::naming::named,
    web::{form::Form, layout::Frame},
};
use bangdu_core::{
    calendar::{
        Deadline,
        written::{Context, parse_date},
    },
    ids::{AssignmentId, UnitId},
    matters::{FileRef, Rate},
};
use jiff::civil::Date;

/// A form that is being read.
pub(super) struct Reader<'r> {
    pub form: &'r mut Form,
    pub frame: &'r Frame,
    pub case: &'r Case,
    /// Files that were handed in, by field.
    pub files: Vec<(String, FileRef)>,
}

impl Reader<'_> {
    /// A text that must be there.
    pub fn text(&mut self, name: &str) -> Option<String> {
        Some(self.form.needed(name)).filter(|text| !text.is_empty())
    }

    /// A text that may be left out.
    pub fn optional(&self, name: &str) -> String {
        self.form.values().get(name).to_owned()
    }

    /// A day; a limit such as 3个工作日 counts from now.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        match self.deadline(name)?.reckon(&self.case.settings.calendar, self.case.now, &[]) {
            Ok(Some(reckoned)) => Some(reckoned.end_date),
            _ => self.wrong(name, "matters.need_a_day"),
        }
    }

    /// A day, or nothing where nothing was typed.
    pub fn optional_date(&mut self, name: &str) -> Option<Option<Date>> {
        if self.is_blank(name) { Some(None) } else { self.date(name).map(Some) }
    }

    /// A deadline as people write it.
    pub fn deadline(&mut self, name: &str) -> Option<Deadline> {
        let text = self.text(name)?;
        let context = Context { today: self.case.today(), year: None, may_be_serial: false };
        let written = parse_date(&text, &context);
        if written.meaning.is_none() {
            let note = self.frame.say(&written.note);
            self.form.wrong(name, note);
        }
        written.meaning
    }

    /// A deadline, or nothing where nothing was typed.
    pub fn optional_deadline(&mut self, name: &str) -> Option<Option<Deadline>> {
        if self.is_blank(name) { Some(None) } else { self.deadline(name).map(Some) }
    }

    /// A percentage, or nothing where nothing was typed.
    pub fn optional_rate(&mut self, name: &str) -> Option<Option<Rate>> {
        if self.is_blank(name) { Some(None) } else { self.rate(name).map(Some) }
    }

    /// A percentage: `65`, `65%`, `33.3`.
    pub fn rate(&mut self, name: &str) -> Option<Rate> {
        let text = self.text(name)?;
        match rate_of(&text) {
            Some(rate) => Some(rate),
            None => self.wrong(name, "matters.need_a_percentage"),
        }
    }

    /// A count with up to three places, in thousandths.
    pub fn count(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        match fixed(&text, 3) {
            Some(count) => Some(count),
            None => self.wrong(name, "matters.need_a_number"),
        }
    }

    /// One of a fixed vocabulary, by its code.
    pub fn word<T>(&mut self, name: &str, from_code: fn(&str) -> Option<T>) -> Option<T> {
        let code = self.text(name)?;
        let found = from_code(&code);
        if found.is_none() {
            self.form.wrong(name, self.frame.t("form.missing"));
        }
        found
    }

    /// One of a fixed vocabulary, or nothing where nothing was chosen.
    pub fn optional_word<T>(&mut self, name: &str, from_code: fn(&str) -> Option<T>) -> Option<Option<T>> {
        if self.is_blank(name) { Some(None) } else { self.word(name, from_code).map(Some) }
    }

    /// A unit by name, short name, alias or initials.
    pub fn unit(&mut self, name: &str) -> Option<UnitId> {
        let text = self.text(name)?;
        self.find(name, &text)
    }

    /// Several units, set apart by 、 or the like; none where nothing was typed.
    pub fn units(&mut self, name: &str) -> Option<Vec<UnitId>> {
        let text = self.optional(name);
        let names = text.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|n| !n.is_empty());
        let found: Vec<_> = names.map(|one| self.find(name, one)).collect();
        found.into_iter().collect()
    }

    /// The share that is meant: the one chosen, or the only one.
    pub fn share(&mut self) -> Option<AssignmentId> {
        if self.is_blank("assignment") && self.case.shares.len() == 1 {
            return self.case.shares.first().copied();
        }
        self.word("assignment", |text| text.parse().ok())
    }

    /// A place in a list, by its number.
    pub fn place(&mut self, name: &str) -> Option<usize> {
        self.word(name, |text| text.parse().ok())
    }

    /// The files that were handed in under a name.
    pub fn files(&self, name: &str) -> Vec<FileRef> {
        self.files.iter().filter(|(field, _)| field == name).map(|(_, file)| file.clone()).collect()
    }

    /// Whether nothing was typed.
    pub fn is_blank(&self, name: &str) -> bool {
        self.form.values().given(name).is_none()
    }

    /// Says at a field what is wrong with it.
    pub fn wrong<T>(&mut self, name: &str, key: &str) -> Option<T> {
        self.form.wrong(name, self.frame.t(key));
        None
    }

    fn find(&mut self, name: &str, text: &str) -> Option<UnitId> {
        named(self.form, self.frame, (&self.case.directory, self.case.from), (name, text))
    }
}

/// A percentage as people write it: `65`, `65%`, `33.3`.
pub(in crate::matters) fn rate_of(text: &str) -> Option<Rate> {
    let points = fixed(text.trim_end_matches(['%', '％']).trim_end(), 2)?;
    u32::try_from(points).ok().map(Rate)
}

/// A decimal number with at most `places` places, as a whole number of the smallest place.
pub(super) fn fixed(text: &str, places: usize) -> Option<i64> {
    let text: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > places || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

/// A whole number of the smallest place as people write it: 1500 of thousandths is 1.5.
pub(super) fn unfixed(number: i64, places: usize) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_and_written_back() {
        assert_eq!(fixed("1,500.5", 3), Some(1_500_500));
        assert_eq!(fixed("33.3", 2), Some(3330));
        assert_eq!(fixed("0.0001", 3), None);
        assert_eq!(fixed("六成", 2), None);
        assert_eq!(fixed("99999999999999999999", 3), None);
        assert_eq!(unfixed(1_500_500, 3), "1500.5");
        assert_eq!(unfixed(0, 3), "0");
        assert_eq!(unfixed(50, 3), "0.05");
    }
}
