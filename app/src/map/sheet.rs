//! `GET /matters/{id}/war-map`: a project's own 作战图 on one sheet (A3 or A0): nodes counted back from completion,
//! who answers for each, blockers with the unit that can remove them, plan and actual, date and version.

use super::way::{back, way};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::{Around, is_seen},
        store,
    },
    people::store::hands_of,
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
    calendar::Calendar,
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{HelpStand, Matter, State, light, plan_and_actual},
    people::{Action, Ground, Role, allows},
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
    page(SheetPage::of(frame, sheet, Paper::of(&filters)))
}

#[derive(Template)]
#[template(path = "map/sheet.html")]
struct SheetPage {
    frame: Frame,
    sheet: Sheet,
    paper: Paper,
}

/// The paper that a sheet is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paper {
    A4,
    A3,
    A0,
}

impl Paper {
    const ALL: [Paper; 3] = [Paper::A4, Paper::A3, Paper::A0];

    fn of(filters: &Filters) -> Paper {
        Paper::ALL.into_iter().find(|paper| filters.is("size", paper.code())).unwrap_or(Paper::A3)
    }

    fn code(&self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::A3 => "a3",
            Paper::A0 => "a0",
        }
    }

    fn label(&self) -> &'static str {
        match self {
            Paper::A4 => "map.a4",
            Paper::A3 => "map.a3",
            Paper::A0 => "map.a0",
        }
    }
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
pub(super) struct Node {
    pub(super) name: String,
    pub(super) on: Date,
    day: String,
    /// Days before completion.
    pub(super) before: i64,
    target: String,
    reached: String,
    /// `reached`, `reached overdue`, `late`, `next` or empty.
    pub(super) stand: &'static str,
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
        let nodes = nodes(&m, frame, end, today, calendar);
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
    let hands = hands_of(tx, &units, today)?;
    let headed: Vec<UnitId> =
        hands.iter().filter(|(_, role, _)| *role == Role::UnitHead).map(|(unit, ..)| *unit).collect();
    for (unit, role, person) in hands {
        // A unit's head answers for it; where none has an account, whoever reports for it is named.
        if headed.contains(&unit) && role != Role::UnitHead {
            continue;
        }
        let names = people.entry(unit).or_default();
        if !names.contains(&person.name) {
            names.push(person.name);
        }
    }
    Ok(people)
}

fn nodes(m: &Matter, frame: &Frame, end: Option<Date>, today: Date, calendar: &Calendar) -> Vec<Node> {
    let next = m.milestones.iter().position(|step| step.reached.is_none() && step.on >= today);
    let node = |(n, step): (usize, &bangdu_core::matters::Milestone)| Node {
        name: step.name.clone(),
        on: step.on,
        day: frame.date(step.on),
        before: end.map_or(0, |end| i64::from((end - step.on).get_days())),
        target: step.target.percent(),
        reached: step.reached.map(|at| frame.at(at)).unwrap_or_default(),
        stand: match step.reached {
            Some(at) if calendar.date_of(at) > step.on => "reached overdue",
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

impl SheetPage {
    fn of(frame: Frame, sheet: Sheet, paper: Paper) -> SheetPage {
        let list = frame.t("nav.matters").to_owned();
        let matter = format!("/matters/{}", sheet.id);
        let title = format!("{} {}", sheet.title, frame.t("map.sheet"));
        let frame = frame.called(title).under(list, "/matters").under(sheet.title.clone(), matter);
        SheetPage { frame, sheet, paper }
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
            "reached overdue" => "map.node_reached_late",
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
    let node = |name: &str, on: Date, stand: &'static str| Node {
        name: name.into(),
        on,
        day: lang::date(lang, on),
        before: i64::from((date(12, 20) - on).get_days()),
        target: "60%".into(),
        reached: if stand.starts_with("reached") {
            frame.at(Instant(1_780_000_000_000))
        } else {
            String::new()
        },
        stand,
    };
    let nodes = vec![
        node("开工", date(3, 31), "reached"),
        node("基础施工完成", date(5, 31), "reached overdue"),
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
        Sample::of("map.sheet", SheetPage::of(frame.clone(), full.clone(), Paper::A3)),
        Sample::of("map.sheet.a0", SheetPage::of(frame.clone(), full, Paper::A0)),
        Sample::of("map.sheet.bare", SheetPage::of(frame, bare, Paper::A4)),
    ]
}
