//! `/search`: one field over matters, units and persons. Each part is found as its own list would find it, with
//! the same right.

use super::suggest;
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::Around,
        list::{self, Filter, Order},
        listing::state_word,
    },
    people::pages::{FoundPerson, find_persons},
    web::{
        error::Error,
        lang::Lang,
        layout::{Frame, page},
        list::Filters,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use bangdu_core::people::sight;

/// So many of each sort are shown; the lists have the rest.
const SHOWN: usize = 20;
/// Characters of what is searched for.
const LONGEST: usize = 64;

/// The search.
pub(super) fn router() -> Router<App> {
    Router::new().route("/search", get(show)).route("/search/suggestions", get(suggest::show))
}

#[derive(Template)]
#[template(path = "desk/search.html")]
struct Page {
    frame: Frame,
    words: String,
    too_long: bool,
    /// What was found; `None` while nothing is asked.
    found: Option<Found>,
}

/// What was found, each sort as its own list would find it.
#[derive(Default)]
pub(super) struct Found {
    pub matters: Vec<MatterHit>,
    more_matters: bool,
    pub units: Vec<UnitHit>,
    persons: Vec<FoundPerson>,
    more_persons: bool,
}

pub(super) struct MatterHit {
    pub href: String,
    pub title: String,
    pub number: String,
    pub state: String,
    pub unit: String,
    pub light: Option<&'static str>,
}

pub(super) struct UnitHit {
    href: String,
    name: String,
    pub short_name: String,
    pub matters: String,
}

/// Whether these words are enough, and not too much, to search for.
pub(super) fn is_asked(words: &str) -> bool {
    !words.is_empty() && words.chars().count() <= LONGEST
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let words = filters.get("q").unwrap_or_default().trim().to_owned();
    let (lang, too_long) = (frame.lang, words.chars().count() > LONGEST);
    let frame = frame.titled("frame.search");
    if words.is_empty() || too_long {
        return page(Page { frame, words, too_long, found: None });
    }
    let asked = words.clone();
    let mut found =
        app.view(&visitor.actor, move |tx, around| Found::read(tx, &around, &asked, lang, SHOWN)).await?;
    if let Some(exactly) = found.exactly(&words) {
        return Ok(Redirect::to(exactly).into_response());
    }
    found.persons = find_persons(&app, &visitor, words.clone(), SHOWN + 1).await?;
    found.more_persons = found.persons.len() > SHOWN;
    found.persons.truncate(SHOWN);
    page(Page { frame, words, too_long, found: Some(found) })
}

impl Found {
    /// Matters and units, of each sort at most `most`.
    pub fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        words: &str,
        lang: Lang,
        most: usize,
    ) -> Result<Found, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let tree = &around.directory.tree;
        let sight = sight(actor, tree, around.asker.today(&around.settings.calendar));
        let filter = Filter { words: Some(words.to_owned()), ..Filter::default() };
        let asked = list::Asked { sight: &sight, filter: &filter, now: around.asker.now };
        let matters = list::page(tx, &asked, Order::Changed, None, most)?;
        let hit = |line: &list::Line| MatterHit {
            href: format!("/matters/{}", line.id),
            title: line.title.clone(),
            number: line.number.clone().unwrap_or_default(),
            state: state_word(lang, &line.state),
            unit: around.directory.unit(line.lead.unwrap_or(line.office)).to_owned(),
            light: line.light().map(|light| light.code()),
        };
        let unit = |unit: &bangdu_core::people::Unit| UnitHit {
            href: format!("/units/{}", unit.id),
            name: unit.name.clone(),
            short_name: unit.short_name.clone(),
            matters: Filters::of("/matters", "").with("unit", &unit.name),
        };
        Ok(Found {
            matters: matters.lines.iter().map(hit).collect(),
            more_matters: matters.next.is_some(),
            units: tree.complete(words, most).into_iter().map(unit).collect(),
            ..Found::default()
        })
    }

    /// The one matter whose whole number was typed.
    fn exactly(&self, words: &str) -> Option<&str> {
        match &self.matters[..] {
            [only] if only.number == words => Some(&only.href),
            _ => None,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.matters.is_empty() && self.units.is_empty() && self.persons.is_empty()
    }
}

impl Page {
    fn list_of(&self, path: &'static str) -> String {
        Filters::of(path, if path == "/matters" { "show=all" } else { "" }).with("q", &self.words)
    }
}

/// Nothing asked, everything found, nothing found, too long.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader())).titled("frame.search");
    let asked = |words: &str, found| Page { frame: frame(), words: words.into(), too_long: false, found };
    let full = || Found {
        matters: vec![MatterHit {
            href: "/matters/1".into(),
            title: "实验小学教学楼建设".into(),
            number: "督查立项〔2026〕12号".into(),
            state: state_word(lang, "in_progress"),
            unit: "惠安县住建局".into(),
            light: Some("red"),
        }],
        more_matters: true,
        units: vec![UnitHit {
            href: "/units/1".into(),
            name: "惠安县住房和城乡建设局".into(),
            short_name: "惠安县住建局".into(),
            matters: "/matters?unit=1".into(),
        }],
        persons: vec![FoundPerson {
            href: "/persons/1".into(),
            name: "林晓明".into(),
            unit: "惠安县住建局".into(),
            position: "科员".into(),
            phone: "138****0000".into(),
        }],
        more_persons: true,
    };
    let mut samples = suggest::samples(frame, full());
    samples.extend([
        Sample::of("desk.search.blank", asked("", None)),
        Sample::of("desk.search.found", asked("惠安", Some(full()))),
        Sample::of("desk.search.none", asked("月球", Some(Found::default()))),
        Sample::of("desk.search.too_long", Page { too_long: true, ..asked("", None) }),
    ]);
    samples
}
