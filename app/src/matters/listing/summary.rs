//! `GET /matters/summary`: how many lights each lead unit has, from the counts that are kept. Each number
//! opens the list behind it.

use super::asked::light_key;
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::Around,
        lights::{self, Count},
    },
    people::scope::scope,
    web::{
        error::Error,
        lang::{Lang, t},
        layout::{Frame, page},
        list::Filters,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State as Shared, response::Response};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    people::{Sight, UnitTree, area_units, sight},
};
use std::collections::BTreeMap;

/// The lights in the order of the columns.
const LIGHTS: [&str; 5] = ["red", "yellow", "green", "grey", "done"];

pub(super) async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let lang = frame.lang;
    let (summary, scope) = app
        .view(&who.actor, move |tx, around| {
            let scope = around.asker.actor.and_then(|actor| scope(actor, &around, &filters, lang));
            let area = scope.as_ref().and_then(|scope| scope.area.as_ref()?.parse().ok());
            Ok((Summary::read(tx, &around, area, lang)?, scope))
        })
        .await?;
    page(Shown::of(frame.scoped(scope), summary))
}

#[derive(Template)]
#[template(path = "matters/listing/summary.html")]
struct Shown {
    frame: Frame,
    summary: Summary,
}

impl Shown {
    fn of(frame: Frame, summary: Summary) -> Shown {
        let frame = frame.titled("listing.summary");
        let matters = frame.t("nav.matters").to_owned();
        Shown { frame: frame.under(matters, "/matters"), summary }
    }
}

/// The counts that the reader sees.
struct Summary {
    /// By county and zone, of the lead unit; empty where there is but one.
    areas: Vec<UnitLine>,
    lines: Vec<UnitLine>,
    totals: [i64; 5],
    /// The list behind the totals, without the light.
    all: String,
    as_of: Instant,
}

struct UnitLine {
    unit: String,
    unassigned: bool,
    /// The list behind the line, without the light.
    href: String,
    counts: [i64; 5],
}

impl UnitLine {
    /// The most red lights first, then the most yellow ones.
    fn place(&self) -> (i64, i64, bool) {
        (-self.counts[0], -self.counts[1], self.unassigned)
    }

    fn cells(&self) -> Vec<Cell> {
        cells(&self.counts)
    }
}

/// A light with its number.
struct Cell {
    code: &'static str,
    label: &'static str,
    n: i64,
}

impl Cell {
    fn any(&self) -> bool {
        self.n > 0
    }
}

fn cells(counts: &[i64; 5]) -> Vec<Cell> {
    let cell = |(code, n): (&&'static str, &i64)| Cell { code, label: light_key(code), n: *n };
    LIGHTS.iter().zip(counts).map(cell).collect()
}

impl Summary {
    fn cells(&self) -> Vec<Cell> {
        cells(&self.totals)
    }

    /// Of the lead units of an area, where one is given.
    fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        area: Option<UnitId>,
        lang: Lang,
    ) -> Result<Summary, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let tree = &around.directory.tree;
        let sight = sight(actor, tree, around.asker.today(&around.settings.calendar));
        let mut lines: BTreeMap<Key, [i64; 5]> = BTreeMap::new();
        let mut areas: BTreeMap<Area, [i64; 5]> = BTreeMap::new();
        let mut totals = [0; 5];
        let units = area.map(|area| area_units(tree, area));
        let within = |count: &Count| units.as_ref().is_none_or(|units| units.contains(&count.lead));
        for count in lights::counts_seen(tx, &sight)?.into_iter().filter(within) {
            let Some(column) = LIGHTS.iter().position(|code| *code == count.light.code()) else { continue };
            lines.entry(key(&sight, &count)).or_default()[column] += count.matters;
            totals[column] += count.matters;
            let area = match tree.county_of(count.lead) {
                _ if count.lead == count.office => Area::Nobodys,
                Some(county) => Area::County(county.id),
                None => Area::Own,
            };
            areas.entry(area).or_default()[column] += count.matters;
        }
        let mut lines: Vec<UnitLine> = lines
            .into_iter()
            .map(|((unassigned, unit, office), counts)| UnitLine {
                unit: tree.short_name(unit).to_owned(),
                unassigned,
                href: href(unassigned, unit, office),
                counts,
            })
            .collect();
        lines.sort_by_key(UnitLine::place);
        Ok(Summary {
            areas: by_area(areas, tree, lang),
            lines,
            totals,
            all: whole(area),
            as_of: lights::as_of(tx, around.asker.now)?,
        })
    }
}

