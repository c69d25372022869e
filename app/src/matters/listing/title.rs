//! What a list is called on paper and as a file: its filters in words, such as 惠安县逾期未办结事项清单.

use super::asked::{Reader, late, late_word, light_key, show_key, shown};
use crate::{
    people::scope::area_name,
    web::{
        lang::{self, Lang, t, tf},
        list::Filters,
    },
};
use bangdu_core::{
    ids::UnitId,
    matters::{MatterKind, Part, Source, State},
    people::is_above_counties,
};
use jiff::civil::Date;

/// Longer words than these would be no title; a file's name has to end somewhere, too.
const LONGEST: usize = 60;

impl Reader<'_> {
    /// The list's title.
    pub fn title(&self, filters: &Filters) -> String {
        if self.lang == Lang::En {
            let told: Vec<String> = self.chips(filters).into_iter().map(|(label, _)| label).collect();
            let what = if told.is_empty() {
                t(self.lang, show_key(shown(filters))).to_owned()
            } else {
                told.join(", ")
            };
            return cut(&tf(self.lang, "listing.sheet_title", &[("what", &what)]));
        }
        let what = [self.whose(filters), self.from(filters), self.how(filters)].concat();
        let what = if what.is_empty() { t(self.lang, "listing.sheet_all").to_owned() } else { what };
        let sheet = tf(self.lang, "listing.sheet_title", &[("what", &what)]);
        match filters.get("office") {
            Some(office) => {
                let office = self.place("office", office);
                cut(&tf(self.lang, "listing.sheet_office", &[("sheet", &sheet), ("office", &office)]))
            }
            None => cut(&sheet),
        }
    }

    /// Whose matters: where, with what part.
    fn whose(&self, filters: &Filters) -> String {
        let mut said = String::new();
        if filters.get("author").is_some() {
            said.push_str(t(self.lang, "listing.sheet_author"));
        }
        for name in ["area", "unit"] {
            if let Some(value) = filters.get(name) {
                said.push_str(&self.place(name, value));
            }
        }
        if let Some(part) = filters.get("part").and_then(Part::from_code)
            && (filters.get("area").is_some() || filters.get("unit").is_some())
        {
            said.push_str(&lang::word(self.lang, &part.word()));
        }
        said
    }

    /// A place by the name that people say: a county, not its government.
    pub(super) fn place(&self, name: &str, value: &str) -> String {
        let Some(id) = value.parse::<UnitId>().ok().filter(|id| self.tree.get(*id).is_some()) else {
            return value.to_owned();
        };
        if name == "area" && is_above_counties(self.tree, id) {
            return area_name(self.tree, id, self.lang);
        }
        let name = self.called(id);
        let plain = ["人民政府", "政府", "管委会"].iter().find_map(|end| name.strip_suffix(end));
        let is_place = self.tree.county_of(id).is_some_and(|county| county.id == id);
        plain.filter(|plain| is_place && !plain.is_empty()).unwrap_or(&name).to_owned()
    }

    /// What they come from, and what words they hold.
    fn from(&self, filters: &Filters) -> String {
        let mut said = String::new();
        let quoted = |text: &str| if text.is_empty() { String::new() } else { format!("“{text}”") };
        if let Some(id) = filters.get("campaign") {
            let campaign = self.campaigns.iter().find(|campaign| campaign.id.to_string() == id);
            said.push_str(&quoted(campaign.map_or("", |campaign| campaign.name.as_str())));
        }
        if let Some(source) = filters.get("source").and_then(Source::from_code) {
            said.push_str(&lang::word(self.lang, &source.word()));
        }
        if filters.get("parent").is_some() {
            said.push_str(t(self.lang, "listing.layers"));
        }
        if let Some(words) = filters.get("q") {
            said.push_str(&tf(self.lang, "listing.sheet_words", &[("words", words)]));
        }
        if let Some(kind) = filters.get("kind").and_then(MatterKind::from_code) {
            said.push_str(&tf(
                self.lang,
                "listing.sheet_kind",
                &[("kind", &lang::word(self.lang, &kind.word()))],
            ));
        }
        said
    }

    /// How they stand.
    fn how(&self, filters: &Filters) -> String {
        let mut said = Vec::new();
        let day = |name| {
            filters.get(name).and_then(|text| text.parse::<Date>().ok()).map(|day| lang::date(self.lang, day))
        };
        match (day("from"), day("to")) {
            (Some(from), Some(to)) => {
                said.push(tf(self.lang, "listing.sheet_span", &[("from", &from), ("to", &to)]))
            }
            (Some(from), None) => said.push(tf(self.lang, "listing.sheet_from", &[("day", &from)])),
            (None, Some(to)) => said.push(tf(self.lang, "listing.sheet_to", &[("day", &to)])),
            (None, None) => {}
        }
        said.extend(
            filters.get("due").and_then(super::asked::due_word).map(|key| t(self.lang, key).to_owned()),
        );
        said.extend(match late(filters)[..] {
            [] => None,
            [one] => Some(late_word(self.lang, one.code())),
            _ => Some(late_word(self.lang, "any")),
        });
        said.extend(filters.get("light").map(|code| t(self.lang, light_key(code)).to_owned()));
        let states = filters.all("state").filter(|code| State::CODES.contains(code));
        let states: Vec<String> = states.map(|code| lang::word(self.lang, &State::word_of(code))).collect();
        said.extend((!states.is_empty()).then(|| states.join(self.lang.comma())));
        if said.is_empty() && shown(filters) != "all" {
            said.push(t(self.lang, &format!("listing.sheet_{}", shown(filters))).to_owned());
        }
        said.concat()
    }
}

fn cut(title: &str) -> String {
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    title.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// A title as part of a file's name: without what no system of files takes.
pub fn file_name(title: &str) -> String {
    let fit = |c: char| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '_' } else { c };
    title.chars().map(fit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_makes_a_file_name_that_every_system_takes() {
        assert_eq!(file_name("含“a/b”的红灯事项清单"), "含“a_b”的红灯事项清单");
        assert_eq!(cut(&"长".repeat(80)).chars().count(), LONGEST);
    }
}
