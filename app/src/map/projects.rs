//! `GET /map/projects`: projects by how far they lag behind their plan, the worst first, with their milestones.
//! A chart above the table shows the same to those who have scripts.

use super::{figures::sight_of, pages::percent};
use crate::{
    act::ActError,
    app::App,
    campaigns,
    db::{DbError, Tx},
    matters::{
        act::Around,
        list::{self, Filter},
    },
    web::{
        error::Error,
        form::{Choice, Form},
        lang::{self, Lang},
        layout::{Frame, page},
        list::Filters,
        markup::Markup,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use bangdu_core::{
    calendar::Calendar,
    ids::UnitId,
    instant::Instant,
    map::counties,
    matters::{Light, Matter, MatterKind, Milestone, Part, Rate, light, plan_and_actual},
    people::{Sight, UnitTree, area_units},
};
use jiff::civil::Date;

/// So many projects of each colour are read; who has more late ones narrows the list.
const READ: usize = 120;

/// What the chart shows at most, as the script says, and how high it becomes.
const CHARTED: usize = 30;
const CHART_ROW: usize = 28;
const AROUND_CHART: usize = 88;

/// The page of projects.
pub(super) fn router() -> Router<App> {
    Router::new().route("/map/projects", get(show))
}

/// A project against its plan.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub matter: Matter,
    pub light: Option<Light>,
    /// Where plan and actual stand today.
    pub stand: Option<(Rate, Rate)>,
}

impl Plan {
    fn of(matter: Matter, calendar: &Calendar, now: Instant) -> Plan {
        let stand = plan_and_actual(&matter, calendar, calendar.date_of(now));
        Plan { light: light(&matter, now).map(|shown| shown.light), stand, matter }
    }

    /// How far behind, in basis points; ahead is less than nothing.
    pub fn lag(&self) -> Option<i64> {
        self.stand.map(|(planned, actual)| i64::from(planned.0) - i64::from(actual.0))
    }
}

/// The projects in sight that run under one of `lights`, the most behind first.
///
/// # Errors
/// When the store fails.
pub(super) fn behind(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    sight: &Sight,
    narrowed: &Filter,
    lights: &[Light],
) -> Result<Vec<Plan>, DbError> {
    let (calendar, now) = (&around.settings.calendar, around.asker.now);
    let mut plans = Vec::new();
    for light in lights {
        let filter = Filter {
            kind: Some(MatterKind::Project.code().to_owned()),
            light: Some(*light),
            finished: Some(false),
            ..narrowed.clone()
        };
        let asked = list::Asked { sight, filter: &filter, now };
        plans.extend(list::first(tx, &asked, READ)?.into_iter().map(|m| Plan::of(m, calendar, now)));
    }
    plans.sort_by_key(|plan| (plan.lag().map_or(i64::MAX, |lag| -lag), plan.matter.id));
    Ok(plans)
}

async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let (lang, asked) = (frame.lang, filters.clone());
    let content = app.view(&who.actor, move |tx, around| Content::read(tx, &around, lang, &asked)).await?;
    page(ProjectsPage::of(frame, filters, content))
}

#[derive(Template)]
#[template(path = "map/projects.html")]
struct ProjectsPage {
    frame: Frame,
    filters: Filters,
    form: Form,
    content: Content,
}

/// What the page shows of the store.
#[derive(Clone)]
struct Content {
    rows: Vec<Row>,
    /// Whether there may be more than were read.
    more: bool,
    campaigns: Vec<Choice>,
    areas: Vec<Choice>,
    as_of: Instant,
    scope: String,
}

#[derive(Clone)]
struct Row {
    href: String,
    title: String,
    unit: String,
    light: Option<&'static str>,
    planned: String,
    actual: String,
    lag: String,
    /// In whole percent, for the chart.
    shares: (u32, u32),
    /// Milestones whose day is past and that aren't reached.
    late: usize,
    next: String,
    strip: Markup,
}

