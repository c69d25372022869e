//! Among which areas somebody may switch what a page looks at: core's `areas`, by name.

use crate::{
    matters::act::Around,
    web::{
        lang::{Lang, t},
        list::Filters,
        scope::{Choice, Scope},
    },
};
use bangdu_core::{
    ids::UnitId,
    people::{Actor, UnitTree, areas, is_above_counties},
};

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
