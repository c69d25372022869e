//! Settings in the JSON API: default rules, cut-off and calendars are read and changed.

use super::{act, store};
use crate::{
    act::ActError,
    api::{Answer, Caller, Once, Reply, bad, fresh},
    app::App,
    db::Tx,
    journal,
    matters::act::Around,
    web::{error::Error, layout::Frame},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use bangdu_core::{
    calendar::{Year, notice},
    campaigns::Rules,
    settings::{Settings, SettingsCommand},
};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of settings.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(change))
        .routes(routes!(year))
        .routes(routes!(take_over))
}

/// The installation's settings.
#[derive(Serialize, ToSchema)]
struct SettingsView {
    /// When a working day ends, `18:00`.
    cutoff: String,
    /// The calendar's version, as explanations of deadlines name it.
    calendar: String,
    /// Years whose notice is known.
    years: Vec<i16>,
    /// The rules where no campaign says otherwise.
    #[schema(value_type = Object)]
    rules: Rules,
}

/// A year's rest and make-up days beyond the ordinary weekends.
#[derive(Serialize, ToSchema)]
struct YearView {
    year: i16,
    /// Where the notice was published.
    papers: Vec<String>,
    days: Vec<DayView>,
}

/// A day that is not what its weekday says.
#[derive(Serialize, ToSchema)]
struct DayView {
    on: String,
    name: String,
    /// A rest day, or else a make-up working day.
    off: bool,
}

impl YearView {
    fn of(year: &Year) -> YearView {
        let days = year.days().iter();
        let days = days.map(|day| DayView { on: day.date.to_string(), name: day.name.clone(), off: day.off });
        YearView { year: year.year(), papers: year.papers().to_vec(), days: days.collect() }
    }
}

/// What changes; what is absent stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsChanges {
    /// When a working day ends, `18:00`.
    cutoff: Option<String>,
    /// The rules where no campaign says otherwise; absent ones are the usual ones.
    #[schema(value_type = Option<Object>)]
    rules: Option<Rules>,
}

/// A year's notice.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoticeBody {
    /// The notice's text as it was published.
    text: String,
    /// The year, where the text doesn't say it.
    year: Option<i16>,
    /// Where it was published.
    paper: Option<String>,
}

/// The installation's settings. Their version is the ETag.
#[utoipa::path(get, path = "/settings", tag = "settings", operation_id = "settings",
    responses((status = 200, body = SettingsView)))]
async fn show(State(app): State<App>, caller: Caller) -> Reply {
    Ok(app.view(&caller.actor, move |tx, around| answer(tx, around.settings)).await?)
}

/// Change the cut-off, the default rules, or both; matters are recomputed afterwards.
#[utoipa::path(patch, path = "/settings", tag = "settings", operation_id = "change_settings",
    request_body = SettingsChanges,
    responses((status = 200, body = SettingsView), (status = 403), (status = 409), (status = 422)))]
async fn change(State(app): State<App>, caller: Caller, once: Once<SettingsChanges>) -> Reply {
    let commands = once.body.commands()?;
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &SettingsChanges, expected| {
        fresh(expected, version(tx)?)?;
        let mut after = Settings::clone(around.settings);
        for command in &commands {
            after = act::change(tx, &around.asker, around.directory, command)?;
        }
        answer(tx, &after)
    };
    caller.act(&app, once, act).await
}

impl SettingsChanges {
    fn commands(&self) -> Result<Vec<SettingsCommand>, Error> {
        let time = |text: &String| Time::strptime("%H:%M", text).map_err(|_| bad("cutoff"));
        let cutoff = self.cutoff.as_ref().map(time).transpose()?.map(SettingsCommand::SetCutoff);
        let rules = self.rules.clone().map(SettingsCommand::SetRules);
        let commands: Vec<SettingsCommand> = cutoff.into_iter().chain(rules).collect();
        if commands.is_empty() { Err(bad("cutoff")) } else { Ok(commands) }
    }
}

fn version(tx: &mut Tx<'_>) -> Result<u64, ActError> {
    Ok(journal::version(tx, &store::stream())?)
}

fn answer(tx: &mut Tx<'_>, settings: &Settings) -> Result<Answer, ActError> {
    let calendar = &settings.calendar;
    let view = SettingsView {
        cutoff: calendar.cutoff.strftime("%H:%M").to_string(),
        calendar: calendar.version(),
        years: calendar.years().map(Year::year).collect(),
        rules: settings.rules.clone(),
    };
    Answer::with(StatusCode::OK, Some(version(tx)?), &view)
}

/// A year's rest and make-up days.
#[utoipa::path(get, path = "/calendars/{year}", tag = "settings", operation_id = "calendar",
    params(("year" = i16, Path)), responses((status = 200, body = YearView), (status = 404)))]
async fn year(State(app): State<App>, caller: Caller, Path(year): Path<i16>) -> Reply {
    let answer = app.view(&caller.actor, move |_, around| {
        let known = around.settings.calendar.years().find(|known| known.year() == year);
        Answer::ok(&YearView::of(known.ok_or(ActError::NotFound)?))
    });
    Ok(answer.await?)
}

/// Take over a year's notice from its text. With a single fault nothing is taken over.
#[utoipa::path(post, path = "/calendars", tag = "settings", operation_id = "take_over_notice",
    request_body = NoticeBody,
    responses((status = 201, body = YearView), (status = 403), (status = 409), (status = 422)))]
async fn take_over(State(app): State<App>, caller: Caller, frame: Frame, once: Once<NoticeBody>) -> Reply {
    let year = understood(&once.body, &frame)?;
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &NoticeBody, _| {
        act::change(tx, &around.asker, around.directory, &SettingsCommand::ImportYear(year.clone()))?;
        Answer::with(StatusCode::CREATED, None, &YearView::of(&year))
    };
    caller.act(&app, once, act).await
}

fn understood(body: &NoticeBody, frame: &Frame) -> Result<Year, Error> {
    let read = notice::read(&body.text, body.year, body.paper.as_deref());
    let whole = read.faults.iter().map(|fault| ("text".to_owned(), frame.say(fault)));
    let lines = read.lines.iter().flat_map(|line| {
        line.faults.iter().map(|fault| ("text".to_owned(), format!("{}: {}", line.text, frame.say(fault))))
    });
    let faults: Vec<(String, String)> = whole.chain(lines).collect();
    read.year.ok_or(Error::BadForm(faults))
}
