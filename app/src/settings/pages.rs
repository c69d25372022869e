//! `/settings`: the calendar of a year, the import of a notice, the cut-off and the default rules.

use super::act::change;
use crate::{
    act::ActError,
    app::App,
    campaigns::rules_form,
    db::Tx,
    matters::act::Around,
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        lang::Lang,
        layout::{Frame, done, page},
        list::Filters,
        markup::Markup,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::State as Shared,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use bangdu_core::{
    calendar::{Calendar, DayKind, Rest, Year, explain, notice, notice::Notice},
    people::{Action, Ground, allows, require},
    settings::{Settings, SettingsCommand},
};
use jiff::civil::{Date, Time};
use std::sync::Arc;

/// The settings' pages.
pub fn router() -> Router<App> {
    Router::new()
        .route("/settings", get(show))
        .route("/settings/notice", get(blank_notice).post(take_notice))
        .route("/settings/cutoff", get(cutoff).post(set_cutoff))
        .route("/settings/rules", get(rules).post(set_rules))
}

async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let asked = filters.get("year").and_then(|year| year.parse::<i16>().ok());
    let (settings, today, may) = app
        .view(&who.actor, |tx, around| {
            let today = around.asker.today(&around.settings.calendar);
            Ok((around.settings.clone(), today, May::of(tx, &around)))
        })
        .await?;
    page(YearPage::of(frame, &settings.calendar, asked.unwrap_or(today.year()), today, may))
}

/// What this person may change.
#[derive(Clone, Copy, Default)]
struct May {
    calendar: bool,
    rules: bool,
}

impl May {
    fn of(_: &mut Tx<'_>, around: &Around<'_>) -> May {
        let Some(actor) = around.asker.actor else { return May::default() };
        let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
        let ground = Ground::of_unit(actor.unit);
        May {
            calendar: allows(actor, Action::ManageCalendar, &ground, tree, today),
            rules: allows(actor, Action::ManageSettings, &ground, tree, today),
        }
    }
}

#[derive(Template)]
#[template(path = "settings/year.html")]
struct YearPage {
    frame: Frame,
    year: i16,
    known: bool,
    months: Vec<Month>,
    holidays: Vec<Holiday>,
    papers: Vec<String>,
    cutoff: String,
    may: May,
}

/// A month as weeks of seven days, blanks around it.
struct Month {
    number: i8,
    weeks: Vec<Vec<Option<Day>>>,
}

struct Day {
    number: i8,
    /// `rest`, `holiday`, `work`, or empty for a plain working day.
    kind: &'static str,
    /// The holiday's name, for a day that a notice names.
    name: String,
    today: bool,
}

impl YearPage {
    fn of(frame: Frame, calendar: &Calendar, year: i16, today: Date, may: May) -> YearPage {
        let year = year.clamp(1949, 2200);
        let papers = calendar.years().find(|known| known.year() == year);
        YearPage {
            year,
            known: calendar.is_known(year),
            months: (1..=12).filter_map(|month| Month::of(calendar, year, month, today)).collect(),
            holidays: papers.map(|known| Holiday::all(known, &frame)).unwrap_or_default(),
            papers: papers.map(|known| known.papers().to_vec()).unwrap_or_default(),
            cutoff: calendar.cutoff.strftime("%H:%M").to_string(),
            may,
            frame: frame.titled("settings.title"),
        }
    }

    fn weekdays(&self) -> Vec<&str> {
        self.frame.t("settings.weekdays").split(' ').collect()
    }
}

/// A holiday with the days on which one rests, and the days that are worked for it.
struct Holiday {
    name: String,
    off: String,
    off_days: usize,
    on: String,
}

impl Holiday {
    /// In the order of the year.
    fn all(year: &Year, frame: &Frame) -> Vec<Holiday> {
        let mut names: Vec<&str> = Vec::new();
        for day in year.days() {
            if !names.contains(&day.name.as_str()) {
                names.push(&day.name);
            }
        }
        names.into_iter().map(|name| Holiday::of(name, year, frame)).collect()
    }

    fn of(name: &str, year: &Year, frame: &Frame) -> Holiday {
        let days = |off| year.days().iter().filter(move |day| day.name == name && day.off == off);
        let off: Vec<Date> = days(true).map(|day| day.date).collect();
        let told = match off[..] {
            [] => String::new(),
            [one] => frame.date(one),
            [first, .., last] => {
                let (first, last) = (frame.date(first), frame.date(last));
                frame.tf("settings.from_to", &[("from", &first), ("to", &last)])
            }
        };
        let weekday = |date: Date| frame.word(&explain::weekday(date));
        let on = days(false).map(|day| format!("{} {}", frame.date(day.date), weekday(day.date)));
        Holiday {
            name: frame.word(&explain::holiday(name)),
            off_days: off.len(),
            off: told,
            on: on.collect::<Vec<_>>().join(frame.lang.comma()),
        }
    }
}

