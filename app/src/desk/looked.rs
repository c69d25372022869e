//! What every part of the desk is read with: whose desk, in what language, narrowed to which area.

use crate::{
    matters::{act::Around, list::Filter},
    web::lang::{self, Lang},
};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    matters::{Event, Matter, light, sentence},
    people::{Actor, Sight, area_units, sight},
    phrase::{Arg, Phrase},
    who::Who,
};
use jiff::{Span, civil::Date};

/// Whose desk is read, and how it is told.
pub(super) struct Look<'a> {
    pub around: &'a Around<'a>,
    pub actor: &'a Actor,
    pub lang: Lang,
    pub sight: Sight,
    /// The area that the reader narrowed the desk to, and its units; nothing where it isn't narrowed.
    pub area: Option<UnitId>,
    pub units: Vec<UnitId>,
    /// The unit through which alone the reader sees anything: its lists are then asked for, which are short.
    pub own: Option<UnitId>,
}

impl<'a> Look<'a> {
    /// `area` is what the address asks for; what isn't among the reader's areas narrows nothing.
    pub fn of(around: &'a Around<'a>, actor: &'a Actor, lang: Lang, area: Option<UnitId>) -> Look<'a> {
        let tree = &around.directory.tree;
        let today = around.asker.today(&around.settings.calendar);
        let area = area.filter(|area| bangdu_core::people::areas(actor, tree, today).contains(area));
        let units = area.map(|area| area_units(tree, area)).unwrap_or_default();
        let sight = sight(actor, tree, today);
        let own = if area.is_none() { only(&sight) } else { None };
        Look { around, actor, lang, sight, area, units, own }
    }

    /// `filter`, narrowed as the desk is.
    pub fn narrowed(&self, filter: &Filter) -> Filter {
        // What rests on their own instruction is theirs wherever it is, and before any unit has a share.
        let unit = self.own.filter(|_| filter.author.is_none());
        Filter { area: self.units.clone(), unit, ..filter.clone() }
    }

    pub fn now(&self) -> Instant {
        self.around.asker.now
    }

    pub fn today(&self) -> Date {
        self.around.asker.today(&self.around.settings.calendar)
    }

    /// The end of the seventh day from today.
    pub fn week_end(&self) -> Instant {
        let after = self.today().checked_add(Span::new().days(8)).unwrap_or(Date::MAX);
        self.around.settings.calendar.midnight(after)
    }

    pub fn at(&self, at: Instant) -> String {
        lang::at(self.lang, at, self.around.settings.calendar.zone.time_zone())
    }

    pub fn unit(&self, unit: UnitId) -> String {
        self.around.directory.unit(unit).to_owned()
    }

    /// The unit that answers for a matter: the lead, or the office while there is none.
    pub fn lead(&self, m: &Matter) -> String {
        self.unit(m.lead().map_or(m.office, |lead| lead.unit))
    }

    /// The light's code, and why it isn't green.
    pub fn light(&self, m: &Matter) -> (Option<&'static str>, String) {
        let shown = light(m, self.now());
        let why = shown.iter().flat_map(|shown| shown.told(&self.around.settings.calendar, self.now()));
        let why: Vec<String> = why.map(|word| lang::word(self.lang, &word)).collect();
        (shown.map(|shown| shown.light.code()), why.join(self.lang.comma()))
    }

    pub fn who(&self, event: &Event) -> String {
        self.person(event.by)
    }

    pub fn person(&self, who: Who) -> String {
        let by = Phrase::new("{0}", "{0}", vec![Arg::from(who)]);
        lang::say(self.lang, &by, self.around.directory.as_ref())
    }

    pub fn sentence(&self, event: &Event) -> String {
        lang::say(self.lang, &sentence(event), self.around.directory.as_ref())
    }

    /// An address of a list, narrowed as the desk is.
    pub fn list(&self, address: &str) -> String {
        let with = |key, id| format!("{address}{}{key}={id}", if address.contains('?') { '&' } else { '?' });
        match (self.area, self.own) {
            (Some(area), _) => with("area", area),
            (None, Some(unit)) if !address.contains("author=") => with("unit", unit),
            (None, _) => address.to_owned(),
        }
    }
}

fn only(sight: &Sight) -> Option<UnitId> {
    match sight {
        Sight::Units { offices, units, .. } if offices.is_empty() && units.len() == 1 => {
            units.first().copied()
        }
        _ => None,
    }
}