impl Content {
    fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        lang: Lang,
        filters: &Filters,
    ) -> Result<Content, ActError> {
        let (sight, scope) = sight_of(around)?;
        let tree = &around.directory.tree;
        let area = filters.get("area").and_then(|id| id.parse().ok()).map(|id| area_units(tree, id));
        let area = area.or_else(|| part_of(&sight));
        let narrowed = Filter {
            campaign: filters.get("campaign").and_then(|id| id.parse().ok()),
            part: area.is_some().then_some(Part::Lead),
            area: area.unwrap_or_default(),
            ..Filter::default()
        };
        let lights: &[Light] = match filters.get("show") {
            Some("all") => &[Light::Red, Light::Yellow, Light::Green],
            _ => &[Light::Red, Light::Yellow],
        };
        let plans = behind(tx, around, &sight, &narrowed, lights)?;
        let today = around.asker.today(&around.settings.calendar);
        let seen = campaigns::store::all(tx)?;
        let own = seen.into_iter().filter(|campaign| !campaign.ended && seen_office(&sight, campaign.office));
        Ok(Content {
            more: lights.iter().any(|light| plans.iter().filter(|p| p.light == Some(*light)).count() >= READ),
            rows: plans
                .iter()
                .map(|plan| Row::of(plan, tree, &around.settings.calendar, lang, today))
                .collect(),
            campaigns: own.map(|campaign| Choice::of(campaign.id.to_string(), campaign.name)).collect(),
            areas: counties(tree)
                .into_iter()
                .map(|unit| Choice::of(unit.id.to_string(), unit.short_name.clone()))
                .collect(),
            as_of: around.asker.now,
            scope: scope.join(if lang == Lang::En { ", " } else { "、" }),
        })
    }
}

/// The units through which somebody sees only a part: their chart shows what these lead, as the map beside it does.
fn part_of(sight: &Sight) -> Option<Vec<UnitId>> {
    match sight {
        Sight::Units { units, .. } => Some(units.iter().copied().collect()),
        Sight::Nothing | Sight::Everything => None,
    }
}

fn seen_office(sight: &Sight, office: UnitId) -> bool {
    match sight {
        Sight::Nothing => false,
        Sight::Everything => true,
        Sight::Units { offices, .. } => offices.contains(&office),
    }
}

impl Row {
    fn of(plan: &Plan, tree: &UnitTree, calendar: &Calendar, lang: Lang, today: Date) -> Row {
        let m = &plan.matter;
        let lead = m.lead();
        let open = || m.milestones.iter().filter(|step| step.reached.is_none());
        let next = open().find(|step| step.on >= today);
        let (planned, actual) = plan.stand.unwrap_or((Rate(0), Rate(0)));
        let percent_of = |rate: Rate| plan.stand.map_or_else(|| "—".to_owned(), |_| rate.percent());
        Row {
            href: format!("/matters/{}", m.id),
            title: m.title.clone(),
            unit: tree.short_name(lead.map_or(m.office, |lead| lead.unit)).to_owned(),
            light: plan.light.map(Light::code),
            planned: percent_of(planned),
            actual: percent_of(actual),
            lag: percent(plan.lag()),
            shares: ((planned.0 + 50) / 100, (actual.0 + 50) / 100),
            late: open().filter(|step| step.on < today).count(),
            next: next.map(|step| format!("{} {}", lang::date(lang, step.on), step.name)).unwrap_or_default(),
            strip: lead
                .filter(|_| !m.milestones.is_empty())
                .map(|lead| strip(calendar.date_of(lead.given_at), &m.milestones, today, lang, calendar))
                .unwrap_or_default(),
        }
    }

    fn has_plan(&self) -> bool {
        !self.strip.is_empty()
    }
}

const LENGTH: i64 = 240;

/// The milestones along the time of a project: reached, missed and to come, with today as an upright.
fn strip(start: Date, milestones: &[Milestone], today: Date, lang: Lang, calendar: &Calendar) -> Markup {
    let end = milestones.last().map_or(start, |step| step.on).max(start);
    let days = i64::from((end - start).get_days()).max(1);
    let x = |on: Date| 8 + i64::from((on - start).get_days()).clamp(0, days) * (LENGTH - 16) / days;
    let reached = milestones.iter().filter(|step| step.reached.is_some()).count();
    let late = milestones.iter().filter(|step| step.is_missed(today)).count();
    let args =
        [("all", milestones.len().to_string()), ("reached", reached.to_string()), ("late", late.to_string())];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut svg = Markup::of("<svg class=\"strip\" viewBox=\"0 0 240 20\" role=\"img\"")
        .attr("aria-label", &lang::tf(lang, "map.steps_told", &args))
        .html("><path class=\"strip-line\" d=\"M8 10H232\"/><path class=\"strip-today\"")
        .attr("d", &format!("M{} 1V19", x(today)))
        .html("/>");
    for step in milestones {
        let class = match (step.reached, step.on < today) {
            (Some(at), _) if calendar.date_of(at) > step.on => "strip-step reached overdue",
            (Some(_), _) => "strip-step reached",
            (None, true) => "strip-step late",
            (None, false) => "strip-step",
        };
        svg = svg
            .html("<path")
            .attr("class", class)
            .attr("d", &format!("M{} 4l6 6-6 6-6-6z", x(step.on)))
            .html("><title>")
            .text(&format!("{} {} {}", lang::date(lang, step.on), step.name, step.target.percent()))
            .html("</title></path>");
    }
    svg.html("</svg>")
}

