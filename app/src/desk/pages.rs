//! `GET /`: the desk.

use super::waiting::{self, Group, LOOKED};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::Around,
        list::{self, Filter},
        rounds::owing::{Debtor, Owing},
        store::{owed::Owed, waiting::Waiting},
    },
    people::directory::Directory,
    web::{
        error::Error,
        lang::{self, Lang, tf},
        layout::{Frame, page},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use bangdu_core::{
    instant::Instant,
    matters::{Light, Matter, State, TodoKind, light},
    people::{Sight, sight},
};
use jiff::{Span, civil::Date};

/// So many rows a group shows; the list has the rest.
const SHOWN: usize = 20;
/// More than this is not counted.
const COUNTED: i64 = 1_000;

/// The desk.
pub(super) fn router() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let lang = frame.lang;
    let content = app.view(&who.actor, move |tx, around| Content::read(tx, &around, lang)).await?;
    page(Desk::of(frame, content))
}

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct Desk {
    frame: Frame,
    content: Content,
}

impl Desk {
    fn of(frame: Frame, content: Content) -> Desk {
        Desk { frame: frame.titled("nav.desk"), content }
    }

    fn is_empty(&self) -> bool {
        let c = &self.content;
        c.groups.is_empty()
            && c.owing.is_empty()
            && c.red.rows.is_empty()
            && c.yellow.rows.is_empty()
            && c.mine.rows.is_empty()
    }
}

/// What the desk shows of the store.
#[derive(Default)]
struct Content {
    groups: Vec<Steps>,
    /// Who has not reported, for those who may urge.
    owing: Vec<Owes>,
    /// Whether more is owed than is shown.
    owing_more: bool,
    /// What rests on the reader's own instruction.
    mine: Matters,
    red: Matters,
    yellow: Matters,
    /// How many are due within seven days.
    week: i64,
    /// Whether there is business for this person at all.
    business: bool,
}

/// Steps of one kind.
struct Steps {
    name: String,
    count: String,
    rows: Vec<Step>,
    /// The list behind the group.
    all: String,
    /// Whether a document's rows can be approved together.
    together: bool,
}

struct Step {
    href: String,
    title: String,
    number: String,
    unit: String,
    /// The limit, in the reader's manner; empty where there is none.
    by: String,
    past: bool,
}

/// A unit that has not reported, with whom to call and what to say.
struct Owes {
    unit: String,
    id: String,
    count: i64,
    past: i64,
    liaisons: Vec<(String, String)>,
    rows: Vec<(String, String, String)>,
    text: String,
}

/// Matters under a heading, with their number.
#[derive(Default)]
struct Matters {
    count: i64,
    all: String,
    rows: Vec<Shown>,
}

struct Shown {
    href: String,
    title: String,
    unit: String,
    state: String,
    light: Option<&'static str>,
    why: String,
}

impl Content {
    fn read(tx: &mut Tx<'_>, around: &Around<'_>, lang: Lang) -> Result<Content, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let today = around.asker.today(&around.settings.calendar);
        let sight = sight(actor, &around.directory.tree, today);
        let groups = waiting::groups(tx, around)?;
        let lit = |light| Filter { light: Some(light), ..Filter::default() };
        let mine = Filter { author: Some(actor.person), ..Filter::default() };
        let week = Filter { due_before: Some(week_end(around, today)), running: true, ..Filter::default() };
        let owing = Owing::read(tx, around)?.with_liaisons(tx, around)?;
        let mine_at = format!("/matters?author={}", actor.person);
        Ok(Content {
            groups: groups.into_iter().map(|group| Steps::of(group, around, lang)).collect(),
            owing_more: owing.more,
            owing: owing.units.into_iter().map(|debtor| Owes::of(debtor, around, lang)).collect(),
            mine: Matters::read(tx, around, lang, (&sight, &mine), mine_at)?,
            red: Matters::read(tx, around, lang, (&sight, &lit(Light::Red)), "/matters?light=red".into())?,
            yellow: Matters::read(
                tx,
                around,
                lang,
                (&sight, &lit(Light::Yellow)),
                "/matters?light=yellow".into(),
            )?,
            week: list::count(
                tx,
                &list::Asked { sight: &sight, filter: &week, now: around.asker.now },
                COUNTED,
            )?,
            business: sight != Sight::Nothing,
        })
    }
}

