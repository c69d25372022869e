//! The instants at which something changes: due dates, lights, rounds. Reckoned when an event is
//! committed, always at a working day's cut-off; everything else only compares them with now.

use super::{
    matter::{Matter, State},
    parts::{Assignment, Milestone, Rate, Receipt, TakenOver},
    words::{Light, Part, Why},
};
use crate::{
    calendar::{Calendar, Deadline, Reckoned},
    campaigns::{MonthlyRound, Rules},
    ids::AssignmentId,
    instant::Instant,
    who::Who,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// The instants of a matter and of each of its assignments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments {
    /// When the matter is due.
    pub due: Option<Due>,
    /// When its light changes, and why, in order of time.
    pub turns: Vec<Turn>,
    /// When a suspension ends by itself.
    pub resume_at: Option<Instant>,
    /// When a look-back is owed.
    pub look_back_at: Option<Instant>,
    /// The same for each assignment.
    pub shares: Vec<Share>,
}

/// The instants of one assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Which.
    pub assignment: AssignmentId,
    /// When it is due.
    pub due: Option<Due>,
    /// When a round's report is owed.
    pub report_due_at: Option<Instant>,
    /// When its light changes, and why.
    pub turns: Vec<Turn>,
}

/// When something is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day's cut-off.
    pub at: Instant,
    /// That day.
    pub date: Date,
    /// Whether it lies past the known calendar.
    pub provisional: bool,
    /// The calendar that it was reckoned with.
    pub calendar: String,
}

/// A light changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// When.
    pub at: Instant,
    /// To what.
    pub light: Light,
    /// Why.
    pub why: Why,
}

impl Turn {
    fn yellow(at: Instant, why: Why) -> Turn {
        Turn { at, light: Light::Yellow, why }
    }
    fn red(at: Instant, why: Why) -> Turn {
        Turn { at, light: Light::Red, why }
    }
}

impl Moments {
    /// When it first turns to this light, if it does.
    pub fn first(&self, light: Light) -> Option<Instant> {
        self.turns.iter().find(|t| t.light == light).map(|t| t.at)
    }

    /// The instants of this assignment.
    pub fn share(&self, assignment: AssignmentId) -> Option<&Share> {
        self.shares.iter().find(|s| s.assignment == assignment)
    }
}

/// The instants of `m` as it stands, by these rules and this calendar. `now` only matters where a
/// round is asked for that was not owed before: the first one lies ahead.
pub fn reckon(m: &Matter, calendar: &Calendar, rules: &Rules, now: Instant) -> Moments {
    let common = m.lead().and_then(|lead| due_at(&m.deadline, lead.given_at, m, calendar));
    let shares: Vec<Share> =
        m.assignments.iter().map(|a| share(m, a, common.as_ref(), calendar, rules, now)).collect();
    let due = m.lead().and_then(|lead| due_of(m, lead, common.as_ref(), calendar));
    let turns = m.lead().and_then(|l| shares.iter().find(|s| s.assignment == l.id)).map(|s| s.turns.clone());
    Moments {
        due,
        turns: turns.unwrap_or_default(),
        resume_at: match m.state {
            State::Suspended { until, .. } => Some(calendar.midnight(until)),
            _ => None,
        },
        look_back_at: m.look_back.as_ref().and_then(|l| cutoff_from(calendar, l.on)),
        shares,
    }
}

/// When the next round's report is owed. A report made now answers the round that is overdue, else the
/// one that comes next; a second one within the same round answers nothing more.
pub fn next_report_due(
    round: MonthlyRound,
    owed: Option<Instant>,
    now: Instant,
    calendar: &Calendar,
) -> Option<Instant> {
    let coming = round_after(round, now, calendar)?;
    match owed {
        Some(due) if due > coming => Some(due),
        Some(due) if due > now => round_after(round, coming, calendar),
        Some(_) | None => Some(coming),
    }
}

/// A report that was owed at this instant or before has been missed two rounds running: the cut-off of the round
/// before the last one that is past.
pub fn missed_twice(round: MonthlyRound, now: Instant, calendar: &Calendar) -> Option<Instant> {
    const SIX_WEEKS: i64 = 45;
    let mut past: Vec<Instant> =
        rounds_around(round, now.plus_days(-SIX_WEEKS), calendar).filter(|cutoff| *cutoff <= now).collect();
    past.sort_unstable();
    past.pop();
    past.pop()
}