/// The list behind the totals: what is led in the area, or within the reader's sight.
fn whole(area: Option<UnitId>) -> String {
    let area = area.map(|area| format!("area={area}&")).unwrap_or_default();
    format!("/matters?{area}part=lead")
}

/// What a matter is counted under by its lead's place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Area {
    /// A county or zone.
    County(UnitId),
    /// The units above them (市直单位).
    Own,
    /// Nobody leads it yet.
    Nobodys,
}

/// A line for each area, the most red first, then what stands in none; one alone says no more than the total.
fn by_area(areas: BTreeMap<Area, [i64; 5]>, tree: &UnitTree, lang: Lang) -> Vec<UnitLine> {
    if areas.len() < 2 {
        return Vec::new();
    }
    let line = |(area, counts): (Area, [i64; 5])| {
        let (unit, href) = match area {
            Area::County(id) => (tree.short_name(id).to_owned(), format!("/matters?area={id}&part=lead")),
            Area::Own => {
                let top = tree.roots().first().map(|root| format!("/matters?area={}&part=lead", root.id));
                (t(lang, "listing.own_units").to_owned(), top.unwrap_or_default())
            }
            Area::Nobodys => (t(lang, "listing.nobodys").to_owned(), String::new()),
        };
        (!matches!(area, Area::County(_)), UnitLine { unit, unassigned: false, href, counts })
    };
    let mut lines: Vec<(bool, UnitLine)> = areas.into_iter().map(line).collect();
    lines.sort_by_key(|(last, line)| (*last, line.place()));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Whether nobody leads yet, the lead (or the office), and the office where only its matters are seen.
type Key = (bool, UnitId, Option<UnitId>);

/// A unit whose every matter the reader sees has one line; of another one only their own offices' matters count.
fn key(sight: &Sight, count: &Count) -> Key {
    let narrow = matches!(sight, Sight::Units { units, .. } if !units.contains(&count.lead));
    (count.lead == count.office, count.lead, narrow.then_some(count.office))
}

fn href(unassigned: bool, unit: UnitId, office: Option<UnitId>) -> String {
    if unassigned {
        return format!("/matters?office={unit}&state=registered");
    }
    let office = office.map(|office| format!("&office={office}")).unwrap_or_default();
    format!("/matters?unit={unit}&part=lead{office}")
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/matters/summary".into();
    let line = |unit: &str, counts| UnitLine {
        unit: unit.into(),
        unassigned: unit.contains("督查室"),
        href: "/matters?part=lead".into(),
        counts,
    };
    let lines = vec![line("惠安县住建局", [3, 1, 12, 0, 40]), line("市政府督查室", [0, 0, 2, 0, 0])];
    let nobodys = UnitLine { href: String::new(), ..line("尚未交办", [0, 0, 2, 0, 0]) };
    let areas = vec![line("惠安县政府", [3, 1, 12, 0, 40]), line("市直单位", [0, 0, 0, 0, 0]), nobodys];
    let full = Summary {
        areas,
        lines,
        totals: [3, 1, 14, 0, 40],
        all: whole(None),
        as_of: Instant(1_782_811_800_000),
    };
    let none = Summary {
        areas: vec![],
        lines: vec![],
        totals: [0; 5],
        all: whole(None),
        as_of: Instant(1_782_811_800_000),
    };
    vec![
        Sample::of("matters.summary", Shown::of(frame.clone(), full)),
        Sample::of("matters.summary.empty", Shown::of(frame, none)),
    ]
}
