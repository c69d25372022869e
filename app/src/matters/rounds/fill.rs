//! `/round`: everything that the reader's unit has to report on, the last text beside the new one.

use super::{
    handed::{self, Place, filled, last_at},
    told,
    urged::{self, Urged},
};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::Around,
        store::{
            pressed,
            waiting::{Behind, Waiting, Whose, waiting},
        },
    },
    web::{
        error::{Error, Said},
        fields::Fields,
        form::Form,
        lang::{self, Lang},
        layout::{Frame, done, page},
        list::Filters,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bangdu_core::{
    ids::{AssignmentId, MatterId},
    instant::Instant,
    matters::{AnswerBy, Pressed, Timely, TodoKind, assignment_light},
    phrase::{Arg, Phrase},
};

/// So many rows stand on a page.
const ROWS: usize = 40;

/// The page.
#[derive(Template)]
#[template(path = "matters/rounds/fill.html")]
struct Fill {
    frame: Frame,
    form: Form,
    filters: Filters,
    rows: Vec<Row>,
    next: Option<String>,
    urged: Vec<Urged>,
}

/// A share that is reported on.
struct Row {
    place: Place,
    href: String,
    number: String,
    title: String,
    unit: String,
    task: String,
    by: String,
    past: bool,
    light: Option<&'static str>,
    rate: String,
    last_at: String,
    last: String,
    /// How the unit was urged on it and has not answered.
    urged: Option<Urge>,
}

/// An urge that waits for an answer.
#[derive(Clone)]
pub(super) struct Urge {
    /// By whom and when, and by which day it is to be answered.
    pub told: String,
    pub text: String,
    /// What is said where the answer is late.
    pub overdue: String,
}

/// What the store says.
struct Read {
    rows: Vec<Row>,
    next: Option<String>,
    urged: Vec<Urged>,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let read = Read::of(&app, &visitor, &frame, &filters).await?;
    let form = Form::typed(&frame, first(&read.rows));
    page(Fill::of(frame, form, filters, read))
}

/// Stores every row that can be stored, and shows again what could not.
pub(super) async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    mut frame: Frame,
    filters: Filters,
    fields: Fields,
) -> Result<Response, Error> {
    let places = filled(&fields);
    let mut form = Form::typed(&frame, fields);
    let (mut stored, mut left) = (0_usize, Vec::new());
    for place in &places {
        let carried = match handed::read(&mut form, &frame, *place) {
            Some(command) => handed::store(&app, &visitor.actor, *place, command).await,
            None => {
                left.push(*place);
                continue;
            }
        };
        match carried {
            Ok(()) => stored += 1,
            Err(error) => {
                form.wrong(&place.field("text"), why(error, &frame)?);
                left.push(*place);
            }
        }
    }
    if places.is_empty() {
        form.wrong("text", frame.t("rounds.nothing_typed"));
    } else if left.is_empty() {
        return Ok(done("/round", &frame.t1("rounds.stored", "n", stored)));
    }
    if stored > 0 {
        let args = [("n", &*stored.to_string()), ("left", &*left.len().to_string())];
        frame = frame.clone().warned(frame.tf("rounds.stored_some", &args));
    }
    let read = Read::of(&app, &visitor, &frame, &filters).await?;
    let answer = page(Fill::of(frame, form, filters, read))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

/// Why a row was not stored, as a sentence at its field.
fn why(error: ActError, frame: &Frame) -> Result<String, Error> {
    match error {
        ActError::Stale => Ok(frame.t("rounds.said_meanwhile").to_owned()),
        ActError::Refused(refusal) => Ok(Said::of(&refusal, frame).sentence(frame.lang)),
        other => Err(other.into()),
    }
}

/// The rates that stand in the form at first.
fn first(rows: &[Row]) -> Fields {
    let rate = |row: &Row| (row.place.field("rate"), row.rate.clone());
    Fields::from(rows.iter().map(rate))
}

impl Fill {
    fn of(frame: Frame, mut form: Form, filters: Filters, read: Read) -> Fill {
        for row in &read.rows {
            for name in ["text", "rate", "problem", "next_step"] {
                form.about(&row.field(name), &row.title);
            }
        }
        Fill {
            frame: frame.titled("rounds.title"),
            form,
            filters,
            rows: read.rows,
            next: read.next,
            urged: read.urged,
        }
    }
}

impl Read {
    async fn of(app: &App, visitor: &Visitor, frame: &Frame, filters: &Filters) -> Result<Read, Error> {
        let (lang, behind) = (frame.lang, filters.start().and_then(Behind::from_text));
        Ok(app.view(&visitor.actor, move |tx, around| Read::from(tx, &around, lang, behind.as_ref())).await?)
    }

    fn from(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        lang: Lang,
        behind: Option<&Behind>,
    ) -> Result<Read, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let today = around.asker.today(&around.settings.calendar);
        let whose = Whose::of(actor, &around.directory.tree, today).only(TodoKind::Report);
        let mut steps = waiting(tx, &whose, behind, ROWS + 1)?;
        let more = steps.len() > ROWS;
        steps.truncate(ROWS);
        let next = steps.last().filter(|_| more).map(|last| Behind::of(last).to_text());
        let matters: Vec<MatterId> = steps.iter().map(|step| step.matter.id).collect();
        let urges = pressed::of(tx, &matters)?;
        let row = |step: &Waiting| Row::all(step, urges.get(&step.matter.id), around, lang);
        let rows: Vec<Row> = steps.iter().flat_map(row).collect();
        // On the first page alone: what was urged stands beside the round, whatever page of it is read.
        let urged = if behind.is_none() { urged::beside(tx, around, lang, &whose)? } else { Vec::new() };
        Ok(Read { rows, next, urged })
    }
}