impl ProjectsPage {
    fn of(frame: Frame, filters: Filters, content: Content) -> ProjectsPage {
        let map = frame.t("nav.map").to_owned();
        let frame = frame.titled("map.projects").under(map, "/map");
        let form = Form::typed(&frame, filters.fields().clone());
        ProjectsPage { frame, filters, form, content }
    }

    fn shows_all(&self) -> bool {
        self.filters.is("show", "all")
    }

    /// The height of the chart, which is kept free for it: it comes late. None where there is nothing to draw.
    fn chart(&self) -> Option<usize> {
        let rows = self.content.rows.iter().filter(|row| row.has_plan()).count().min(CHARTED);
        let drawn = rows > 0 && crate::web::assets::has("vendor/charts.js");
        drawn.then_some(rows * CHART_ROW + AROUND_CHART)
    }

    /// What the bars mean, in the order of the lights: code and words.
    fn bars(&self) -> [(&'static str, String); 4] {
        let keys = ["light.red", "light.yellow", "light.green", "light.grey"];
        let lights = [Light::Red, Light::Yellow, Light::Green, Light::Grey];
        std::array::from_fn(|n| {
            (lights[n].code(), self.frame.t1("map.actual_of", "light", self.frame.t(keys[n])))
        })
    }

    fn bundle(&self) -> String {
        crate::web::assets::url("vendor/charts.js")
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/map/projects".into();
    let date = |month, day| jiff::civil::date(2026, month, day);
    let step = |name: &str, on, target, reached: bool| Milestone {
        name: name.into(),
        on,
        target: Rate(target),
        reached: reached.then_some(Instant(1_780_000_000_000)),
    };
    let plan = [
        step("开工", date(3, 31), 1_000, true),
        step("主体封顶", date(8, 31), 6_000, false),
        step("竣工验收", date(12, 20), 10_000, false),
    ];
    let calendar = bangdu_core::settings::Settings::default().calendar;
    let row = |title: &str, light, shares: (u32, u32)| Row {
        href: "/matters/0192".into(),
        title: title.into(),
        unit: "惠安县住建局".into(),
        light: Some(light),
        planned: format!("{}%", shares.0),
        actual: format!("{}%", shares.1),
        lag: percent(Some((i64::from(shares.0) - i64::from(shares.1)) * 100)),
        shares,
        late: if light == "red" { 1 } else { 0 },
        next: format!("{} 竣工验收", lang::date(lang, date(12, 20))),
        strip: strip(date(1, 10), &plan, date(11, 3), lang, &calendar),
    };
    let unplanned = Row { strip: Markup::default(), ..row("城东污水管网改造", "yellow", (0, 0)) };
    let content = Content {
        rows: vec![
            row("实验小学教学楼", "red", (78, 40)),
            row("滨江路综合整治", "yellow", (70, 58)),
            unplanned,
        ],
        more: true,
        campaigns: vec![Choice::of("1", "2026年为民办实事")],
        areas: vec![Choice::of("2", "惠安县政府")],
        as_of: Instant(1_793_667_600_000),
        scope: "市政府".into(),
    };
    let empty = Content { rows: vec![], more: false, campaigns: vec![], ..content.clone() };
    vec![
        Sample::of(
            "map.projects",
            ProjectsPage::of(frame.clone(), Filters::of("/map/projects", ""), content),
        ),
        Sample::of(
            "map.projects.empty",
            ProjectsPage::of(frame, Filters::of("/map/projects", "campaign=1&show=all"), empty),
        ),
    ]
}
