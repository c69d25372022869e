//! The list as a board (看板): a column for each state, the nearest deadline first. Cards are moved by the acts
//! of the matter's page and by nothing else.

use super::{cells::undated, table::within_list};
use crate::{
    act::ActError,
    db::Tx,
    matters::list::{self, Asked, Filter, Line, Order, facets::Facets},
    web::{
        lang::{self, Lang},
        list::Filters,
    },
};
use bangdu_core::{
    calendar::Calendar,
    matters::{Light, State},
    people::UnitTree,
};

/// Cards of a state that the board shows; its head leads to all of them.
const CARDS: usize = 12;

/// The states that have matters.
pub(super) struct Board {
    pub lanes: Vec<Lane>,
}

/// A state with its first matters.
pub(super) struct Lane {
    pub word: String,
    /// The list of all of them.
    pub href: String,
    pub count: i64,
    pub cards: Vec<Card>,
}

/// A matter on the board, or in a span of time.
pub(super) struct Card {
    pub href: String,
    pub title: String,
    pub light: Option<&'static str>,
    pub lead: String,
    pub due: String,
}

impl Card {
    /// `list`: the address of the list that it stands in, so that its page leads on in it.
    pub fn of(line: &Line, tree: &UnitTree, calendar: &Calendar, lang: Lang, list: &str) -> Card {
        Card {
            href: within_list(line.id, list.split_once('?').map_or("", |(_, query)| query)),
            title: line.title.clone(),
            light: line.light().map(Light::code),
            lead: line.lead.map(|unit| tree.short_name(unit).to_owned()).unwrap_or_default(),
            due: match (line.due_at, &line.undated) {
                (Some(at), _) => lang::date(lang, calendar.date_of(at)),
                (None, Some(deadline)) => undated(lang, deadline),
                (None, None) => String::new(),
            },
        }
    }
}

impl Board {
    /// A lane for each state of the filter that has matters; how many is known from the chips, or counted.
    pub fn read(
        tx: &mut Tx<'_>,
        asked: &Asked<'_>,
        filters: &Filters,
        facets: &Facets,
        most: i64,
        card: impl Fn(&Line, &str) -> Card,
        lang: Lang,
    ) -> Result<Board, ActError> {
        let mut lanes = Vec::new();
        let states = &asked.filter.states;
        for code in State::CODES.iter().filter(|code| states.is_empty() || states.iter().any(|s| s == *code))
        {
            let known = facets.states.as_ref().map(|counts| counts.get(*code).copied().unwrap_or_default());
            if known == Some(0) {
                continue;
            }
            let filter = Filter { states: vec![(*code).to_owned()], ..asked.filter.clone() };
            let asked = Asked { filter: &filter, ..asked.clone() };
            let page = list::page(tx, &asked, Order::Due, None, CARDS)?;
            if page.lines.is_empty() {
                continue;
            }
            let count = match known {
                Some(count) => count,
                None => list::count(tx, &asked, most + 1)?,
            };
            let here = Filters::of("/matters", &super::views::kept_query(&filters.without("as")));
            let href = here.with("state", code);
            lanes.push(Lane {
                word: lang::word(lang, &State::word_of(code)),
                count,
                cards: page.lines.iter().map(|line| card(line, &href)).collect(),
                href,
            });
        }
        Ok(Board { lanes })
    }
}
