//! What the list's filters offer.

use super::asked::{DUE, Reader, due_key, late_word, light_key};
use crate::{
    matters::list::facets::ANY_LATE,
    people::scope::area_name,
    web::{form::Choice, lang, layout::Frame},
};
use bangdu_core::{
    campaigns::Campaign,
    ids::UnitId,
    matters::{Late, MatterKind, Part, Source, State},
    people::{Level, Unit, UnitKind, is_above_counties},
    phrase::Word,
};
use std::collections::BTreeMap;

/// More units than this are not offered in the field; their names still work.
const OFFERED: usize = 300;
/// The lights in the order in which they ask for attention.
pub(super) const LIGHTS: [&str; 5] = ["red", "yellow", "green", "grey", "done"];

/// What is late: in any way, then each by itself.
pub(super) const LATE: [&str; 4] =
    [ANY_LATE, Late::Unsigned.code(), Late::Unreported.code(), Late::Unfinished.code()];

/// What each select shows where nothing is chosen, for its label isn't in sight on a wide screen.
pub(super) fn unchosen(frame: &Frame) -> BTreeMap<&'static str, String> {
    const SELECTS: [&str; 9] = [
        "listing.state",
        "listing.overdue",
        "listing.light",
        "listing.due",
        "listing.area",
        "listing.part",
        "listing.kind",
        "listing.source",
        "listing.campaign",
    ];
    SELECTS.map(|key| (key, frame.t1("listing.any_of", "what", frame.t(key)))).into()
}

/// What the filters offer.
#[derive(Default)]
pub(super) struct Choices {
    pub states: Vec<Choice>,
    pub lights: Vec<Choice>,
    pub parts: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub sources: Vec<Choice>,
    pub campaigns: Vec<Choice>,
    pub areas: Vec<Choice>,
    pub units: Vec<Choice>,
    pub due: Vec<Choice>,
    pub late: Vec<Choice>,
    pub orders: Vec<Choice>,
}

impl Choices {
    pub fn of(reader: &Reader<'_>, campaigns: &[Campaign]) -> Choices {
        let lang = reader.lang;
        let words = |all: Vec<(&'static str, Word)>| -> Vec<Choice> {
            all.into_iter().map(|(code, word)| Choice::of(code, lang::word(lang, &word))).collect()
        };
        let units: Vec<&Unit> = reader.tree.walk().into_iter().map(|(_, unit)| unit).collect();
        let areas = units.iter().filter(|unit| is_area(unit));
        let tops = reader.tree.roots().into_iter().filter(|unit| is_above_counties(reader.tree, unit.id));
        let own = tops.map(|unit| (unit.id, area_name(reader.tree, unit.id, lang)));
        let choice = |(id, name): (UnitId, String)| Choice::of(id.to_string(), name);
        Choices {
            areas: own.chain(areas.map(|unit| (unit.id, reader.called(unit.id)))).map(choice).collect(),
            states: words(State::CODES.iter().map(|code| (*code, State::word_of(code))).collect()),
            lights: LIGHTS.map(|code| Choice::of(code, lang::t(lang, light_key(code)))).into(),
            parts: words(Part::ALL.iter().map(|part| (part.code(), part.word())).collect()),
            kinds: words(MatterKind::ALL.iter().map(|kind| (kind.code(), kind.word())).collect()),
            sources: words(Source::ALL.iter().map(|source| (source.code(), source.word())).collect()),
            campaigns: campaigns.iter().map(|c| Choice::of(c.id.to_string(), c.name.clone())).collect(),
            units: units
                .iter()
                .filter(|unit| unit.ended.is_none())
                .take(OFFERED)
                .map(|unit| Choice::of("", reader.called(unit.id)))
                .collect(),
            late: LATE.iter().map(|code| Choice::of(*code, late_word(lang, code))).collect(),
            due: DUE.map(|(code, _)| Choice::of(code, lang::t(lang, due_key(code)))).into(),
            orders: [
                ("changed", "listing.by_change"),
                ("light,due", "listing.by_light"),
                ("rate,due", "listing.by_rate"),
            ]
            .map(|(code, key)| Choice::of(code, lang::t(lang, key)))
            .into(),
        }
    }
}

/// A county-level government or zone, by which people speak of the area.
fn is_area(unit: &Unit) -> bool {
    unit.level == Level::County && unit.kind == UnitKind::Government && unit.ended.is_none()
}
