//! `/round/sheet`: the unit's return on paper (填报表), for its head to sign and its seal.

use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::Around,
        store::waiting::{Whose, waiting},
    },
    web::{
        error::Error,
        lang::{self, Lang},
        layout::{Frame, page},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};
use bangdu_core::{
    instant::Instant,
    matters::{Matter, TodoKind},
};

/// More rows than this are no sheet of paper.
const ROWS: usize = 500;

#[derive(Template)]
#[template(path = "matters/rounds/sheet.html")]
struct Sheet {
    frame: Frame,
    told: Told,
}

struct Told {
    unit: String,
    at: Instant,
    rows: Vec<Line>,
}

struct Line {
    number: String,
    title: String,
    due: String,
    last_at: String,
    text: String,
    rate: String,
    problem: String,
    next_step: String,
}

pub(super) async fn show(State(app): State<App>, visitor: Visitor, frame: Frame) -> Result<Response, Error> {
    let lang = frame.lang;
    let told = app.view(&visitor.actor, move |tx, around| Told::read(tx, &around, lang)).await?;
    page(Sheet::of(frame, told))
}

impl Sheet {
    fn of(frame: Frame, told: Told) -> Sheet {
        let round = frame.t("rounds.title").to_owned();
        Sheet { frame: frame.titled("rounds.sheet").under(round, "/round"), told }
    }
}

impl Told {
    fn read(tx: &mut Tx<'_>, around: &Around<'_>, lang: Lang) -> Result<Told, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let today = around.asker.today(&around.settings.calendar);
        let whose = Whose::of(actor, &around.directory.tree, today).only(TodoKind::Report);
        let steps = waiting(tx, &whose, None, ROWS)?;
        let rows = steps.iter().flat_map(|step| lines(&step.matter, step.unit, around, lang)).collect();
        Ok(Told { unit: around.directory.tree.name(actor.unit).to_owned(), at: around.asker.now, rows })
    }
}

fn lines(m: &Matter, unit: bangdu_core::ids::UnitId, around: &Around<'_>, lang: Lang) -> Vec<Line> {
    let zone = around.settings.calendar.zone.time_zone();
    let due = m.moments.due.as_ref().map(|due| lang::date(lang, due.date)).unwrap_or_default();
    let line = |a: &bangdu_core::matters::Assignment| {
        let last = a.last_report.as_ref();
        Line {
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            title: m.title.clone(),
            due: due.clone(),
            last_at: last.map(|l| lang::at(lang, l.at, zone)).unwrap_or_default(),
            text: last.map(|l| l.text.clone()).unwrap_or_default(),
            rate: a.rate.map(|rate| rate.percent()).unwrap_or_default(),
            problem: last.map(|l| l.problem.clone()).unwrap_or_default(),
            next_step: last.map(|l| l.next_step.clone()).unwrap_or_default(),
        }
    };
    m.assignments.iter().filter(|a| a.unit == unit).map(line).collect()
}

/// A sheet with a line.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = Frame::sample(lang, Some(reader()));
    let line = Line {
        number: "督查立项〔2026〕12号".into(),
        title: "实验小学教学楼施工许可".into(),
        due: lang::date(lang, jiff::civil::date(2026, 12, 31)),
        last_at: lang::at(lang, Instant(1_782_811_800_000), &lang::beijing()),
        text: "规划许可已补办，消防审查资料待补。".into(),
        rate: "40%".into(),
        problem: "消防审查排队较长".into(),
        next_step: "补齐资料后报审".into(),
    };
    let told =
        Told {
            unit: "惠安县住房和城乡建设局".into(), at: Instant(1_782_811_800_000), rows: vec![line]
        };
    vec![Sample::of("rounds.sheet", Sheet::of(frame, told))]
}