impl Steps {
    fn of(group: Group, around: &Around<'_>, lang: Lang) -> Steps {
        let Group { kind, steps, more } = group;
        let zone = around.settings.calendar.zone.time_zone();
        let step = |waiting: Waiting| Step {
            href: format!("/matters/{}/{}", waiting.matter.id, kind.offer()),
            number: waiting.matter.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            unit: lead(&waiting.matter, around.directory),
            past: waiting.by.is_some_and(|by| by <= around.asker.now),
            title: waiting.matter.title,
            by: waiting.by.map(|by| lang::at(lang, by, zone)).unwrap_or_default(),
        };
        Steps {
            name: lang::word(lang, &kind.word()),
            count: if more { format!("{LOOKED}+") } else { steps.len().to_string() },
            rows: steps.into_iter().take(SHOWN).map(step).collect(),
            all: list_of(kind).to_owned(),
            together: kind == TodoKind::ApproveRegistration,
        }
    }
}

impl Owes {
    /// Reports beside those that are listed.
    fn others(&self) -> i64 {
        self.count - i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }

    fn of(debtor: Debtor, around: &Around<'_>, lang: Lang) -> Owes {
        let zone = around.settings.calendar.zone.time_zone();
        let unit = around.directory.unit(debtor.unit).to_owned();
        let title = |report: &Owed| match &report.number {
            Some(number) => format!("{number} {}", report.title),
            None => report.title.clone(),
        };
        let row = |report: &Owed| {
            (format!("/matters/{}", report.matter), title(report), lang::at(lang, report.by, zone))
        };
        let rows: Vec<(String, String, String)> = debtor.reports.iter().map(row).collect();
        let item = |(i, (_, title, at)): (usize, &(String, String, String))| {
            tf(lang, "rounds.urge_item", &[("n", &(i + 1).to_string()), ("title", title), ("at", at)])
        };
        let list: String = rows.iter().enumerate().map(item).collect();
        let list = list.trim_end_matches(['；', ';', ' ']);
        let others = debtor.count - i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let others = if others > 0 {
            tf(lang, "rounds.urge_others", &[("n", &others.to_string())])
        } else {
            String::new()
        };
        let list = format!("{list}{others}");
        Owes {
            id: debtor.unit.to_string(),
            count: debtor.count,
            past: debtor.past,
            liaisons: debtor
                .liaisons
                .into_iter()
                .map(|(name, phone)| (name, phone.unwrap_or_default()))
                .collect(),
            text: tf(lang, "rounds.urge_words", &[("unit", &unit), ("list", &list)]),
            rows,
            unit,
        }
    }
}

impl Matters {
    fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        lang: Lang,
        (sight, filter): (&Sight, &Filter),
        all: String,
    ) -> Result<Matters, ActError> {
        let asked = list::Asked { sight, filter, now: around.asker.now };
        let rows = list::first(tx, &asked, SHOWN)?;
        let count = list::count(tx, &asked, COUNTED)?;
        Ok(Matters { count, all, rows: rows.iter().map(|m| Shown::of(m, around, lang)).collect() })
    }
}

impl Shown {
    fn of(m: &Matter, around: &Around<'_>, lang: Lang) -> Shown {
        let shown = light(m, around.asker.now);
        let why = shown.iter().flat_map(|shown| &shown.why).map(|why| lang::word(lang, &why.word()));
        Shown {
            href: format!("/matters/{}", m.id),
            title: m.title.clone(),
            unit: lead(m, around.directory),
            state: lang::word(lang, &m.state.word()),
            why: why.collect::<Vec<_>>().join(lang.comma()),
            light: shown.map(|shown| shown.light.code()),
        }
    }
}

