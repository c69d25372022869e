//! Who is in the demo: units and persons, the same every time but for the instants in their ids.

use super::{
    fill::SEED,
    people::People,
    seed::Seed,
    units::{Units, all},
};
use bangdu_core::{ids::UnitId, instant::Instant, people::UnitForm};
use jiff::civil::Date;

/// Units and persons.
pub struct Cast {
    /// The units by their place in the city.
    pub units: Units,
    /// The same as they are founded.
    pub forms: Vec<(UnitId, UnitForm)>,
    /// The persons.
    pub people: People,
}

impl Cast {
    /// Everybody, entered at `at`; powers of attorney end on `until`.
    pub fn of(at: Instant, until: Date) -> Cast {
        let (units, forms) = all(at, &mut Seed::of(SEED, 1));
        let people = People::of(&units, at, until, &mut Seed::of(SEED, 2));
        Cast { units, forms, people }
    }

    /// The short name of a unit.
    pub fn unit(&self, id: UnitId) -> String {
        self.forms
            .iter()
            .find(|(unit, _)| *unit == id)
            .map_or_else(String::new, |(_, form)| form.short_name.clone())
    }
}
