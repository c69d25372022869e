//! Among which areas somebody may switch what a page looks at: core's `areas`, by name; and which matters its figures
//! count (统计口径), in the same words wherever figures stand.

use crate::{
    matters::act::Around,
    web::{
        lang::{Lang, t, tf},
        list::Filters,
        scope::{Choice, Scope},
    },
};
use bangdu_core::{
    ids::UnitId,
    people::{Actor, Sight, UnitTree, areas, is_above_counties, sight},
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What an area is called.
pub fn area_name(tree: &UnitTree, area: UnitId, lang: Lang) -> String {
    if is_above_counties(tree, area) { t(lang, "frame.scope_own") } else { tree.short_name(area) }.to_owned()
}

/// The switch for the page at `filters`; none for somebody who has nothing to choose from.
pub fn scope(actor: &Actor, around: &Around<'_>, filters: &Filters, lang: Lang) -> Option<Scope> {
    let tree = &around.directory.tree;
    let found = areas(actor, tree, around.asker.today(&around.settings.calendar));
    if found.is_empty() {
        return None;
    }
    let asked = filters.get("area").and_then(|id| id.parse().ok()).filter(|area| found.contains(area));
    let everything = Choice {
        label: t(lang, "frame.scope_all").to_owned(),
        href: filters.without("area"),
        on: asked.is_none(),
    };
    let choice = |area: &UnitId| Choice {
        label: area_name(tree, *area, lang),
        href: filters.with("area", &area.to_string()),
        on: asked == Some(*area),
    };
    let choices: Vec<Choice> = std::iter::once(everything).chain(found.iter().map(choice)).collect();
    let name = choices.iter().find(|choice| choice.on).map(|choice| choice.label.clone()).unwrap_or_default();
    Some(Scope { area: asked.map(|area| area.to_string()), name, choices })
}

/// What somebody sees, by the names of governments or units.
pub fn scope_of(actor: &Actor, tree: &UnitTree, today: Date) -> Vec<String> {
    let tops: BTreeSet<UnitId> = actor.business(today).map(|grant| tree.governed(grant.scope)).collect();
    let under_another = |unit: UnitId| tops.iter().any(|top| *top != unit && tree.within(unit, *top));
    tops.iter().filter(|top| !under_another(**top)).map(|top| tree.short_name(*top).to_owned()).collect()
}

/// Which parts of units make a matter count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Every part: lead, responsible, assisting.
    Any,
    /// The lead's alone, so that nothing is counted twice.
    Lead,
}

/// Whose matters the figures of a page count, and in which states: of what `actor` sees, narrowed to `area`.
pub fn counted(lang: Lang, actor: &Actor, around: &Around<'_>, area: Option<UnitId>, parts: Parts) -> String {
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let seen = scope_of(actor, tree, today).join(lang.comma());
    let parts = t(lang, if parts == Parts::Any { "frame.counted_any" } else { "frame.counted_lead" });
    let of_units = |key, name: &str| tf(lang, key, &[("scope", name), ("parts", parts)]);
    let whose = match (area, sight(actor, tree, today)) {
        (Some(area), _) => of_units("frame.counted_units", &area_name(tree, area, lang)),
        (None, Sight::Units { offices, .. }) if offices.is_empty() => of_units("frame.counted_units", &seen),
        (None, Sight::Units { .. }) => of_units("frame.counted_office", &seen),
        (None, _) => t(lang, "frame.counted_all").to_owned(),
    };
    tf(lang, "frame.counted", &[("whose", &whose)])
}
