//! A unit's own light in a list that is narrowed to it, or to the area that it belongs to: the light of the row is the
//! matter's, which is its lead's, and says nothing of whether this unit is late.

use super::cells::Teller;
use crate::web::lang::{self, tf};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    matters::{Assignment, Late, Light, Matter, Part, Rate, Shown, assignment_light, late_share, light},
};
use jiff::civil::Date;

/// A share's own light, and what stands beside it on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The unit, and that there are more of the area where it isn't the only one.
    pub unit: String,
    /// Its light; an assisting unit has none.
    pub light: Option<Light>,
    /// Why it isn't green, and what it is late with.
    pub why: String,
    /// Its completion.
    pub rate: Option<Rate>,
    /// When its next report is owed.
    pub report_due: Option<Date>,
}

impl Own {
    /// The light's words in one line: `惠安县政府：红灯 逾期未反馈`.
    pub fn told(&self, lang: lang::Lang) -> String {
        let light = self.light.map(|light| lang::t(lang, super::asked::light_key(light.code())).to_owned());
        let told: Vec<String> =
            light.into_iter().chain([self.why.clone()]).filter(|part| !part.is_empty()).collect();
        format!("{}{}{}", self.unit, lang.colon(), told.join(" "))
    }

    /// Whether it needs more attention than the matter's own light says: red beside green, or late with a step.
    pub fn is_behind(&self, m: &Matter, now: Instant) -> bool {
        let matters = light(m, now).map(|shown| shown.light);
        self.light != matters && matches!(self.light, Some(Light::Red | Light::Yellow))
    }
}

/// The share of these units that needs most attention: red before yellow, late before in time.
pub fn own(m: &Matter, units: &[UnitId], teller: &Teller<'_>) -> Option<Own> {
    let now = teller.around.asker.now;
    let shares = || m.assignments.iter().filter(|a| units.contains(&a.unit));
    let worst = shares().min_by_key(|a| (place(m, a, now), a.part))?;
    let unit = teller.around.directory.tree.short_name(worst.unit);
    let others = shares().count() - 1;
    let unit = match others {
        0 => unit.to_owned(),
        n => tf(teller.lang, "listing.own_and_others", &[("unit", unit), ("n", &(n + 1).to_string())]),
    };
    let shown = assignment_light(m, worst.id, now);
    let calendar = &teller.around.settings.calendar;
    let moments = m.moments.share(worst.id).filter(|_| m.is_running());
    Some(Own {
        unit,
        light: shown.as_ref().map(|shown| shown.light),
        why: why(m, worst, shown.as_ref(), teller),
        rate: worst.rate,
        report_due: moments.and_then(|share| share.report_due_at).map(|at| calendar.date_of(at)),
    })
}

fn place(m: &Matter, a: &Assignment, now: Instant) -> (u8, bool) {
    let light = match assignment_light(m, a.id, now).map(|shown| shown.light) {
        Some(Light::Red) => 0,
        Some(Light::Yellow) => 1,
        Some(Light::Green) => 2,
        Some(Light::Grey | Light::Done) => 3,
        None => 4,
    };
    (light, late_share(m, a, now).is_empty())
}

/// The light's reasons, and steps that are late besides; of an assisting unit, that it has no light.
fn why(m: &Matter, a: &Assignment, shown: Option<&Shown>, teller: &Teller<'_>) -> String {
    let (calendar, now) = (&teller.around.settings.calendar, teller.around.asker.now);
    let told = shown.map(|shown| shown.told(calendar, now)).unwrap_or_default();
    let mut told: Vec<String> = told.iter().map(|word| lang::word(teller.lang, word)).collect();
    let said = |late: &Late| shown.is_some_and(|shown| shown.why.contains(&late.why()));
    let besides = late_share(m, a, now).into_iter().filter(|late| !said(late));
    told.extend(besides.map(|late| lang::word(teller.lang, &late.word())));
    if told.is_empty() && a.part == Part::Assisting {
        told.push(lang::word(teller.lang, &a.part.word()));
    }
    told.join(teller.lang.comma())
}
