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
    matters::{
        lights,
        list::Filter,
        rounds::owing::offices,
        store::{
            stuck::Ours,
            turned::{self, Turned},
        },
    },
    people::scope::{area_name, scope},
    web::{
        error::Error,
        lang::tf,
        layout::{Frame, page},
        list::Filters,
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State as Shared, response::Response};
use bangdu_core::{
    desk::Versions,
    ids::UnitId,
    instant::Instant,
    matters::{MatterKind, State},
};

/// So many rows beneath a heading fit on a page.
const ROWS: usize = 6;
/// What changed is told of seven days.
const DAYS: i64 = 7;
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
        let mut frame = frame.titled("desk.brief").under(desk, "/");
        // It says itself of whose matters it tells.
        frame.says_scope = true;
        Brief { frame, told }
    }

    /// What changed in seven days, with its number.
    fn turned(&self) -> Vec<(&str, i64)> {
        let Turned { registered, taken_over, closed, red } = self.told.turned;
        let all = [
            ("desk.newly_registered", registered),
            ("desk.newly_taken_over", taken_over),
            ("desk.newly_done", closed),
            ("desk.newly_red", red),
        ];
        let told = all.into_iter().filter(|(key, n)| *n > 0 || *key != "desk.newly_taken_over");
        told.map(|(key, n)| (self.frame.t(key), n)).collect()
    }

    fn rows(&self) -> usize {
        ROWS
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
    /// Of whose matters it tells.
    pub counted: String,
    /// Whether the desk counts more.
    pub beside: bool,
    pub turned: Turned,
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
        let mut beside = false;
        for count in lights::counts_seen(tx, &look.sight)? {
            let here = look.units.is_empty() || look.units.contains(&count.lead);
            beside |= here && !ours.contains(&count.office);
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
            states: State::IN_HAND.iter().map(|code| (*code).to_owned()).collect(),
            office: ours.first().copied().filter(|_| ours.len() == 1),
            ..Filter::default()
        };
        let wanted = Wanted { filter: &soon, all: "", most: ROWS, told: false };
        let decisions = steps::read(tx, look, &[])?.into_iter().filter(|group| group.kind.decides());
        let decisions: Result<Vec<Steps>, ActError> =
            decisions.map(|group| group.in_full(tx, look)).collect();
        Ok(Told {
            unit: look.around.directory.tree.name(look.area.unwrap_or(look.actor.unit)).to_owned(),
            at: look.now(),
            counted: counted(look, &ours),
            beside,
            turned: turned::turned(
                tx,
                &Ours { offices: &ours, area: &look.units },
                look.now().plus_days(-DAYS),
                look.now(),
            )?,
            lights: lit.into(),
            watch: Watch::read(tx, look, ROWS)?,
            week: Matters::read(tx, look, &wanted)?,
            decisions: decisions?,
        })
    }
}

/// Of whose matters the page tells.
fn counted(look: &Look<'_>, ours: &[UnitId]) -> String {
    let office = match ours {
        [one] => look.unit(*one),
        several => {
            let beneath = several.len().saturating_sub(1).to_string();
            tf(look.lang, "desk.brief_several", &[("n", &beneath)])
        }
    };
    match look.area {
        Some(area) => {
            let area = area_name(&look.around.directory.tree, area, look.lang);
            tf(look.lang, "desk.brief_ours_in", &[("office", &office), ("area", &area)])
        }
        None => tf(look.lang, "desk.brief_ours", &[("office", &office)]),
    }
}
