//! What a wall screen shows, as texts, classes and lengths in fixed places: a page is filled with it once, and an
//! update replaces what stands in those places, so that a screen never grows. Aggregates, units and projects only:
//! no person, no phone, no other matter's title.

use super::{
    draw::Drawing,
    figures::{Figures, Line},
    pages::percent,
    projects::{Plan, behind},
};
use crate::{
    act::ActError,
    campaigns,
    db::{DbError, Tx},
    matters::{
        act::Around,
        list::{self, Filter},
    },
};
use bangdu_core::{
    campaigns::Campaign,
    instant::Instant,
    map::Tally,
    matters::{Light, Rate},
    people::Sight,
    shares::share,
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};

/// Places in the panels' tables.
pub(super) const AREAS: usize = 16;
/// Areas that the map has no shape for.
pub(super) const BESIDE: usize = 4;
/// As [`AREAS`].
pub(super) const UNITS: usize = 12;
/// As [`AREAS`].
pub(super) const PROJECTS: usize = 10;
/// As [`AREAS`].
pub(super) const CAMPAIGNS: usize = 8;
/// More than this is not counted for a campaign.
const COUNTED: i64 = 10_000;
/// What must be looked up in matters is looked up no more often than this; lights are counters.
const SLOWLY_MS: i64 = 60_000;

/// What stands where.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Snapshot {
    /// The program's version: a screen that shows another one's page loads it anew.
    pub page: &'static str,
    texts: BTreeMap<String, String>,
    classes: BTreeMap<String, String>,
    bars: BTreeMap<String, i64>,
}

/// What is looked up at longer intervals.
#[derive(Clone, Debug, Default)]
pub(super) struct Slow {
    at: Option<Instant>,
    projects: Vec<Plan>,
    campaigns: Vec<(Campaign, i64, i64)>,
}

impl Slow {
    /// What is known, looked up anew where it is a minute old.
    fn fresh(self, tx: &mut Tx<'_>, around: &Around<'_>, sight: &Sight) -> Result<Slow, DbError> {
        let now = around.asker.now;
        if self.at.is_some_and(|at| now < at.plus_ms(SLOWLY_MS) && at <= now) {
            return Ok(self);
        }
        let mut projects = behind(tx, around, sight, &Filter::default(), &[Light::Red, Light::Yellow])?;
        projects.retain(|plan| plan.lag().is_some_and(|lag| lag > 0));
        projects.truncate(PROJECTS);
        let mut counted = Vec::new();
        for campaign in campaigns::store::all(tx)?.into_iter().filter(|campaign| !campaign.ended) {
            let filter = Filter { campaign: Some(campaign.id), finished: Some(false), ..Filter::default() };
            let running = list::count(tx, &list::Asked { sight, filter: &filter, now }, COUNTED)?;
            let filter = Filter { light: Some(Light::Red), ..filter };
            let red = list::count(tx, &list::Asked { sight, filter: &filter, now }, COUNTED)?;
            if running > 0 {
                counted.push((campaign, running, red));
            }
        }
        counted.sort_by_key(|(campaign, running, red)| (-red, -running, campaign.id));
        counted.truncate(CAMPAIGNS);
        Ok(Slow { at: Some(now), projects, campaigns: counted })
    }
}

