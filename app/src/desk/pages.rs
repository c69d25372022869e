//! `GET /`: the desk, in the versions that a person's roles give them (core's `desk::Versions`).

use super::{
    clues::Clues,
    looked::Look,
    news::News,
    owing::{self, Owes},
    publications::Publications,
    rows::{Matters, Wanted},
    steps::{self, Steps},
    urged::{self, Reply, Urges},
    watch::Watch,
};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        instructing,
        list::{self, Filter},
        rounds::may_urge,
        store::owed,
    },
    people::scope::{Parts, counted, scope},
    web::{
        error::Error,
        layout::{Frame, page},
        list::Filters,
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State as Shared, response::Response};
use bangdu_core::{
    desk::{Versions, awaited},
    matters::{Late, Light, Source, State, TodoKind},
    people::{Actor, Role, Sight},
};

/// So many rows stand beneath a heading that isn't the desk's main one.
const FEW: usize = 3;
/// So many units stand open in the narrow column.
const BESIDE: usize = 4;
/// So many of each group stand on the desk of somebody who only leads: it is read on a phone.
const LED: usize = 5;
/// So many of a leader's instructions are shown beside other work.
const INSTRUCTIONS: usize = 20;
/// So many are shown to those whose lights are the desk's main thing.
const STUCK: usize = 6;
/// So many stuck shares and units are shown.
const WATCHED: usize = 10;
/// More than this is not counted.
const COUNTED: i64 = 1_000;
/// More late steps than these are not looked at to count the matters that they belong to.
const LATE_STEPS: i64 = 2_000;

pub(super) async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let lang = frame.lang;
    let (content, scope) = app
        .view(&who.actor, move |tx, around| {
            let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
            let scope = scope(actor, &around, &filters, lang);
            let area = filters.get("area").and_then(|id| id.parse().ok());
            let look = Look::of(&around, actor, lang, area);
            Ok((Content::read(tx, &look)?, scope))
        })
        .await?;
    page(Desk::of(frame.scoped(scope), content))
}

#[derive(Template)]
#[template(path = "desk/desk.html")]
pub(super) struct Desk {
    frame: Frame,
    content: Content,
}

impl Desk {
    pub fn of(frame: Frame, content: Content) -> Desk {
        Desk { frame: frame.titled("nav.desk"), content }
    }

    /// What the reader's decisions are called: a head signs, a leader settles.
    fn decisions(&self) -> &str {
        self.frame.t(if self.content.versions.leader { "desk.to_settle" } else { "desk.to_sign" })
    }

    /// The first of a long list beside the desk's main column; the others stand folded beneath.
    fn first<'r, T>(&self, rows: &'r [T]) -> &'r [T] {
        &rows[..rows.len().min(BESIDE)]
    }

    fn rest<'r, T>(&self, rows: &'r [T]) -> &'r [T] {
        &rows[rows.len().min(BESIDE)..]
    }

    /// The roles that have no pages yet, by name.
    fn awaited(&self) -> String {
        let words: Vec<String> =
            self.content.awaited.iter().map(|role| self.frame.word(&role.word())).collect();
        words.join(self.frame.t("sign_in.and"))
    }

    /// This very page, for forms that lead back to it.
    fn here(&self) -> &str {
        &self.frame.path
    }
}

/// What the desk shows of the store.
#[derive(Default)]
pub(super) struct Content {
    pub versions: Versions,
    /// Whether there is business for this person at all.
    pub business: bool,
    /// What the reader is trusted with that has no pages yet.
    pub awaited: Vec<Role>,
    /// What rests on the reader's own instruction.
    pub mine: Matters,
    /// Steps that decide what others propose.
    pub decisions: Vec<Steps>,
    /// The other steps.
    pub steps: Vec<Steps>,
    /// Public pages that wait for the reader's approval.
    pub publications: Publications,
    /// Clues that wait to be screened.
    pub clues: Clues,
    /// The reports that the reader's units owe.
    pub round: Option<Steps>,
    /// What the reader's units were urged on and have not answered.
    pub urges: Urges,
    pub watch: Watch,
    /// Who has not reported, for those who may urge.
    pub owing: Vec<Owes>,
    /// Whether more is owed than is shown.
    pub owing_more: bool,
    /// Whom the reader's offices urged lately, and what they did since.
    pub replies: Vec<Reply>,
    /// Whether the reader may urge.
    pub may_urge: bool,
    /// Of an office's hand who may urge nobody, or sees only a part: how many matters have overdue reports, and the list of them.
    pub unreported: Option<(i64, String)>,
    /// How many are late in any way, and the list of them.
    pub late: String,
    pub late_all: String,
    /// How many of them are past their own deadline, and the list; for whoever sees only a part.
    pub unfinished: Option<(i64, String)>,
    /// Instructions that nobody has taken up.
    pub instructions: Matters,
    pub week: Matters,
    pub red: Matters,
    pub yellow: Matters,
    /// How many are due within seven days, those past among them, as the list behind it counts.
    pub due: i64,
    pub due_all: String,
    pub export: String,
    /// Which matters the figures count.
    pub counted: String,
    /// When the desk was read: a form that urges says so.
    pub opened: i64,
    /// Whether the reader writes instructions.
    pub instructs: bool,
    pub news: News,
}

