//! `GET /matters/{id}/war-map`: a project's own 作战图 on one sheet (A3 or A0): nodes counted back from completion,
//! who answers for each, blockers with the unit that can remove them, plan and actual, date and version.

use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::{Around, is_seen},
        store,
    },
    people::store::liaisons_of,
    web::{
        error::Error,
        lang::{self, Lang},
        layout::{Frame, page},
        list::Filters,
        markup::Markup,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State as Shared},
    response::Response,
    routing::get,
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{HelpStand, Matter, State, light, plan_and_actual},
    people::{Action, Ground, allows},
};
use jiff::civil::Date;
use std::collections::HashMap;

/// A project's own sheet.
pub(super) fn router() -> Router<App> {
    Router::new().route("/matters/{id}/war-map", get(show))
}

async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let words = frame.clone();
    let sheet = app.view(&who.actor, move |tx, around| Sheet::read(tx, &around, id, &words)).await?;
    page(SheetPage::of(frame, sheet, filters.is("size", "a0")))
}

#[derive(Template)]
#[template(path = "map/sheet.html")]
struct SheetPage {
    frame: Frame,
    sheet: Sheet,
    a0: bool,
}

/// Everything on the sheet.
#[derive(Clone)]
struct Sheet {
    id: MatterId,
    title: String,
    number: String,
    state: String,
    light: Option<&'static str>,
    office: String,
    lead: String,
    due: String,
    days_left: Option<i64>,
    planned: String,
    actual: String,
    today: String,
    version: u64,
    nodes: Vec<Node>,
    way: Markup,
    blockers: Vec<Blocked>,
    units: Vec<Share>,
}

/// A node, counted back from completion.
#[derive(Clone)]
struct Node {
    name: String,
    on: Date,
    day: String,
    /// Days before completion.
    before: i64,
    target: String,
    reached: String,
    /// `reached`, `late`, `next` or empty.
    stand: &'static str,
}

/// What stands in the way, and who can remove it.
#[derive(Clone)]
struct Blocked {
    kind: String,
    text: String,
    by: String,
    remover: String,
    stand: String,
}

/// A unit's share, with the person who answers for it.
#[derive(Clone)]
struct Share {
    unit: String,
    part: String,
    task: String,
    people: String,
}

impl Sheet {
    fn read(tx: &mut Tx<'_>, around: &Around<'_>, id: MatterId, frame: &Frame) -> Result<Sheet, ActError> {
        let loaded = store::load(tx, id)?;
        let shown = |m: &Matter| is_seen(m, around) && !matches!(m.state, State::Discarded);
        let m = loaded.state.filter(shown).ok_or(ActError::NotFound)?;
        let people = people(tx, around, &m)?;
        let (calendar, now) = (&around.settings.calendar, around.asker.now);
        let today = calendar.date_of(now);
        let unit = |id: UnitId| around.directory.unit(id).to_owned();
        let stand = plan_and_actual(&m, calendar, today);
        let end = end_of(&m, around);
        let nodes = nodes(&m, frame, end, today);
        let start = m.lead().map(|lead| calendar.date_of(lead.given_at));
        Ok(Sheet {
            id,
            title: m.title.clone(),
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            state: frame.word(&m.state.word()),
            light: light(&m, now).map(|shown| shown.light.code()),
            office: unit(m.office),
            lead: m.lead().map(|lead| unit(lead.unit)).unwrap_or_default(),
            due: end.map(|end| frame.date(end)).unwrap_or_default(),
            days_left: end.map(|end| i64::from((end - today).get_days())),
            planned: stand.map(|(planned, _)| planned.percent()).unwrap_or_default(),
            actual: stand.map(|(_, actual)| actual.percent()).unwrap_or_default(),
            today: frame.date(today),
            version: loaded.version,
            way: start.map(|start| way(frame, &nodes, start, today)).unwrap_or_default(),
            nodes,
            blockers: blockers(&m, frame, &unit),
            units: shares(&m, frame, &unit, &people),
        })
    }
}

/// Completion: the last node, or the deadline where it is later.
fn end_of(m: &Matter, around: &Around<'_>) -> Option<Date> {
    let due = m.moments.due.as_ref().map(|due| around.settings.calendar.date_of(due.at));
    m.milestones.last().map(|step| step.on).max(due)
}

/// Liaisons of the units with a share, for those who may see whom to reach. Names only: the sheet hangs on a wall.
fn people(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    m: &Matter,
) -> Result<HashMap<UnitId, Vec<String>>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(HashMap::new()) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let units: Vec<UnitId> = m
        .assignments
        .iter()
        .map(|share| share.unit)
        .filter(|unit| allows(actor, Action::SeeContacts, &Ground::of_unit(*unit), tree, today))
        .collect();
    let mut people: HashMap<UnitId, Vec<String>> = HashMap::new();
    for (unit, person) in liaisons_of(tx, &units, today)? {
        let names = people.entry(unit).or_default();
        if !names.contains(&person.name) {
            names.push(person.name);
        }
    }
    Ok(people)
}

