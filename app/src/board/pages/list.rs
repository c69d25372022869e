//! `/publications`: what the reader's offices publish, and what of it waits for a second person.

use crate::{
    act::ActError,
    app::App,
    board::store::{self, Stand},
    db::Tx,
    matters::act::Around,
    web::{
        error::Error,
        lang::Lang,
        layout::{Frame, page},
        list::{Filters, PAGE},
        markup::Markup,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};
use bangdu_core::{
    board::publication::Publication,
    ids::{MatterId, UnitId},
    instant::Instant,
    people::{Action, Actor, Ground, allows, require},
    who::Who,
};

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let stand = Stand::from_code(filters.get("stand").unwrap_or_default());
    let after = filters.start().and_then(key);
    let frame = frame.titled("board.list");
    let found = app.view(&who.actor, move |tx, around| read(tx, &around, stand, after, PAGE)).await?;
    page(ListPage::of(frame, &filters, found))
}

/// A row's place in the list, as an address has it.
pub(in crate::board) fn key(text: &str) -> Option<(Instant, MatterId)> {
    let (at, matter) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), matter.parse().ok()?))
}

/// The address of the page behind this row.
pub(in crate::board) fn key_of(p: &Publication) -> String {
    format!("{}.{}", p.changed_at.0, p.matter)
}

/// Publications with their matters' titles and their offices' names, and whether there are more.
pub(in crate::board) type Found = (Vec<(Publication, String, String)>, bool);

/// A page of what the reader's offices publish; refused where they publish for none.
pub(in crate::board) fn read(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    stand: Stand,
    after: Option<(Instant, MatterId)>,
    limit: usize,
) -> Result<Found, ActError> {
    let offices = offices(around, &[Action::ProposePublication, Action::ApprovePublication])?;
    let mut rows = store::list(tx, &offices, stand, after, limit + 1)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let name = |p: &Publication| around.directory.unit(p.office).to_owned();
    let rows = rows.into_iter().map(|(p, title)| (name(&p), p, title)).map(|(n, p, t)| (p, t, n)).collect();
    Ok((rows, more))
}

/// A matter of whose public page something waits for the reader.
pub struct Awaiting {
    /// Which.
    pub matter: MatterId,
    /// What it is called.
    pub title: String,
    /// How many fields others proposed.
    pub fields: usize,
}

/// What waits for the reader as the second person, the last changed first; nothing where they approve for no office.
///
/// # Errors
/// When the store fails.
pub fn awaiting(tx: &mut Tx<'_>, around: &Around<'_>, limit: usize) -> Result<Vec<Awaiting>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(Vec::new()) };
    let offices = offices_of(actor, around, &[Action::ApprovePublication]);
    let found = store::list(tx, &offices, Stand::Waiting, None, limit)?;
    let row = |(p, title): (Publication, String)| {
        let others = p.waiting.iter().filter(|waits| !waits.by.is_same_person(Who::Person(actor.person)));
        Awaiting { matter: p.matter, title, fields: others.count() }
    };
    Ok(found.into_iter().map(row).filter(|waits| waits.fields > 0).collect())
}

/// The offices for which the reader may do one of these; refused where there is none.
pub(in crate::board) fn offices(around: &Around<'_>, actions: &[Action]) -> Result<Vec<UnitId>, ActError> {
    let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let found = offices_of(actor, around, actions);
    if let (true, Some(action)) = (found.is_empty(), actions.first()) {
        require(actor, *action, &Ground::of_office(actor.unit), tree, today)?;
    }
    Ok(found)
}

/// The offices for which somebody may do one of these.
pub(in crate::board) fn offices_of(actor: &Actor, around: &Around<'_>, actions: &[Action]) -> Vec<UnitId> {
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let may = |office: &UnitId| {
        actions.iter().any(|action| allows(actor, *action, &Ground::of_office(*office), tree, today))
    };
    let offices = tree.walk().into_iter().map(|(_, unit)| unit).filter(|unit| unit.is_office);
    offices.map(|unit| unit.id).filter(may).collect()
}

#[derive(Template)]
#[template(path = "board/pages/list.html")]
struct ListPage {
    frame: Frame,
    chips: Vec<Markup>,
    rows: Vec<Row>,
    narrowed: bool,
    pager: Markup,
}

struct Row {
    href: String,
    title: String,
    office: String,
    shown: bool,
    down: bool,
    waiting: usize,
    changed: String,
}

const CHIPS: [(&str, &str); 4] = [
    ("", "board.chip_all"),
    ("waiting", "board.chip_waiting"),
    ("public", "board.chip_public"),
    ("down", "board.chip_down"),
];

impl ListPage {
    fn of(frame: Frame, filters: &Filters, (found, more): Found) -> ListPage {
        let next = found.last().filter(|_| more).map(|(p, ..)| key_of(p));
        let row = |(p, title, office): &(Publication, String, String)| Row {
            href: format!("/matters/{}/publication", p.matter),
            title: title.clone(),
            office: office.clone(),
            shown: p.is_public(),
            down: p.down.is_some(),
            waiting: p.waiting.len(),
            changed: frame.at(p.changed_at),
        };
        ListPage {
            rows: found.iter().map(row).collect(),
            chips: CHIPS.iter().map(|(code, key)| filters.chip("stand", code, frame.t(key), None)).collect(),
            narrowed: filters.any(),
            pager: filters.pager(&frame, found.len(), next.as_deref()),
            frame,
        }
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || {
        let mut frame = Frame::sample(lang, Some(reader())).titled("board.list");
        frame.path = "/publications".into();
        frame
    };
    let row = |seen: super::seen::Seen| {
        seen.publication.map(|p| (p, "实验小学教学楼".to_owned(), "市政府督查室".to_owned()))
    };
    let seen = [super::sample::waiting(), super::sample::down()];
    let rows = seen.into_iter().flatten().filter_map(row).collect();
    let bare = Filters::of("/publications", "");
    let narrowed = Filters::of("/publications", "stand=waiting");
    vec![
        Sample::of("board.list", ListPage::of(frame(), &bare, (rows, true))),
        Sample::of("board.list.empty", ListPage::of(frame(), &bare, (vec![], false))),
        Sample::of("board.list.narrowed", ListPage::of(frame(), &narrowed, (vec![], false))),
    ]
}
