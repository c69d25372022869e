//! Plan against actual: the milestones with their targets, and a small chart of the way.

use super::seen::Seen;
use crate::web::{layout::Frame, markup::Markup};
use bangdu_core::matters::{Milestone, Rate, Why, light, plan_and_actual};
use jiff::civil::Date;

/// A milestone as a row.
pub(super) struct Step {
    pub name: String,
    pub on: String,
    pub target: String,
    pub reached: Option<String>,
    pub late: bool,
}

/// The plan's rows.
pub(super) fn steps(frame: &Frame, seen: &Seen) -> Vec<Step> {
    let today = seen.settings.calendar.date_of(seen.now);
    let step = |s: &Milestone| Step {
        name: s.name.clone(),
        on: frame.date(s.on),
        target: s.target.percent(),
        reached: s.reached.map(|at| frame.at(at)),
        late: s.is_missed(today),
    };
    seen.matter.milestones.iter().map(step).collect()
}

/// Where the plan and the actual stand today, in percent.
pub(super) fn today(seen: &Seen) -> Option<(Rate, Rate)> {
    let calendar = &seen.settings.calendar;
    plan_and_actual(&seen.matter, calendar, calendar.date_of(seen.now))
}

/// How far it lags behind its plan, in figures, where its light says that it does.
pub(super) fn lag(frame: &Frame, seen: &Seen) -> Option<String> {
    let shown = light(&seen.matter, seen.now)?;
    let says = shown.why.iter().any(|why| matches!(why, Why::Behind | Why::Slipping));
    let (planned, actual) = today(seen).filter(|(planned, actual)| says && planned.0 > actual.0)?;
    let points = Rate(planned.0 - actual.0).percent();
    let args = [
        ("planned", planned.percent()),
        ("actual", actual.percent()),
        ("points", points.trim_end_matches('%').to_owned()),
    ];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(frame.tf("matters.lag", &args))
}

const WIDTH: i64 = 600;
const HEIGHT: i64 = 120;

/// The planned way as a line, today as an upright, the actual as a dot on it.
pub(super) fn chart(frame: &Frame, seen: &Seen) -> Markup {
    let (Some((planned, actual)), Some(way)) = (today(seen), Way::of(seen)) else { return Markup::default() };
    let label = frame.tf("matters.chart", &[("planned", &planned.percent()), ("actual", &actual.percent())]);
    let x = way.x(way.today);
    let line: Vec<String> = way.points.iter().map(|(on, rate)| point(way.x(*on), y(*rate))).collect();
    Markup::of("<svg class=\"way\" viewBox=\"0 -8 620 136\" role=\"img\"")
        .attr("aria-label", &label)
        .html("><path class=\"way-floor\" d=\"M0 120H600M0 0H600\"/><polyline class=\"way-plan\"")
        .attr("points", &line.join(" "))
        .html("/><path class=\"way-today\"")
        .attr("d", &format!("M{x} 0V{HEIGHT}"))
        .html("/><circle class=\"way-actual\" r=\"6\"")
        .attr("cx", &x.to_string())
        .attr("cy", &y(actual).to_string())
        .html("/></svg>")
}

struct Way {
    points: Vec<(Date, Rate)>,
    first: Date,
    days: i64,
    today: Date,
}

impl Way {
    fn of(seen: &Seen) -> Option<Way> {
        let (m, calendar) = (&seen.matter, &seen.settings.calendar);
        let first = calendar.date_of(m.lead()?.given_at);
        let mut points = vec![(first, Rate(0))];
        points.extend(m.milestones.iter().map(|s| (s.on, s.target)));
        let last = m.milestones.last()?.on;
        let days = i64::from((last - first).get_days()).max(1);
        Some(Way { points, first, days, today: calendar.date_of(seen.now) })
    }

    fn x(&self, on: Date) -> i64 {
        i64::from((on - self.first).get_days()).clamp(0, self.days) * WIDTH / self.days
    }
}

fn y(rate: Rate) -> i64 {
    HEIGHT - i64::from(rate.0.min(Rate::WHOLE.0)) * HEIGHT / i64::from(Rate::WHOLE.0)
}

fn point(x: i64, y: i64) -> String {
    format!("{x},{y}")
}