impl Month {
    fn of(calendar: &Calendar, year: i16, month: i8, today: Date) -> Option<Month> {
        let first = Date::new(year, month, 1).ok()?;
        let blanks = usize::try_from(first.weekday().to_monday_zero_offset()).ok()?;
        let mut cells: Vec<Option<Day>> = (0..blanks).map(|_| None).collect();
        let days = (1..=first.days_in_month()).filter_map(|day| Date::new(year, month, day).ok());
        cells.extend(days.map(|date| Some(Day::of(calendar, date, today))));
        let mut weeks = Vec::new();
        while !cells.is_empty() {
            let rest = cells.split_off(cells.len().min(7));
            let mut week = std::mem::replace(&mut cells, rest);
            week.resize_with(7, || None);
            weeks.push(week);
        }
        Some(Month { number: month, weeks })
    }
}

impl Day {
    fn of(calendar: &Calendar, date: Date, today: Date) -> Day {
        let (kind, name) = match calendar.day(date) {
            DayKind::Working { make_up: Some(name) } => ("work", name),
            DayKind::Working { make_up: None } => ("", String::new()),
            DayKind::Rest(Rest::Holiday(name)) => ("holiday", name),
            DayKind::Rest(Rest::Weekend) => ("rest", String::new()),
        };
        Day { number: date.day(), kind, name: name.to_string(), today: date == today }
    }
}

/// Nothing, or the refusal of whoever may not change this.
async fn must(app: &App, who: &Visitor, action: Action) -> Result<Arc<Settings>, Error> {
    let settings = app.view(&who.actor, move |_, around| {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let today = around.asker.today(&around.settings.calendar);
        require(actor, action, &Ground::of_unit(actor.unit), &around.directory.tree, today)?;
        Ok(around.settings.clone())
    });
    Ok(settings.await?)
}

async fn carry_out(app: &App, who: &Visitor, command: SettingsCommand) -> Result<Settings, ActError> {
    app.change(&who.actor, move |tx, around| change(tx, &around.asker, around.directory, &command)).await
}

#[derive(Template)]
#[template(path = "settings/notice.html")]
struct NoticePage {
    frame: Frame,
    form: Form,
    read: Option<Notice>,
    /// The days that it would change: what each is and would be.
    changes: Vec<(String, String, String)>,
}

impl NoticePage {
    fn of(frame: Frame, form: Form, read: Option<Notice>, calendar: &Calendar) -> NoticePage {
        let year = read.as_ref().and_then(|read| read.year.as_ref());
        let kind = |kind: &DayKind| match kind {
            DayKind::Working { make_up: Some(_) } => frame.t("settings.is_make_up").to_owned(),
            DayKind::Working { make_up: None } => frame.t("settings.is_working").to_owned(),
            DayKind::Rest(Rest::Holiday(name)) => {
                frame.t1("settings.is_holiday", "name", frame.word(&explain::holiday(name)))
            }
            DayKind::Rest(Rest::Weekend) => frame.t("settings.is_weekend").to_owned(),
        };
        let changes = year.map(|year| calendar.changes(year)).unwrap_or_default();
        let changes = changes.iter().map(|c| (frame.date(c.date), kind(&c.was), kind(&c.now))).collect();
        NoticePage { form, read, changes, frame: under(frame) }
    }

    fn year(&self) -> Option<i16> {
        self.read.as_ref()?.year.as_ref().map(|year| year.year())
    }
}

fn under(frame: Frame) -> Frame {
    let all = frame.t("settings.title").to_owned();
    frame.under(all, "/settings")
}

async fn blank_notice(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let settings = must(&app, &who, Action::ManageCalendar).await?;
    let frame = frame.titled("settings.notice");
    let form = Form::blank(&frame);
    page(NoticePage::of(frame, form, None, &settings.calendar))
}

/// First what was understood is shown; the same text, confirmed, is taken over.
async fn take_notice(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let settings = must(&app, &who, Action::ManageCalendar).await?;
    let frame = frame.titled("settings.notice");
    let confirmed = fields.get("then") == "confirm";
    let mut form = Form::typed(&frame, fields);
    let text = form.needed("text");
    if text.is_empty() {
        let again = NoticePage::of(frame, form, None, &settings.calendar);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(again)?).into_response());
    }
    let expected = form.values().get("year").parse().ok();
    let read = notice::read(&text, expected, form.values().given("paper"));
    let Some(year) = read.year.clone().filter(|_| confirmed) else {
        return page(NoticePage::of(frame, form, Some(read), &settings.calendar));
    };
    let number = year.year();
    match carry_out(&app, &who, SettingsCommand::ImportYear(year)).await {
        Ok(_) => {
            Ok(done(&format!("/settings?year={number}"), &frame.t1("settings.imported", "year", number)))
        }
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            Ok((StatusCode::CONFLICT, page(NoticePage::of(frame, form, Some(read), &settings.calendar))?)
                .into_response())
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "settings/form.html")]
struct SettingPage {
    frame: Frame,
    form: Form,
    to: &'static str,
    what: String,
    fields: Markup,
}