fn nodes(m: &Matter, frame: &Frame, end: Option<Date>, today: Date) -> Vec<Node> {
    let next = m.milestones.iter().position(|step| step.reached.is_none() && step.on >= today);
    let node = |(n, step): (usize, &bangdu_core::matters::Milestone)| Node {
        name: step.name.clone(),
        on: step.on,
        day: frame.date(step.on),
        before: end.map_or(0, |end| i64::from((end - step.on).get_days())),
        target: step.target.percent(),
        reached: step.reached.map(|at| frame.at(at)).unwrap_or_default(),
        stand: match step.reached {
            Some(_) => "reached",
            None if step.on < today => "late",
            None if next == Some(n) => "next",
            None => "",
        },
    };
    m.milestones.iter().enumerate().map(node).collect()
}

fn blockers(m: &Matter, frame: &Frame, unit: &dyn Fn(UnitId) -> String) -> Vec<Blocked> {
    let open = m.helps.iter().filter(|help| help.is_open()).map(|help| Blocked {
        kind: help.blocker.map(|kind| frame.word(&kind.word())).unwrap_or_default(),
        text: help.text.clone(),
        by: String::new(),
        remover: unit(help.helper),
        stand: frame
            .t(if matches!(help.stand, HelpStand::Accepted { .. }) { "map.helping" } else { "map.asked" })
            .to_owned(),
    });
    let reported = m.assignments.iter().filter_map(|share| {
        let report = share.last_report.as_ref()?;
        let text = [report.problem.trim(), report.needs.trim()].into_iter().find(|text| !text.is_empty());
        let kind = report.blocker.map(|kind| frame.word(&kind.word()));
        (text.is_some() || kind.is_some()).then(|| Blocked {
            kind: kind.unwrap_or_default(),
            text: text.unwrap_or_default().to_owned(),
            by: unit(share.unit),
            remover: String::new(),
            stand: frame.t1("map.reported_at", "at", frame.at(report.at)),
        })
    });
    open.chain(reported).collect()
}

fn shares(
    m: &Matter,
    frame: &Frame,
    unit: &dyn Fn(UnitId) -> String,
    people: &HashMap<UnitId, Vec<String>>,
) -> Vec<Share> {
    let mut shares: Vec<_> = m.assignments.iter().collect();
    shares.sort_by_key(|share| share.part);
    let mark = if frame.lang == Lang::En { ", " } else { "、" };
    let share = |share: &bangdu_core::matters::Assignment| Share {
        unit: unit(share.unit),
        part: frame.word(&share.part.word()),
        task: share.task.clone(),
        people: people.get(&share.unit).map(|names| names.join(mark)).unwrap_or_default(),
    };
    shares.into_iter().map(share).collect()
}

const LEFT: i64 = 40;
const RIGHT: i64 = 1_160;
/// Names at least this far apart stand on one line.
const APART: i64 = 150;
const LONGEST: usize = 10;

/// The nodes along time, their names on lines that don't run into each other.
fn way(frame: &Frame, nodes: &[Node], start: Date, today: Date) -> Markup {
    let Some(last) = nodes.last() else { return Markup::default() };
    let days = i64::from((last.on - start).get_days()).max(1);
    let x = |on: Date| LEFT + i64::from((on - start).get_days()).clamp(0, days) * (RIGHT - LEFT) / days;
    let mut svg = Markup::of("<svg class=\"sheet-way\" viewBox=\"0 0 1200 220\" role=\"img\"")
        .attr("aria-label", frame.t("map.way"))
        .html("><path class=\"axis\" d=\"M40 110H1160\"/><path class=\"today\"")
        .attr("d", &format!("M{} 26V194", x(today)))
        .html("/><text class=\"today-word\"")
        .attr("x", &x(today).to_string())
        .html(" y=\"18\">")
        .text(&frame.t1("map.today", "day", frame.date(today)))
        .html("</text>");
    // The end of the last name on each of the four lines.
    let mut ends = [i64::MIN; 4];
    for (n, node) in nodes.iter().enumerate() {
        let at = x(node.on);
        let line = [n % 2, (n + 1) % 2, 2 + n % 2, 2 + (n + 1) % 2]
            .into_iter()
            .find(|line| ends[*line] + APART <= at)
            .unwrap_or(n % 4);
        ends[line] = at;
        let (name_y, day_y, stem) = match line {
            0 => (74, 90, 96),
            1 => (146, 162, 124),
            2 => (38, 54, 60),
            _ => (182, 198, 168),
        };
        let anchor = if at < LEFT + 60 {
            "start"
        } else if at > RIGHT - 60 {
            "end"
        } else {
            "middle"
        };
        svg = svg
            .html("<path class=\"stem\"")
            .attr("d", &format!("M{at} 110V{stem}"))
            .html("/><path")
            .attr("class", &format!("node {}", node.stand))
            .attr("d", &format!("M{at} 102l8 8-8 8-8-8z"))
            .html("/><text")
            .attr("text-anchor", anchor)
            .attr("x", &at.to_string())
            .attr("y", &name_y.to_string())
            .html(">")
            .text(&shortened(&node.name))
            .html("</text><text class=\"day\"")
            .attr("text-anchor", anchor)
            .attr("x", &at.to_string())
            .attr("y", &day_y.to_string())
            .html(">")
            .text(&format!("{} {}", node.on.strftime("%m-%d"), back(frame, node)))
            .html("</text>");
    }
    svg.html("</svg>")
}