/// The end of the seventh day from today.
fn week_end(around: &Around<'_>, today: Date) -> Instant {
    let after = today.checked_add(Span::new().days(8)).unwrap_or(Date::MAX);
    around.settings.calendar.midnight(after)
}

fn lead(m: &Matter, directory: &Directory) -> String {
    directory.unit(m.lead().map_or(m.office, |lead| lead.unit)).to_owned()
}

/// The list in which the steps of a kind stand among others.
fn list_of(kind: TodoKind) -> &'static str {
    match kind {
        TodoKind::FinishDraft => "/matters?state=draft",
        TodoKind::ApproveRegistration => "/matters?state=awaiting_approval",
        TodoKind::Assign => "/matters?state=registered",
        TodoKind::SignFor => "/matters?state=assigned",
        TodoKind::DecideObjection => "/matters?state=objecting",
        TodoKind::Verify => "/matters?state=under_verification",
        TodoKind::ReportToAuthor => "/matters?state=awaiting_report",
        TodoKind::ProposeClosure | TodoKind::ApproveClosure => "/matters?state=awaiting_closure",
        TodoKind::LookBack => "/matters?state=closed",
        TodoKind::Report | TodoKind::Deliver | TodoKind::DecideExtension => "/matters?state=in_progress",
        TodoKind::AnswerHelp | TodoKind::DecideWithdrawal | TodoKind::TakeNote => "/matters",
    }
}

/// A clerk's desk, a leader's, one with nothing on it, and an administrator's.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let step = |title: &str, past| Step {
        href: "/matters/1/verify".into(),
        title: title.into(),
        number: "督查立项〔2026〕12号".into(),
        unit: "惠安县住建局".into(),
        by: lang::at(lang, Instant(1_782_811_800_000), &lang::beijing()),
        past,
    };
    let steps = |kind: TodoKind| Steps {
        name: lang::word(lang, &kind.word()),
        count: "2".into(),
        rows: vec![step("实验小学教学楼施工许可", true), step("长者食堂八十八所", false)],
        all: list_of(kind).into(),
        together: kind == TodoKind::ApproveRegistration,
    };
    let matter = |light, why: &str| Shown {
        href: "/matters/1".into(),
        title: "聚城畅通工程滨海大道拓宽段管线迁改".into(),
        unit: "市城管局".into(),
        state: lang::word(lang, &State::word_of("in_progress")),
        light: Some(light),
        why: if lang == Lang::En { String::new() } else { why.into() },
    };
    let matters = |light, why| Matters { count: 1, all: "/matters".into(), rows: vec![matter(light, why)] };
    let owes = || Owes {
        unit: "惠安县住建局".into(),
        id: "1".into(),
        count: 2,
        past: 1,
        liaisons: vec![("陈志强".into(), "13900000001".into())],
        rows: vec![(
            "/matters/1".into(),
            "督查立项〔2026〕12号 实验小学教学楼施工许可".into(),
            lang::at(lang, Instant(1_782_811_800_000), &lang::beijing()),
        )],
        text: tf(lang, "rounds.urge_words", &[("unit", "惠安县住建局"), ("list", "")]),
    };
    let clerk = Content {
        owing: vec![owes()],
        groups: vec![steps(TodoKind::ApproveRegistration), steps(TodoKind::Verify)],
        red: matters("red", "逾期未办结"),
        yellow: matters("yellow", "临近时限"),
        business: true,
        ..Content::default()
    };
    let leader = Content {
        mine: matters("green", ""),
        red: matters("red", "进度滞后"),
        business: true,
        ..Content::default()
    };
    let quiet = Content { business: true, ..Content::default() };
    vec![
        Sample::of("desk.clerk", Desk::of(frame(), clerk)),
        Sample::of("desk.leader", Desk::of(frame(), leader)),
        Sample::of("desk.quiet", Desk::of(frame(), quiet)),
        Sample::of("desk.administrator", Desk::of(frame(), Content::default())),
    ]
}