fn share(
    m: &Matter,
    a: &Assignment,
    common: Option<&Due>,
    calendar: &Calendar,
    rules: &Rules,
    now: Instant,
) -> Share {
    let due = due_of(m, a, common, calendar);
    let report_due_at = report_due(m, a, calendar, rules, now);
    let mut turns = Vec::new();
    if clock_matters(m) {
        sign_turn(m, a, &mut turns);
        due_turns(m, a, due.as_ref(), calendar, rules, &mut turns);
        if let Some(at) = report_due_at {
            turns.push(Turn::red(at, Why::Unreported));
        }
        if a.part == Part::Lead {
            schedule_turns(m, a, calendar, rules, &mut turns);
        }
    }
    if let Some(claim) = m.claim() {
        // A ledger's "done" doesn't say since when: no lateness is made up for it.
        turns.retain(|t| t.at <= claim.at && claim.by != Who::System);
    }
    turns.sort_by_key(|t| (t.at, t.light.code(), t.why));
    Share { assignment: a.id, due, report_due_at, turns }
}

/// Turns are kept while the matter is before the office, as they stood at the claim.
fn clock_matters(m: &Matter) -> bool {
    m.is_running() || m.claim().is_some()
}

/// The matter's limit counts from the day the lead was given it, whoever shares it; a share's own limit
/// from the day it was given.
fn due_of(m: &Matter, a: &Assignment, common: Option<&Due>, calendar: &Calendar) -> Option<Due> {
    match &a.deadline {
        Some(own) => due_at(own, a.given_at, m, calendar),
        None => common.cloned(),
    }
}

fn due_at(deadline: &Deadline, given_at: Instant, m: &Matter, calendar: &Calendar) -> Option<Due> {
    deadline.reckon(calendar, given_at, &m.pauses).ok().flatten().map(Due::from)
}

impl From<Reckoned> for Due {
    fn from(r: Reckoned) -> Due {
        Due { at: r.end, date: r.end_date, provisional: r.provisional, calendar: r.calendar_version }
    }
}

fn sign_turn(m: &Matter, a: &Assignment, turns: &mut Vec<Turn>) {
    let objecting =
        matches!(m.state, State::Objecting { assignment, .. } if assignment == a.id) || a.objection.is_some();
    if let (Receipt::Awaiting { by }, false) = (&a.receipt, objecting) {
        turns.push(Turn::red(*by, Why::Unsigned));
    }
}

/// Yellow at the smaller of so many working days and a share of the limit; red at the cut-off. Where nobody knows since
/// when the limit runs, the working days alone hold.
fn due_turns(
    m: &Matter,
    a: &Assignment,
    due: Option<&Due>,
    calendar: &Calendar,
    rules: &Rules,
    turns: &mut Vec<Turn>,
) {
    let Some(due) = due else { return };
    turns.push(Turn::red(due.at, Why::Overdue));
    let days = i64::from(rules.yellow_days);
    let lead_time = runs_from(m, a, due.date, calendar).map_or(days, |from| {
        let limit = calendar.working_days_between(from, due.date).max(0);
        days.min(limit.saturating_mul(i64::from(rules.yellow_percent)) / 100)
    });
    if let Ok(days @ 1..) = u32::try_from(lead_time)
        && let Ok(before) = calendar.before(due.date, days)
    {
        turns.push(Turn::yellow(before.end, Why::NearlyDue));
    }
}

/// The day since which the limit runs, where it is known. Of what came with a ledger it is the ledger's: the import gave
/// nobody more time.
fn runs_from(m: &Matter, a: &Assignment, due: Date, calendar: &Calendar) -> Option<Date> {
    match came_with(m, a) {
        Some(taken) => taken.assigned_on.filter(|from| *from < due),
        None => Some(calendar.date_of(a.given_at)),
    }
}

/// The ledger that an assignment came with, unless it was given anew since.
fn came_with<'m>(m: &'m Matter, a: &Assignment) -> Option<&'m TakenOver> {
    m.taken_over.as_ref().filter(|taken| a.given_at <= taken.at)
}

/// The day on which the matter was assigned (交办时间): the ledger's own where it came with one. A ledger that tells none
/// was not assigned after its own deadline: then nothing is said.
pub fn assigned_on(m: &Matter, calendar: &Calendar) -> Option<Date> {
    let lead = m.lead()?;
    let given = calendar.date_of(lead.given_at);
    match came_with(m, lead) {
        Some(taken) => {
            let late = m.moments.due.as_ref().is_some_and(|due| due.date < given);
            taken.assigned_on.or_else(|| (!late).then_some(given))
        }
        None => Some(given),
    }
}

