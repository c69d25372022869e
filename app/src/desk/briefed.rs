//! What the page to print tells: of the matters that the reader's offices registered, how the lights stand, what changed
//! in seven days, what is late, what must be coordinated, who has not reported, and what waits for whom. Read by the
//! desk's own readers; each part names its worst matters, and says how many there are in all.

use super::{
    looked::Look,
    publications::Publications,
    rows::{Matters, Wanted},
    steps::{self, Steps},
    watch::Watch,
};
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        lights, list,
        list::Filter,
        rounds::owing::{Owing, offices},
        store::{
            stuck::{self, Ours},
            turned::{self, Turned},
        },
    },
    people::scope::area_name,
    web::lang::{self, t, tf},
};
use bangdu_core::{
    desk::Versions,
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Help, Late, Light, Matter, State, late},
    people::Action,
    shares::{percent, share},
};
use std::collections::BTreeSet;

/// At most so many rows stand beneath a heading.
const ROWS: usize = 8;
/// So many lines of rows fit on the sheet, whatever they are of.
const LINES: usize = 24;
/// What changed is told of seven days.
const DAYS: i64 = 7;
/// So many matters of each kind of change are named.
const NAMED: usize = 3;
/// So many units are named on one line.
const UNITS: usize = 8;
/// So many matters are looked at to find those that are to be named.
const LOOKED: usize = 200;
/// The lights in the order of the columns.
const LIGHTS: [&str; 5] = ["red", "yellow", "green", "grey", "done"];

/// What stands on the page.
pub(super) struct Told {
    pub unit: String,
    pub at: Instant,
    /// Of whose matters it tells.
    pub counted: String,
    /// Whether the desk counts more.
    pub beside: bool,
    /// Each light with its number and its share.
    pub lights: Vec<Lit>,
    pub changes: Vec<Change>,
    /// What is late in any way, what is past its own deadline first; how many in all.
    pub late: Vec<Row>,
    pub late_count: String,
    /// How many are past their own deadline, and how many of each unit on one line.
    pub overdue: i64,
    pub overdue_units: String,
    /// What is to be coordinated; how many in all.
    pub stuck: Vec<Row>,
    pub stuck_count: usize,
    /// The units that have not reported, on one line; empty where all have.
    pub owing: String,
    pub watch: Watch,
    pub week: Matters,
    /// What waits for the leaders; how many in all.
    pub leaders: Vec<Row>,
    pub leaders_count: usize,
    pub decisions: Vec<Steps>,
    /// How many public pages wait for the reader's approval; empty where none does.
    pub publications: String,
}