impl SettingPage {
    fn cutoff(frame: Frame, form: Form) -> SettingPage {
        let frame = under(frame.titled("settings.cutoff"));
        let field = form.field("cutoff", frame.t("settings.cutoff")).need();
        let fields = field.hint(frame.t("settings.cutoff_hint")).text();
        SettingPage {
            to: "/settings/cutoff",
            what: frame.t("settings.recomputed").to_owned(),
            fields,
            form,
            frame,
        }
    }

    fn rules(frame: Frame, form: Form) -> SettingPage {
        let frame = under(frame.titled("settings.rules"));
        let fields = rules_form::markup(&form, &frame);
        SettingPage {
            to: "/settings/rules",
            what: frame.t("settings.rules_what").to_owned(),
            fields,
            form,
            frame,
        }
    }

    fn again(self, status: StatusCode) -> Result<Response, Error> {
        Ok((status, page(self)?).into_response())
    }
}

async fn cutoff(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let settings = must(&app, &who, Action::ManageCalendar).await?;
    let set = settings.calendar.cutoff.strftime("%H:%M").to_string();
    let form = Form::typed(&frame, Fields::from([("cutoff", set)]));
    page(SettingPage::cutoff(frame, form))
}

async fn set_cutoff(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    must(&app, &who, Action::ManageCalendar).await?;
    let mut form = Form::typed(&frame, fields);
    let Some(cutoff) = read_time(form.values().get("cutoff")) else {
        form.wrong("cutoff", frame.t("settings.no_time"));
        return SettingPage::cutoff(frame, form).again(StatusCode::UNPROCESSABLE_ENTITY);
    };
    match carry_out(&app, &who, SettingsCommand::SetCutoff(cutoff)).await {
        Ok(_) => Ok(done("/settings", frame.t("settings.saved"))),
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            SettingPage::cutoff(frame, form).again(StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

/// `18:00`, also with a full-width colon.
fn read_time(text: &str) -> Option<Time> {
    let text = text.replace('：', ":");
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()
}

async fn rules(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let settings = must(&app, &who, Action::ManageSettings).await?;
    let form = Form::typed(&frame, rules_form::fields(&settings.rules));
    page(SettingPage::rules(frame, form))
}

async fn set_rules(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    must(&app, &who, Action::ManageSettings).await?;
    let mut form = Form::typed(&frame, fields);
    let Some(rules) = rules_form::read(&mut form, &frame) else {
        return SettingPage::rules(frame, form).again(StatusCode::UNPROCESSABLE_ENTITY);
    };
    match carry_out(&app, &who, SettingsCommand::SetRules(rules)).await {
        Ok(_) => Ok(done("/settings", frame.t("settings.saved"))),
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            SettingPage::rules(frame, form).again(StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

/// A known and a provisional year, the import with and without faults, and the two forms.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let calendar = Calendar::shipped();
    let today = jiff::civil::date(2026, 11, 23);
    let may = May { calendar: true, rules: true };
    let good = notice::read("2027年部分节假日安排\n一、元旦：2027年1月1日（周五）放假。", None, None);
    let bad = notice::read("2027年部分节假日安排\n一、元旦：2027年1月1日（周一）放假。", None, None);
    let noticed = |read| {
        let frame = frame().titled("settings.notice");
        NoticePage::of(frame.clone(), Form::blank(&frame), read, &calendar)
    };
    let cutoff = Form::typed(&frame(), Fields::from([("cutoff", "18:00")]));
    let rules = Form::typed(&frame(), rules_form::fields(&bangdu_core::campaigns::Rules::default()));
    vec![
        Sample::of("settings.year", YearPage::of(frame(), &calendar, 2026, today, may)),
        Sample::of("settings.provisional", YearPage::of(frame(), &calendar, 2030, today, May::default())),
        Sample::of("settings.notice", noticed(None)),
        Sample::of("settings.notice.read", noticed(Some(good))),
        Sample::of("settings.notice.faulty", noticed(Some(bad))),
        Sample::of("settings.cutoff", SettingPage::cutoff(frame(), cutoff)),
        Sample::of("settings.rules", SettingPage::rules(frame(), rules)),
    ]
}