impl Row {
    /// A row for each of the unit's shares that owe a report.
    fn all(step: &Waiting, urges: Option<&Vec<Pressed>>, around: &Around<'_>, lang: Lang) -> Vec<Row> {
        let m = &step.matter;
        let open = |urge: &&Pressed| urge.unit == step.unit && urge.answered.is_none();
        let urged = urges.and_then(|urges| urges.iter().find(open)).map(|urge| told(urge, around, lang));
        let zone = around.settings.calendar.zone.time_zone();
        let shares = m.assignments.iter().filter(|a| {
            let owes = m.moments.share(a.id).is_some_and(|share| share.report_due_at.is_some());
            a.unit == step.unit && owes
        });
        let row = |a: &bangdu_core::matters::Assignment| Row {
            place: Place { matter: m.id, assignment: a.id, seen: last_at(m, a.id) },
            href: format!("/matters/{}", m.id),
            number: m.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            title: m.title.clone(),
            unit: around.directory.unit(a.unit).to_owned(),
            task: a.task.clone(),
            by: step.by.map(|by| lang::at(lang, by, zone)).unwrap_or_default(),
            past: step.by.is_some_and(|by| by <= around.asker.now),
            light: assignment_light(m, a.id, around.asker.now).map(|shown| shown.light.code()),
            rate: a.rate.map(|rate| rate.exact()).unwrap_or_default(),
            last_at: a.last_report.as_ref().map(|l| lang::at(lang, l.at, zone)).unwrap_or_default(),
            last: a.last_report.as_ref().map(|l| l.text.clone()).unwrap_or_default(),
            urged: urged.clone(),
        };
        shares.map(row).collect()
    }

    fn field(&self, name: &str) -> String {
        self.place.field(name)
    }
}

/// By whom and when, and with which words.
pub(super) fn told(urge: &Pressed, around: &Around<'_>, lang: Lang) -> Urge {
    let at = lang::at(lang, urge.at, around.settings.calendar.zone.time_zone());
    let by = Phrase::new("{0}", "{0}", vec![Arg::from(urge.by)]);
    let who = lang::say(lang, &by, around.directory.as_ref());
    let (word, late) = told::awaited(lang, urge, around.asker.now);
    Urge {
        told: told::was_urged(lang, &who, &at, urge.answer_by),
        text: urge.text.clone(),
        overdue: if late { word } else { String::new() },
    }
}

/// Until when samples are to be answered.
const ANSWER_BY: AnswerBy = AnswerBy { on: jiff::civil::date(2026, 11, 26), at: Instant(1_795_685_400_000) };

/// A round with rows, one with a row in error, and one with nothing to do.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let row = |n: u128, title: &str, past| Row {
        place: Place {
            matter: MatterId(uuid::Uuid::from_u128(n)),
            assignment: AssignmentId(uuid::Uuid::from_u128(n)),
            seen: 0,
        },
        href: "/matters/1".into(),
        number: "督查立项〔2026〕12号".into(),
        title: title.into(),
        unit: "惠安县住建局".into(),
        task: String::new(),
        by: lang::at(lang, Instant(1_782_811_800_000), &lang::beijing()),
        past,
        light: Some(if past { "red" } else { "green" }),
        rate: "40".into(),
        last_at: lang::at(lang, Instant(1_780_211_800_000), &lang::beijing()),
        last: "规划许可已补办，消防审查资料待补。".into(),
        urged: past.then(|| Urge {
            told: told::was_urged(lang, "林晓梅", &lang::date(lang, ANSWER_BY.on), Some(ANSWER_BY)),
            text: "请抓紧填报。".to_owned(),
            overdue: lang::word(lang, &Timely::Overdue.word()),
        }),
    };
    let rows = || vec![row(1, "实验小学教学楼施工许可", true), row(2, "长者食堂八十八所", false)];
    let sample = |name, rows: Vec<Row>, wrong: bool, urged: Vec<Urged>| {
        let frame = frame();
        let mut form = Form::typed(&frame, first(&rows));
        if let Some(row) = rows.first().filter(|_| wrong) {
            form.wrong(&row.field("text"), frame.t("rounds.said_meanwhile"));
        }
        let filters = Filters::of("/round", "");
        Sample::of(name, Fill::of(frame, form, filters, Read { rows, next: None, urged }))
    };
    vec![
        sample("rounds.fill", rows(), false, urged::sample()),
        sample("rounds.wrong", rows(), true, vec![]),
        sample("rounds.nothing", vec![], false, vec![]),
        sample("rounds.only_urged", vec![], false, urged::sample()),
    ]
}