/// A light, how many have it, and what share that is.
type Lit = (&'static str, i64, String);

/// What changed in one way.
pub(super) struct Change {
    pub word: &'static str,
    pub n: i64,
    /// The last of them, by name.
    pub named: Vec<String>,
}

/// A matter in a row: what is told of it is each part's own.
#[derive(Clone)]
pub(super) struct Row {
    pub title: String,
    pub number: String,
    pub unit: String,
    pub due: String,
    pub what: String,
    pub who: String,
}

impl Told {
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Told, ActError> {
        // Whoever heads no office has no such page.
        if !Versions::of(look.actor, look.today()).head {
            return Err(ActError::NotFound);
        }
        let found = offices(look.around);
        let ours = Ours { offices: &found, area: &look.units };
        let (lights, beside) = lights(tx, look, &ours)?;
        let watch = Watch::read(tx, look, ROWS)?;
        let late = Filter { late: Late::ALL.to_vec(), ..Filter::default() };
        let mut late = of_ours(tx, look, &ours, late)?;
        let unfinished = |m: &Matter| kinds(m, look).iter().any(|(late, _)| *late == Late::Unfinished);
        late.sort_by_key(|m| !unfinished(m));
        let (stuck, stuck_count) = to_coordinate(tx, look, &ours)?;
        let soon = Filter {
            due_from: Some(look.now()),
            due_before: Some(look.week_end()),
            running: true,
            states: State::IN_HAND.iter().map(|code| (*code).to_owned()).collect(),
            office: single(&ours),
            ..Filter::default()
        };
        let wanted = Wanted { filter: &soon, all: "", most: ROWS, told: false };
        let week = Matters::read(tx, look, &wanted)?;
        let leaders = leaders(tx, look, &ours)?;
        let decisions = steps::read(tx, look, &[])?.into_iter().filter(|group| group.kind.decides());
        let decisions: Result<Vec<Steps>, ActError> =
            decisions.map(|group| group.in_full(tx, look)).collect();
        let mut told = Told {
            unit: look.around.directory.tree.name(look.area.unwrap_or(look.actor.unit)).to_owned(),
            at: look.now(),
            counted: counted(look, &found),
            beside,
            lights,
            changes: changes(tx, look, &ours)?,
            overdue: watch.total,
            overdue_units: units(look, watch.overdue.iter().map(|line| (line.unit.clone(), line.total))),
            late_count: if late.len() < LOOKED { late.len().to_string() } else { format!("{LOOKED}+") },
            late: late.iter().take(ROWS).map(|m| Row::late(m, look)).collect(),
            stuck,
            stuck_count,
            owing: owing(tx, look)?,
            week,
            watch,
            leaders_count: leaders.len(),
            leaders,
            decisions: decisions?,
            publications: Some(Publications::read(tx, look)?)
                .filter(|waiting| !waiting.rows.is_empty())
                .map(|waiting| waiting.count)
                .unwrap_or_default(),
        };
        told.fit();
        Ok(told)
    }

    /// Each part gets as many rows as the others leave it.
    fn fit(&mut self) {
        // A matter that is late, or to be coordinated, takes two lines.
        let parts = [
            (self.late.len(), 2),
            (self.stuck.len(), 2),
            (self.watch.silent.len(), 1),
            (self.week.rows.len(), 1),
            (self.leaders.len(), 1),
        ];
        let [late, stuck, silent, week, leaders] = rows(parts);
        self.late.truncate(late);
        self.stuck.truncate(stuck);
        self.watch.silent.truncate(silent);
        self.week.rows.truncate(week);
        self.leaders.truncate(leaders);
    }
}

/// How many rows of each part fit on the sheet: of each there are so many, each of so many lines. One after another they
/// take a row more, so that none is crowded out.
fn rows<const N: usize>(parts: [(usize, usize); N]) -> [usize; N] {
    let (mut rows, mut left) = ([0; N], LINES);
    loop {
        let before = left;
        for (row, (n, lines)) in rows.iter_mut().zip(parts) {
            if *row < n.min(ROWS) && lines <= left {
                *row += 1;
                left -= lines;
            }
        }
        if left == before {
            return rows;
        }
    }
}

impl Row {
    fn of(m: &Matter, look: &Look<'_>) -> Row {
        Row {
            title: m.title.clone(),
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            unit: look.lead(m),
            due: m.moments.due.as_ref().map(|due| lang::date(look.lang, due.date)).unwrap_or_default(),
            what: String::new(),
            who: String::new(),
        }
    }

    /// By how much it is late, and with what.
    fn late(m: &Matter, look: &Look<'_>) -> Row {
        let calendar = &look.around.settings.calendar;
        let days = m.moments.due.as_ref().map(|due| calendar.working_days_between(due.date, look.today()));
        let told = kinds(m, look).into_iter().map(|(late, units)| match (late, days) {
            (Late::Unfinished, Some(days)) => tf(look.lang, "matters.days_over", &[("n", &days.to_string())]),
            (late, _) if units > 1 => {
                let (n, word) = (units.to_string(), lang::word(look.lang, &late.word()));
                tf(look.lang, "listing.units_late", &[("n", &n), ("late", &word)])
            }
            (late, _) => lang::word(look.lang, &late.word()),
        });
        Row { what: told.collect::<Vec<_>>().join(look.lang.comma()), ..Row::of(m, look) }
    }

    /// What is asked of whom, and whether they are at it.
    fn helped(m: &Matter, help: &Help, look: &Look<'_>) -> Row {
        let kind = help.blocker.map_or_else(|| help.kind.word(), |blocker| blocker.word());
        let stand = if help.is_under_way() { "desk.help_under_way" } else { "desk.help_asked" };
        let who = tf(
            look.lang,
            "matters.with_note",
            &[("said", &look.unit(help.helper)), ("note", t(look.lang, stand))],
        );
        Row { what: said(look, &lang::word(look.lang, &kind), &help.text), who, ..Row::of(m, look) }
    }

    /// What a unit's last report is blocked by, and what it asks for.
    fn blocked(m: &Matter, look: &Look<'_>) -> Option<Row> {
        let told = m.assignments.iter().filter_map(|a| a.last_report.as_ref());
        let report = told.into_iter().find(|report| report.blocker.is_some() || !report.needs.is_empty())?;
        let problem = match report.blocker {
            Some(blocker) => said(look, &lang::word(look.lang, &blocker.word()), &report.problem),
            None => report.problem.clone(),
        };
        let what = if problem.is_empty() { report.text.clone() } else { problem };
        Some(Row { what, who: report.needs.clone(), ..Row::of(m, look) })
    }
}

/// In which ways it is late, the deadline first, and of how many units.
fn kinds(m: &Matter, look: &Look<'_>) -> Vec<(Late, usize)> {
    let found = late(m, look.now());
    let of = |kind: Late| found.iter().filter(|(late, _)| *late == kind).count();
    Late::ALL.into_iter().rev().map(|kind| (kind, of(kind))).filter(|(_, n)| *n > 0).collect()
}

fn said(look: &Look<'_>, label: &str, text: &str) -> String {
    if text.is_empty() { label.to_owned() } else { format!("{label}{}{text}", look.lang.colon()) }
}

fn single(ours: &Ours<'_>) -> Option<UnitId> {
    ours.offices.first().copied().filter(|_| ours.offices.len() == 1)
}

/// Matters of these offices that the reader sees, the nearest deadline first.
fn of_ours(
    tx: &mut Tx<'_>,
    look: &Look<'_>,
    ours: &Ours<'_>,
    filter: Filter,
) -> Result<Vec<Matter>, ActError> {
    let filter = look.narrowed(&Filter { office: single(ours), ..filter });
    let asked = list::Asked { sight: &look.sight, filter: &filter, now: look.now() };
    let mut found = list::first(tx, &asked, LOOKED)?;
    found.retain(|m| ours.offices.contains(&m.office));
    Ok(found)
}

/// The lights, and whether the desk counts matters beside these.
fn lights(tx: &mut Tx<'_>, look: &Look<'_>, ours: &Ours<'_>) -> Result<(Vec<Lit>, bool), ActError> {
    let mut lit = LIGHTS.map(|code| (code, 0));
    let mut beside = false;
    for count in lights::counts_seen(tx, &look.sight)? {
        let here = ours.area.is_empty() || ours.area.contains(&count.lead);
        beside |= here && !ours.offices.contains(&count.office);
        if ours.offices.contains(&count.office)
            && here
            && let Some(light) = lit.iter_mut().find(|(code, _)| *code == count.light.code())
        {
            light.1 += count.matters;
        }
    }
    let all = lit.iter().map(|(_, n)| n).sum();
    let of_all = |n| share(n, all).map(percent).unwrap_or_default();
    Ok((lit.into_iter().map(|(code, n)| (code, n, of_all(n))).collect(), beside))
}

fn changes(tx: &mut Tx<'_>, look: &Look<'_>, ours: &Ours<'_>) -> Result<Vec<Change>, ActError> {
    let (from, now) = (look.now().plus_days(-DAYS), look.now());
    let Turned { registered, taken_over, closed, red } = turned::turned(tx, ours, from, now)?;
    let named = turned::named(tx, ours, from, now, LOOKED)?;
    let ways: [(&'static str, i64, &[&str]); 4] = [
        ("desk.newly_registered", registered, &["matter.registered", "matter.registered_on_site"]),
        ("desk.newly_taken_over", taken_over, &["matter.taken_over"]),
        ("desk.newly_done", closed, &["matter.closed"]),
        ("desk.newly_red", red, &["red"]),
    ];
    let change = |(key, n, events): (&'static str, i64, &[&str])| {
        let of = named.iter().filter(|turning| events.contains(&turning.event.as_str()));
        Change { word: t(look.lang, key), n, named: of.take(NAMED).map(|m| m.title.clone()).collect() }
    };
    let told = ways.into_iter().filter(|(key, n, _)| *n > 0 || *key != "desk.newly_taken_over");
    Ok(told.map(change).collect())
}

/// What help is asked for or under way on, and what units said in their last report that they are blocked by, where the
/// light isn't green: those that are helped first.
fn to_coordinate(tx: &mut Tx<'_>, look: &Look<'_>, ours: &Ours<'_>) -> Result<(Vec<Row>, usize), ActError> {
    let helped = stuck::helped(tx, ours, LOOKED)?;
    let helped = helped.iter().filter(|m| look.sight.covers(&m.ground()));
    let mut seen: BTreeSet<MatterId> = BTreeSet::new();
    let mut rows = Vec::new();
    for m in helped {
        let open = m.helps.iter().filter(|help| help.is_open());
        rows.extend(open.map(|help| Row::helped(m, help, look)));
        seen.insert(m.id);
    }
    for light in [Light::Red, Light::Yellow] {
        let lit = of_ours(tx, look, ours, Filter { light: Some(light), ..Filter::default() })?;
        let blocked = lit.iter().filter(|m| m.is_running() && seen.insert(m.id));
        rows.extend(blocked.filter_map(|m| Row::blocked(m, look)));
    }
    let count = rows.len();
    Ok((rows, count))
}

/// Who has not reported what is owed by today, with how many reports.
fn owing(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<String, ActError> {
    let owing = Owing::read(tx, look.around, &look.units)?;
    let past = owing.units.iter().filter(|debtor| debtor.past > 0);
    let named = units(look, past.map(|debtor| (look.unit(debtor.unit), debtor.past)));
    Ok(named)
}

/// Units with their numbers on one line; that there are more is said.
fn units(look: &Look<'_>, units: impl Iterator<Item = (String, i64)>) -> String {
    let all: Vec<(String, i64)> = units.collect();
    let told = all
        .iter()
        .take(UNITS)
        .map(|(unit, n)| tf(look.lang, "desk.unit_with", &[("unit", unit), ("n", &n.to_string())]));
    let told = told.collect::<Vec<_>>().join(look.lang.comma());
    if all.len() <= UNITS {
        return told;
    }
    tf(look.lang, "desk.and_others", &[("units", &told), ("n", &all.len().to_string())])
}

/// What only a leader may settle: registrations, and extensions beyond the office's own.
fn leaders(tx: &mut Tx<'_>, look: &Look<'_>, ours: &Ours<'_>) -> Result<Vec<Row>, ActError> {
    let found = stuck::taking(tx, ours, Action::ApproveRegistration, LOOKED)?;
    let seen = found.iter().filter(|(_, m)| look.sight.covers(&m.ground()));
    let row = |(kind, m): &(bangdu_core::matters::TodoKind, Matter)| Row {
        what: lang::word(look.lang, &kind.word()),
        ..Row::of(m, look)
    };
    Ok(seen.map(row).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_empty_leaves_its_room_to_the_others_and_none_is_crowded_out() {
        let lines = |n: [usize; 5]| [(n[0], 2), (n[1], 2), (n[2], 1), (n[3], 1), (n[4], 1)];
        assert_eq!(rows(lines([200; 5])), [4, 3, 4, 3, 3]);
        assert_eq!(rows(lines([200, 0, 0, 2, 0])), [8, 0, 0, 2, 0]);
        assert_eq!(rows(lines([0; 5])), [0; 5]);
        for late in 0..12 {
            let told = rows(lines([late, 3, 9, 9, 9]));
            assert!(told[0] <= late && told[0] * 2 + told[1] * 2 + told[2] + told[3] + told[4] <= LINES);
        }
    }
}
