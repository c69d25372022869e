//! `/desk/steps`: all the steps of one kind that wait for the reader, of which the desk shows the first.

use super::{
    looked::Look,
    steps::{self, Steps},
};
use crate::{
    act::ActError,
    app::App,
    matters::store::waiting::Behind,
    web::{
        error::Error,
        layout::{Frame, page},
        list::Filters,
        sample::Sample,
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};
use bangdu_core::matters::TodoKind;

#[derive(Template)]
#[template(path = "desk/waiting.html")]
struct WaitingPage {
    frame: Frame,
    filters: Filters,
    group: Steps,
    next: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let kind = filters.get("kind").and_then(TodoKind::from_code).ok_or(Error::NotFound)?;
    let (lang, asked) = (frame.lang, filters.clone());
    let (group, next) = app
        .view(&who.actor, move |tx, around| {
            let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
            let area = asked.get("area").and_then(|id| id.parse().ok());
            let behind = asked.start().and_then(Behind::from_text);
            steps::page_of(tx, &Look::of(&around, actor, lang, area), kind, behind.as_ref())
        })
        .await?;
    page(WaitingPage::of(frame, filters, group, next))
}

impl WaitingPage {
    fn of(frame: Frame, filters: Filters, group: Steps, next: Option<String>) -> WaitingPage {
        let desk = frame.t("nav.desk").to_owned();
        let frame = frame.called(group.name.clone()).under(desk, "/");
        WaitingPage { frame, filters, group, next }
    }

    /// This very page, for forms that lead back to it.
    fn here(&self) -> &str {
        &self.frame.path
    }
}

/// A page of steps with more behind it, and one without any.
pub(super) fn samples(frame: impl Fn() -> Frame, group: impl Fn() -> Steps) -> Vec<Sample> {
    let filters = || Filters::of("/desk/steps", "kind=verify");
    let none = Steps { rows: vec![], count: "0".into(), ..group() };
    vec![
        Sample::of("desk.steps", WaitingPage::of(frame(), filters(), group(), Some("k".into()))),
        Sample::of("desk.steps.none", WaitingPage::of(frame(), filters(), none, None)),
    ]
}