/// The round that is owed. It moves with the rules and the calendar; one that fell into a pause is not
/// asked for.
fn report_due(
    m: &Matter,
    a: &Assignment,
    calendar: &Calendar,
    rules: &Rules,
    now: Instant,
) -> Option<Instant> {
    let round = rules.round?;
    if a.part == Part::Assisting || !matches!(a.receipt, Receipt::Signed { .. }) {
        return None;
    }
    let owed = a.report_due_at.or_else(|| m.moments.share(a.id)?.report_due_at);
    let Some(owed) = owed else { return round_after(round, now, calendar) };
    match m.pauses.iter().find(|pause| pause.from <= owed && owed < pause.to) {
        Some(pause) => round_after(round, pause.to, calendar),
        None => rounds_around(round, owed, calendar).min_by_key(|at| at.0.abs_diff(owed.0)),
    }
}

/// The cut-off of the first round's day that lies after `at`.
fn round_after(round: MonthlyRound, at: Instant, calendar: &Calendar) -> Option<Instant> {
    rounds_around(round, at, calendar).find(|cutoff| *cutoff > at)
}

/// The rounds of the months about `at`, each at the cut-off of its day; a rest day moves to the next
/// working day, which may lie in the month after.
fn rounds_around(
    round: MonthlyRound,
    at: Instant,
    calendar: &Calendar,
) -> impl Iterator<Item = Instant> + '_ {
    let start = calendar.date_of(at).first_of_month();
    (-1..3).filter_map(move |months: i32| {
        let month = start.checked_add(months.months()).ok()?;
        let day = round.day.clamp(1, month.days_in_month());
        cutoff_from(calendar, month.with().day(day).build().ok()?)
    })
}

/// The schedule between milestones is a straight line and the actual a step, so both crossings have
/// a closed form.
fn schedule_turns(m: &Matter, lead: &Assignment, calendar: &Calendar, rules: &Rules, turns: &mut Vec<Turn>) {
    let actual = lead.rate.unwrap_or(Rate(0));
    let start = calendar.date_of(lead.given_at);
    let slipping = i64::from(actual.0) + i64::from(rules.slipping_points) * 100;
    let behind = i64::from(actual.0) + i64::from(rules.behind_points) * 100 + 1;
    if let Some(day) = plan_reaches(start, &m.milestones, slipping) {
        turns.extend(cutoff_from(calendar, day).map(|at| Turn::yellow(at, Why::Slipping)));
    }
    if let Some(day) = plan_reaches(start, &m.milestones, behind) {
        turns.extend(cutoff_from(calendar, day).map(|at| Turn::red(at, Why::Behind)));
    }
}

/// Where plan and actual stand on `day`; none without a lead unit or milestones.
pub fn plan_and_actual(m: &Matter, calendar: &Calendar, day: Date) -> Option<(Rate, Rate)> {
    let lead = m.lead().filter(|_| !m.milestones.is_empty())?;
    let planned = planned_on(calendar.date_of(lead.given_at), &m.milestones, day);
    Some((planned, lead.rate.unwrap_or(Rate(0))))
}

/// The planned share on `day` in basis points: a straight line between milestones.
pub fn planned_on(start: Date, milestones: &[Milestone], day: Date) -> Rate {
    let (mut from, mut share) = (start, 0_i64);
    for milestone in milestones {
        let target = i64::from(milestone.target.0);
        if day < milestone.on {
            let length = i64::from((milestone.on - from).get_days()).max(1);
            let gone = i64::from((day - from).get_days()).clamp(0, length);
            return rate_of(share + (target - share) * gone / length);
        }
        (from, share) = (milestone.on, target);
    }
    rate_of(share)
}

fn rate_of(share: i64) -> Rate {
    Rate(u32::try_from(share.max(0)).unwrap_or(0))
}

/// The first day on which the plan reaches `need` basis points.
fn plan_reaches(start: Date, milestones: &[Milestone], need: i64) -> Option<Date> {
    let (mut from, mut share) = (start, 0_i64);
    for milestone in milestones {
        let target = i64::from(milestone.target.0);
        if target >= need {
            let length = i64::from((milestone.on - from).get_days()).max(0);
            let rise = (target - share).max(1);
            let days = ((need - share).max(0) * length + rise - 1) / rise;
            let reached = from.checked_add(days.min(length).days()).ok()?;
            return Some(reached.max(start));
        }
        (from, share) = (milestone.on, target);
    }
    None
}

fn cutoff_from(calendar: &Calendar, mut day: Date) -> Option<Instant> {
    for _ in 0..60 {
        if calendar.is_working(day) {
            return Some(calendar.cutoff_of(day));
        }
        day = day.tomorrow().ok()?;
    }
    None
}
