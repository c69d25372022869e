//! The reader's sight (core's `people::sight`) in SQL: the one place where it is spelled out.

use super::{Asked, Query};
use crate::db::Value;
use bangdu_core::{ids::UnitId, matters::State, people::Sight};
use std::{collections::BTreeSet, sync::LazyLock};

/// The states in which only its office sees a matter, as text.
static DRAFTED: LazyLock<String> = LazyLock::new(|| format!("('{}')", State::DRAFTED.join("', '")));

/// A reader who sees through so few units has so few matters that they are found first and asked afterwards;
/// with more units nearly every matter is one of theirs, and each is asked as the list is walked.
const FEW_UNITS: usize = 4;

impl Query {
    /// Adds what the reader sees. `false`: nothing.
    pub(super) fn seen(&mut self, asked: &Asked<'_>) -> bool {
        let (offices, units, author) = match asked.sight {
            Sight::Nothing => return false,
            Sight::Everything => return true,
            Sight::Units { offices, units, author } => (offices, units, author),
        };
        if author.is_some() && asked.filter.author == *author {
            // Everything that rests on their own instruction is seen.
            return true;
        }
        if offices.is_empty() && asked.filter.unit.is_some_and(|unit| units.contains(&unit)) {
            // Whatever that unit has a part in is seen, drafts excepted.
            self.and_either("state", &format!("NOT IN {}", *DRAFTED));
            return true;
        }
        let mut ways = Vec::new();
        if !offices.is_empty() {
            let offices = self.one_of(offices);
            ways.push(format!("m.office IN ({offices})"));
        }
        if offices.is_empty() && !units.is_empty() && units.len() <= FEW_UNITS {
            ways.push(self.found(units, asked));
        } else if !units.is_empty() {
            let units = self.one_of(units);
            ways.push(format!(
                "(NOT m.drafted AND (EXISTS (SELECT 1 FROM assignments s WHERE s.matter = m.id AND s.unit IN \
                 ({units})) OR EXISTS (SELECT 1 FROM matter_guests g WHERE g.matter = m.id AND g.unit IN \
                 ({units}))))"
            ));
        }
        if let Some(author) = author {
            let place = self.bind(Value::Text(author.to_string().into()));
            ways.push(format!(
                "m.id IN (SELECT w.matter FROM matter_authors w WHERE w.person = {place}
                     UNION SELECT w.matter FROM matter_authors w WHERE w.entered_by = {place})"
            ));
        }
        self.and(&format!("({})", ways.join(" OR ")));
        true
    }

    /// The matters of few units, found by their shares; only those of the light that is asked for.
    fn found(&mut self, units: &BTreeSet<UnitId>, asked: &Asked<'_>) -> String {
        let units = self.one_of(units);
        let lit = asked.filter.light.map(|light| self.lit("s", light, asked.now));
        let lit = lit.map(|lit| format!(" AND {lit}")).unwrap_or_default();
        let guests = format!("SELECT g.matter FROM matter_guests g WHERE g.unit IN ({units})");
        let shares = format!("SELECT s.matter FROM assignments s WHERE s.unit IN ({units}){lit}");
        format!("(NOT m.drafted AND m.id IN ({shares} UNION {guests}))")
    }
}
