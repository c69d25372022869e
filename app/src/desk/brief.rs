//! `GET /desk/brief`: 督查情况, the head's one page (A4) to print and hand over: how the lights stand, what changed, what
//! is late, what must be coordinated, who has not reported, what awaits the leaders. With title, 截至日期 and 单位, as
//! every list that leaves the office. What it tells is read by [`super::briefed`].

use super::{
    briefed::{Change, Told},
    looked::Look,
};
use crate::{
    act::ActError,
    app::App,
    people::scope::scope,
    web::{
        error::Error,
        lang::Lang,
        layout::{Frame, page},
        list::Filters,
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State as Shared, response::Response};

pub(super) async fn show(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let lang = frame.lang;
    let (told, scope) = app
        .view(&who.actor, move |tx, around| {
            let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
            let area = filters.get("area").and_then(|id| id.parse().ok());
            let look = Look::of(&around, actor, lang, area);
            Ok((Told::read(tx, &look)?, scope(actor, &around, &filters, lang)))
        })
        .await?;
    page(Brief::of(frame.scoped(scope), told))
}

#[derive(Template)]
#[template(path = "desk/brief.html")]
pub(super) struct Brief {
    frame: Frame,
    told: Told,
}

impl Brief {
    pub fn of(frame: Frame, told: Told) -> Brief {
        let desk = frame.t("nav.desk").to_owned();
        let mut frame = frame.titled("desk.brief").under(desk, "/");
        // It says itself of whose matters it tells.
        frame.says_scope = true;
        Brief { frame, told }
    }

    /// The matters that changed in one way, and that there are more.
    fn named(&self, change: &Change) -> String {
        let named = change.named.join(if self.frame.lang == Lang::En { "; " } else { "；" });
        let more = usize::try_from(change.n).is_ok_and(|n| n > change.named.len());
        if more && !named.is_empty() { self.frame.t1("desk.and_more", "names", named) } else { named }
    }
}
