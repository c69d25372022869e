//! Settings in the JSON API: default rules and working-day calendars are read; a year's notice is taken over.

use super::{act, store};
use crate::{
    act::ActError,
    api::{Answer, Caller, Once, Reply},
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
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of settings.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(year)).routes(routes!(take_over))
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
    let answer = app.view(&caller.actor, move |tx, around| {
        let version = journal::version(tx, &journal::stream_of::<Settings>(store::ID))?;
        let calendar = &around.settings.calendar;
        let view = SettingsView {
            cutoff: calendar.cutoff.strftime("%H:%M").to_string(),
            calendar: calendar.version(),
            years: calendar.years().map(Year::year).collect(),
            rules: around.settings.rules.clone(),
        };
        Answer::with(StatusCode::OK, Some(version), &view)
    });
    Ok(answer.await?)
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