impl Content {
    fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Content, ActError> {
        let versions = Versions::of(look.actor, look.today());
        if look.sight == Sight::Nothing {
            return Ok(Content { awaited: awaited(look.actor, look.today()), ..Content::default() });
        }
        let office = versions.clerk || versions.head;
        let elsewhere: &[TodoKind] = if versions.liaison { &[TodoKind::Report] } else { &[] };
        let all = steps::read(tx, look, elsewhere)?;
        let deciding = versions.leader || versions.head;
        let (decisions, others) = all.into_iter().partition(|group| deciding && group.kind.decides());
        let round = if versions.liaison { steps::of_kind(tx, look, TodoKind::Report)? } else { None };
        let urges = if versions.liaison { Urges::read(tx, look)? } else { Urges::default() };
        let (owing, owing_more) = owing::read(tx, look)?;
        let replies = if office { urged::replies(tx, look)? } else { Vec::new() };
        let lit = |light| Filter { light: Some(light), ..Filter::default() };
        let soon = Filter {
            due_from: Some(look.now()),
            due_before: Some(look.week_end()),
            running: true,
            // Whoever has claimed completion has no clock to watch.
            states: State::IN_HAND.iter().map(|code| (*code).to_owned()).collect(),
            ..Filter::default()
        };
        let due_all = due_list();
        let most = match (office, versions.only_leads()) {
            (true, _) => FEW,
            (false, true) => LED,
            (false, false) => STUCK,
        };
        let instructions_shown = if versions.only_leads() { LED } else { INSTRUCTIONS };
        let mut read = |filter: &Filter, all: &str, most, told| {
            Matters::read(tx, look, &Wanted { filter, all, most, told })
        };
        let red = read(&lit(Light::Red), "/matters?light=red", most, versions.leader)?;
        let yellow = read(&lit(Light::Yellow), "/matters?light=yellow", most, false)?;
        let mine = if versions.leader {
            let (mine, all) = of_author(look.actor);
            read(&mine, &all, instructions_shown, true)?
        } else {
            Matters::default()
        };
        let instructions = if versions.clerk {
            read(
                &taken_up_by_nobody(),
                "/matters?source=instruction&state=draft&state=awaiting_approval&state=registered&state=assigned",
                FEW,
                false,
            )?
        } else {
            Matters::default()
        };
        let week = if office { read(&soon, &due_all, FEW, false)? } else { Matters::default() };
        let watch = if versions.head { Watch::read(tx, look, WATCHED)? } else { Watch::default() };
        let soon = look.narrowed(&soon);
        let mut count = |filter: &Filter| {
            let asked = list::Asked { sight: &look.sight, filter, now: look.now() };
            list::count(tx, &asked, COUNTED)
        };
        let late = |late: &[Late]| look.narrowed(&Filter { late: late.to_vec(), ..Filter::default() });
        // Reports on other offices' matters are owed by a county's units too, though their own office can't urge them.
        let part = matches!(look.sight, Sight::Units { .. });
        let may_urge = may_urge(look.around);
        let unreported = if office && (part || !may_urge) {
            let all = look.list(&format!("/matters?overdue={}", Late::Unreported.code()));
            Some((count(&late(&[Late::Unreported]))?, all))
        } else {
            None
        };
        let unfinished = match part {
            true => Some((count(&late(&[Late::Unfinished]))?, look.list("/matters?overdue=unfinished"))),
            false => None,
        };
        let (all_late, due) = (late(&Late::ALL), count(&soon)?);
        let late = late_told(tx, look, &all_late)?;
        Ok(Content {
            versions,
            business: true,
            awaited: Vec::new(),
            mine,
            decisions,
            steps: others,
            publications: if deciding { Publications::read(tx, look)? } else { Publications::default() },
            clues: Clues::read(tx, look)?,
            round,
            urges,
            watch,
            owing,
            owing_more,
            replies,
            instructions,
            week,
            red,
            yellow,
            due,
            may_urge,
            unreported,
            late,
            late_all: look.list("/matters?overdue=any"),
            unfinished,
            due_all: look.list(&due_all),
            export: look.list("/matters/export"),
            counted: counted(look.lang, look.actor, look.around, look.area, Parts::Any),
            opened: look.now().0,
            instructs: instructing::is_offered(look.around),
            news: News::read(tx, look)?,
        })
    }
}

/// The list of what is due within seven days and whose clock runs.
pub(super) fn due_list() -> String {
    State::IN_HAND.iter().fold("/matters?due=week".to_owned(), |list, code| format!("{list}&state={code}"))
}

/// How many are late. Where a whole large installation is in sight, that there are at least so many: counting all of
/// it would cost more than everything else on the desk.
fn late_told(tx: &mut Tx<'_>, look: &Look<'_>, late: &Filter) -> Result<String, ActError> {
    if look.sight == Sight::Everything && late.area.is_empty() {
        let (n, more) = owed::late_at_least(tx, look.now(), LATE_STEPS)?;
        if more {
            return Ok(format!("{n}+"));
        }
    }
    let asked = list::Asked { sight: &look.sight, filter: late, now: look.now() };
    Ok(list::count(tx, &asked, COUNTED)?.to_string())
}

/// What rests on this person's instruction and isn't done with, and the list of all that does.
fn of_author(actor: &Actor) -> (Filter, String) {
    let filter = Filter { author: Some(actor.person), finished: Some(false), ..Filter::default() };
    (filter, format!("/matters?author={}&show=unfinished", actor.person))
}

/// Instructions before a unit has signed for them.
fn taken_up_by_nobody() -> Filter {
    let states = ["draft", "awaiting_approval", "registered", "assigned"];
    Filter {
        source: Some(Source::Instruction.code().to_owned()),
        states: states.map(str::to_owned).into(),
        finished: Some(false),
        ..Filter::default()
    }
}