impl Snapshot {
    /// Reads everything that one sight's screens show.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        sight: &Sight,
        drawing: &Arc<Drawing>,
        slow: Slow,
    ) -> Result<(Snapshot, Slow), ActError> {
        let figures = Figures::read(tx, around, sight, vec![])?;
        let slow = slow.fresh(tx, around, sight)?;
        let on_map: Vec<Option<Line>> = figures
            .on_map(drawing, &around.directory.tree)
            .into_iter()
            .map(Option::<&Line>::cloned)
            .collect();
        let mut snapshot = Snapshot::of(&figures, &on_map);
        snapshot.slow(&slow, around);
        snapshot.text("at", clock(figures.as_of, around));
        Ok((snapshot, slow))
    }

    /// The figures of counters.
    pub(super) fn of(figures: &Figures, on_map: &[Option<Line>]) -> Snapshot {
        let mut s = Snapshot { page: crate::web::layout::VERSION, ..Snapshot::default() };
        s.tally("total", &figures.total);
        s.lines("area", &figures.areas, AREAS);
        s.lines("unit", &figures.units, UNITS);
        for (n, line) in on_map.iter().enumerate() {
            let heat = line.as_ref().map_or("silent", |line| line.tally.heat().code());
            s.class(&format!("shape.{n}"), format!("county {heat}"));
            let told = line.as_ref().map(|line| format!("{} / {}", line.tally.red, line.tally.running()));
            s.text(&format!("shape.{n}"), told.unwrap_or_default());
        }
        s.beside(figures, on_map);
        s.projects(&[]);
        s.campaigns(&[]);
        s
    }

    fn beside(&mut self, figures: &Figures, on_map: &[Option<Line>]) {
        let on_map = |line: &&Line| on_map.iter().flatten().any(|known| known.unit == line.unit);
        let beside: Vec<Line> = figures.areas.iter().filter(|line| !on_map(line)).cloned().collect();
        self.lines("beside", &beside, BESIDE);
        for n in 0..BESIDE {
            let heat = beside.get(n).map_or("silent", |line| line.tally.heat().code());
            self.class(&format!("beside.{n}.heat"), format!("swatch {heat}"));
        }
    }

    fn slow(&mut self, slow: &Slow, around: &Around<'_>) {
        let unit = |plan: &Plan| {
            let lead = plan.matter.lead().map_or(plan.matter.office, |lead| lead.unit);
            around.directory.unit(lead).to_owned()
        };
        let projects: Vec<_> = slow.projects.iter().map(|plan| (plan, unit(plan))).collect();
        self.projects(&projects);
        self.campaigns(&slow.campaigns);
    }

    fn tally(&mut self, at: &str, tally: &Tally) {
        let numbers = [
            ("red", tally.red),
            ("yellow", tally.yellow),
            ("green", tally.green),
            ("grey", tally.grey),
            ("done", tally.done),
            ("running", tally.running()),
        ];
        for (name, n) in numbers {
            self.text(&format!("{at}.{name}"), n.to_string());
        }
        self.text(&format!("{at}.share"), percent(tally.red_share()));
        self.text(&format!("{at}.on_time"), percent(tally.on_time_share()));
        self.bar(&format!("{at}.red"), tally.red_share().unwrap_or(0) / 100);
        let yellow = if tally.running() > 0 { tally.yellow * 100 / tally.running() } else { 0 };
        self.bar(&format!("{at}.yellow"), yellow);
        self.bar(&format!("{at}.green"), tally.on_time_share().unwrap_or(0) / 100);
    }

    fn lines(&mut self, what: &str, lines: &[Line], places: usize) {
        for n in 0..places {
            let at = format!("{what}.{n}");
            let line = lines.get(n);
            self.class(&at, if line.is_some() { "row".to_owned() } else { "row empty".to_owned() });
            self.text(&format!("{at}.name"), line.map(|line| line.name.clone()).unwrap_or_default());
            let place = line.filter(|line| line.tally.rank().is_some()).map(|_| (n + 1).to_string());
            self.text(&format!("{at}.place"), place.unwrap_or_else(|| "—".to_owned()));
            self.tally(&at, &line.map(|line| line.tally).unwrap_or_default());
        }
    }

    fn projects(&mut self, plans: &[(&Plan, String)]) {
        for n in 0..PROJECTS {
            let at = format!("project.{n}");
            let plan = plans.get(n);
            self.class(&at, if plan.is_some() { "row".to_owned() } else { "row empty".to_owned() });
            let (planned, actual) = plan.and_then(|(plan, _)| plan.stand).unwrap_or((Rate(0), Rate(0)));
            self.text(
                &format!("{at}.name"),
                plan.map(|(plan, _)| plan.matter.title.clone()).unwrap_or_default(),
            );
            self.text(&format!("{at}.unit"), plan.map(|(_, unit)| unit.clone()).unwrap_or_default());
            self.text(&format!("{at}.planned"), planned.percent());
            self.text(&format!("{at}.actual"), actual.percent());
            self.text(&format!("{at}.lag"), percent(plan.and_then(|(plan, _)| plan.lag())));
            self.bar(&format!("{at}.planned"), i64::from(planned.0 / 100).min(100));
            self.bar(&format!("{at}.actual"), i64::from(actual.0 / 100).min(100));
        }
    }

    fn campaigns(&mut self, campaigns: &[(Campaign, i64, i64)]) {
        for n in 0..CAMPAIGNS {
            let at = format!("campaign.{n}");
            let found = campaigns.get(n);
            self.class(&at, if found.is_some() { "row".to_owned() } else { "row empty".to_owned() });
            let (running, red) = found.map_or((0, 0), |(_, running, red)| (*running, *red));
            self.text(&format!("{at}.name"), found.map(|(c, ..)| c.name.clone()).unwrap_or_default());
            self.text(&format!("{at}.running"), running.to_string());
            self.text(&format!("{at}.red"), red.to_string());
            let share = share(red, running);
            self.text(&format!("{at}.share"), percent(share));
            self.bar(&format!("{at}.red"), share.unwrap_or(0) / 100);
        }
    }

    fn text(&mut self, key: &str, text: String) {
        self.texts.insert(key.to_owned(), text);
    }

    fn class(&mut self, key: &str, class: String) {
        self.classes.insert(key.to_owned(), class);
    }

    fn bar(&mut self, key: &str, length: i64) {
        self.bars.insert(key.to_owned(), length);
    }

    /// The text in a place.
    pub fn said(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// The class of a place.
    pub fn class_of(&self, key: &str) -> &str {
        self.classes.get(key).map_or("", String::as_str)
    }

    /// The length of a bar, in percent.
    pub fn length(&self, key: &str) -> i64 {
        self.bars.get(key).copied().unwrap_or(0)
    }
}

/// Date and time in figures, which read the same in every language.
pub(super) fn clock(at: Instant, around: &Around<'_>) -> String {
    let zoned = at.timestamp().to_zoned_datetime(around.settings.calendar.zone.time_zone().clone());
    zoned.strftime("%Y-%m-%d %H:%M").to_string()
}