fn back(frame: &Frame, node: &Node) -> String {
    if node.before == 0 {
        frame.t("map.completion").to_owned()
    } else {
        frame.t1("map.back", "n", node.before)
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

impl SheetPage {
    fn of(frame: Frame, sheet: Sheet, a0: bool) -> SheetPage {
        let list = frame.t("nav.matters").to_owned();
        let matter = format!("/matters/{}", sheet.id);
        let title = format!("{} {}", sheet.title, frame.t("map.sheet"));
        let frame = frame.called(title).under(list, "/matters").under(sheet.title.clone(), matter);
        SheetPage { frame, sheet, a0 }
    }

    fn back(&self, node: &Node) -> String {
        back(&self.frame, node)
    }

    fn lead_people(&self) -> &str {
        self.sheet.units.first().map_or("", |share| share.people.as_str())
    }

    fn stand(&self, node: &Node) -> &str {
        self.frame.t(match node.stand {
            "reached" => "map.node_reached",
            "late" => "map.node_late",
            "next" => "map.node_next",
            _ => "map.node_coming",
        })
    }

    fn left(&self) -> String {
        match self.sheet.days_left {
            None => String::new(),
            Some(days) if days < 0 => self.frame.t1("map.days_over", "n", -days),
            Some(days) => self.frame.t1("map.days_left", "n", days),
        }
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/matters/0192/war-map".into();
    let date = |month, day| jiff::civil::date(2026, month, day);
    let node = |name: &str, on: Date, stand| Node {
        name: name.into(),
        on,
        day: lang::date(lang, on),
        before: i64::from((date(12, 20) - on).get_days()),
        target: "60%".into(),
        reached: if stand == "reached" { frame.at(Instant(1_780_000_000_000)) } else { String::new() },
        stand,
    };
    let nodes = vec![
        node("开工", date(3, 31), "reached"),
        node("基础施工完成", date(5, 31), "reached"),
        node("主体结构封顶并完成验收备案", date(8, 31), "late"),
        node("外立面完成", date(11, 20), "next"),
        node("竣工验收", date(12, 20), ""),
    ];
    let full = Sheet {
        id: MatterId(uuid::Uuid::nil()),
        title: "惠安县实验小学教学楼".into(),
        number: "督查立项〔2026〕12号".into(),
        state: "办理中".into(),
        light: Some("red"),
        office: "市政府督查室".into(),
        lead: "惠安县住建局".into(),
        due: lang::date(lang, date(12, 20)),
        days_left: Some(47),
        planned: "86.5%".into(),
        actual: "52%".into(),
        today: lang::date(lang, date(11, 3)),
        version: 14,
        way: way(&frame, &nodes, date(1, 10), date(11, 3)),
        nodes,
        blockers: vec![
            Blocked {
                kind: "用地".into(),
                text: "两户未签征迁协议".into(),
                by: String::new(),
                remover: "惠安县政府".into(),
                stand: frame.t("map.helping").into(),
            },
            Blocked {
                kind: "管线迁改".into(),
                text: "高压线尚未迁移".into(),
                by: "惠安县住建局".into(),
                remover: String::new(),
                stand: frame.t1("map.reported_at", "at", frame.at(Instant(1_790_000_000_000))),
            },
        ],
        units: vec![Share {
            unit: "惠安县住建局".into(),
            part: frame.word(&bangdu_core::matters::Part::Lead.word()),
            task: String::new(),
            people: "林晓梅".into(),
        }],
    };
    let full = Sheet { state: frame.t("nav.matters").to_owned(), ..full };
    let bare = Sheet {
        nodes: vec![],
        way: Markup::default(),
        blockers: vec![],
        units: vec![],
        days_left: Some(-3),
        planned: String::new(),
        actual: String::new(),
        lead: String::new(),
        ..full.clone()
    };
    vec![
        Sample::of("map.sheet", SheetPage::of(frame.clone(), full.clone(), false)),
        Sample::of("map.sheet.a0", SheetPage::of(frame.clone(), full, true)),
        Sample::of("map.sheet.bare", SheetPage::of(frame, bare, false)),
    ]
}
