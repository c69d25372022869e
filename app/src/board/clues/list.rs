//! `/clues`: the clues of the reader's offices, those that wait longest first.

use crate::{
    act::ActError,
    app::App,
    board::{
        pages::{offices, offices_of},
        store::clues::{self as store, ClueRow},
    },
    db::Tx,
    journal::private::get_private_all,
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
    board::{Receipt, clue::Clue},
    ids::UnitId,
    instant::Instant,
    people::Action,
};

/// Characters of a clue that the list shows.
const EXCERPT: usize = 80;

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let stand = stand(&filters);
    let after = filters.start().and_then(key);
    let frame = frame.titled("board.clues");
    let found = app.view(&who.actor, move |tx, around| read(tx, &around, stand, after, PAGE)).await?;
    page(ListPage::of(frame, &filters, &found))
}

/// What waits, where nothing else is asked for.
fn stand(filters: &Filters) -> Option<&'static str> {
    match filters.get("stand") {
        None => Some("waiting"),
        Some(asked) => Clue::CODES.iter().copied().find(|code| *code == asked),
    }
}

pub(in crate::board) fn key(text: &str) -> Option<(Instant, String)> {
    let (at, receipt) = text.split_once('.')?;
    Some((Instant(at.parse().ok()?), receipt.to_owned()))
}

/// Clues with their words, and whether there are more.
pub(in crate::board) struct Found {
    pub rows: Vec<(ClueRow, String)>,
    more: bool,
}

impl Found {
    /// The key of the page behind these.
    pub fn next(&self) -> Option<String> {
        let last = self.rows.last().filter(|_| self.more);
        last.map(|((clue, _), _)| format!("{}.{}", clue.received_at.0, clue.receipt))
    }
}

/// A page of the clues of the reader's offices; refused where they screen for none.
pub(in crate::board) fn read(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    stand: Option<&str>,
    after: Option<(Instant, String)>,
    limit: usize,
) -> Result<Found, ActError> {
    let offices = offices(around, &[Action::ScreenClues])?;
    let mut rows = store::list(tx, &offices, stand, after, limit + 1)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let ids: Vec<_> = rows.iter().map(|(clue, _)| clue.text.id).collect();
    let mut texts = get_private_all::<String>(tx, &ids)?;
    let with_text = |row: ClueRow| {
        let text = texts.remove(&row.0.text.id).unwrap_or_default();
        (row, text)
    };
    Ok(Found { rows: rows.into_iter().map(with_text).collect(), more })
}

/// A clue that waits, as a desk tells it.
pub struct Waiting {
    /// By which it is known.
    pub receipt: Receipt,
    /// Its first words.
    pub text: String,
    /// The title of the matter whose page it was written on.
    pub matter: String,
    /// When it came in.
    pub received_at: Instant,
}

/// The clues that wait for the reader, the longest first, of the offices among `units` (empty: of all); none for
/// whoever screens no clues.
///
/// # Errors
/// When the store fails.
pub fn waiting(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    units: &[UnitId],
    limit: usize,
) -> Result<Vec<Waiting>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(Vec::new()) };
    let mut offices = offices_of(actor, around, &[Action::ScreenClues]);
    offices.retain(|office| units.is_empty() || units.contains(office));
    let rows = store::list(tx, &offices, Some("waiting"), None, limit)?;
    let ids: Vec<_> = rows.iter().map(|(clue, _)| clue.text.id).collect();
    let mut texts = get_private_all::<String>(tx, &ids)?;
    let told = |(clue, matter): ClueRow| Waiting {
        text: excerpt(&texts.remove(&clue.text.id).unwrap_or_default()),
        receipt: clue.receipt,
        received_at: clue.received_at,
        matter,
    };
    Ok(rows.into_iter().map(told).collect())
}

#[derive(Template)]
#[template(path = "board/clues/list.html")]
struct ListPage {
    frame: Frame,
    chips: Vec<Markup>,
    rows: Vec<Row>,
    waiting: bool,
    pager: Markup,
}

struct Row {
    href: String,
    text: String,
    receipt: String,
    matter: String,
    stand: String,
    waits: bool,
    received: String,
}

impl ListPage {
    fn of(frame: Frame, filters: &Filters, found: &Found) -> ListPage {
        let next = found.next();
        let row = |((clue, matter), text): &(ClueRow, String)| Row {
            href: format!("/clues/{}", clue.receipt),
            text: excerpt(text),
            receipt: clue.receipt.to_string(),
            matter: matter.clone(),
            stand: frame.word(&Clue::word_of(clue.code())),
            waits: clue.outcome.is_none(),
            received: frame.at(clue.received_at),
        };
        let chip = |code: &str| {
            // Without a choice the list shows what waits.
            let code = if code == "waiting" { "" } else { code };
            let label = frame.word(&Clue::word_of(if code.is_empty() { "waiting" } else { code }));
            filters.chip("stand", code, &label, None)
        };
        let mut chips: Vec<Markup> = Clue::CODES.iter().map(|code| chip(code)).collect();
        chips.push(filters.chip("stand", "all", frame.t("board.chip_all"), None));
        ListPage {
            rows: found.rows.iter().map(row).collect(),
            chips,
            waiting: stand(filters) == Some("waiting"),
            pager: filters.pager(&frame, found.rows.len(), next.as_deref()),
            frame,
        }
    }
}

fn excerpt(text: &str) -> String {
    let line = text.replace('\n', " ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    line.chars().take(EXCERPT).chain(['…']).collect()
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || {
        let mut frame = Frame::sample(lang, Some(reader())).titled("board.clues");
        frame.path = "/clues".into();
        frame
    };
    let row = |clue: Clue, text: &str| ((clue, "实验小学教学楼".to_owned()), text.to_owned());
    let rows = vec![
        row(super::one::waiting(), "夜间十点后仍在施工，噪声很大，附近住户无法休息。已持续一周。"),
        row(super::one::passed_on(), "围挡破损，行人从工地穿行。"),
    ];
    let bare = Filters::of("/clues", "");
    let all = Filters::of("/clues", "stand=all");
    vec![
        Sample::of("board.clues", ListPage::of(frame(), &bare, &Found { rows, more: true })),
        Sample::of("board.clues.none", ListPage::of(frame(), &bare, &Found { rows: vec![], more: false })),
        Sample::of("board.clues.empty", ListPage::of(frame(), &all, &Found { rows: vec![], more: false })),
    ]
}
