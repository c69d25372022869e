//! `GET /desk/brief`: 督查情况, the head's one page to print (A4): how the lights stand, what is stuck, what is
//! due, what awaits the second key. With title, 截至日期 and 单位, as every list that leaves the office.

use super::{
    looked::Look,
    rows::{Matters, Wanted},
    steps::{self, Steps},
    watch::{KINDS, Watch},
};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{lights, list::Filter, rounds::owing::offices},
    people::scope::scope,
    web::{
        error::Error,
        layout::{Frame, page},
        list::Filters,
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State as Shared, response::Response};
use bangdu_core::{desk::Versions, instant::Instant, matters::MatterKind};

/// So many rows beneath a heading fit on a page.
const ROWS: usize = 8;
/// The lights in the order of the columns.
const LIGHTS: [&str; 5] = ["red", "yellow", "green", "grey", "done"];

pub(super) async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let lang = frame.lang;
    let (told, scope) = app
        .view(&who.actor, move |tx, around| {
            let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
            let area = filters.get("area").and_then(|id| id.parse().ok());
            let look = Look::of(&around, actor, lang, area);
            Ok((Told::read(tx, &look)?, scope(actor, &around, &filters, lang)))
        })
        .await?;
    page(Brief::of(frame.scoped(scope), told))
}

#[derive(Template)]
#[template(path = "desk/brief.html")]
pub(super) struct Brief {
    frame: Frame,
    told: Told,
}

impl Brief {
    pub fn of(frame: Frame, told: Told) -> Brief {
        let desk = frame.t("nav.desk").to_owned();
        Brief { frame: frame.titled("desk.brief").under(desk, "/"), told }
    }

    fn kinds(&self) -> Vec<String> {
        let known = KINDS.iter().filter_map(|code| MatterKind::from_code(code));
        known.map(|kind| self.frame.word(&kind.word())).collect()
    }
}

/// What stands on the page.
pub(super) struct Told {
    pub unit: String,
    pub at: Instant,
    /// Each light with its number.
    pub lights: Vec<(&'static str, i64)>,
    pub watch: Watch,
    pub week: Matters,
    pub decisions: Vec<Steps>,
}

impl Told {
    fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Told, ActError> {
        // Whoever heads no office has no such page.
        if !Versions::of(look.actor, look.today()).head {
            return Err(ActError::NotFound);
        }
        let ours = offices(look.around);
        let mut lit = LIGHTS.map(|code| (code, 0));
        for count in lights::counts_seen(tx, &look.sight)? {
            let here = look.units.is_empty() || look.units.contains(&count.lead);
            if ours.contains(&count.office)
                && here
                && let Some(light) = lit.iter_mut().find(|(code, _)| *code == count.light.code())
            {
                light.1 += count.matters;
            }
        }
        let soon = Filter {
            due_from: Some(look.now()),
            due_before: Some(look.week_end()),
            running: true,
            office: ours.first().copied().filter(|_| ours.len() == 1),
            ..Filter::default()
        };
        let wanted = Wanted { filter: &soon, all: "/matters?due=week", most: ROWS, told: false };
        let decisions = steps::read(tx, look, &[])?.into_iter().filter(|group| group.kind.decides());
        Ok(Told {
            unit: look.around.directory.tree.name(look.area.unwrap_or(look.actor.unit)).to_owned(),
            at: look.now(),
            lights: lit.into(),
            watch: Watch::read(tx, look, ROWS)?,
            week: Matters::read(tx, look, &wanted)?,
            decisions: decisions.collect(),
        })
    }
}
