//! A ledger that is being read or taken over: how far it has come. The page asks again by itself, without a
//! script, and can be left: the work goes on, and its result is found under the ledgers.

use crate::{
    ledgers::intake::store::{Preview, Stage},
    web::{
        error::Error,
        layout::{Frame, page},
    },
};
use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue},
    response::Response,
};
use bangdu_core::{ids::BatchId, phrase::Phrase};

/// Seconds after which the page asks again.
const AGAIN: u16 = 2;

#[derive(Template)]
#[template(path = "ledgers/pages/working.html")]
pub(super) struct WorkingPage {
    pub(super) frame: Frame,
    pub(super) name: String,
    pub(super) done: u64,
    pub(super) total: u64,
    pub(super) what: &'static str,
    pub(super) leave: &'static str,
}

impl WorkingPage {
    pub(super) fn of(frame: Frame, busy: &Preview) -> WorkingPage {
        let ledgers = frame.t("ledgers.title").to_owned();
        let (title, what, leave) = match busy.stage {
            Stage::Confirming => {
                ("ledgers.confirming", "ledgers.confirming_rows", "ledgers.confirming_leave")
            }
            _ => ("ledgers.reading", "ledgers.reading_rows", "ledgers.reading_leave"),
        };
        WorkingPage {
            frame: frame.titled(title).under(ledgers, "/ledgers"),
            name: crate::ledgers::understand::values::personal::masked(&busy.name, "")
                .unwrap_or_else(|| busy.name.clone()),
            done: busy.work.done,
            total: busy.work.total,
            what,
            leave,
        }
    }

    fn so_far(&self) -> String {
        let (done, total) = (self.done.to_string(), self.total.to_string());
        self.frame.tf(self.what, &[("done", &done), ("total", &total)])
    }
}

/// The page about work that goes on.
pub(super) fn working(frame: Frame, busy: &Preview) -> Result<Response, Error> {
    asking_again(WorkingPage::of(frame, busy))
}

/// The page about a ledger of which nothing is known yet but that it is being read.
pub(super) fn opening(frame: Frame) -> Result<Response, Error> {
    let ledgers = frame.t("ledgers.title").to_owned();
    asking_again(WorkingPage {
        frame: frame.titled("ledgers.reading").under(ledgers, "/ledgers"),
        name: String::new(),
        done: 0,
        total: 0,
        what: "ledgers.reading_rows",
        leave: "ledgers.reading_leave",
    })
}

fn asking_again(shown: WorkingPage) -> Result<Response, Error> {
    let mut answer = page(shown)?;
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("refresh"), HeaderValue::from(AGAIN));
    Ok(answer)
}

#[derive(Template)]
#[template(path = "ledgers/pages/failed.html")]
pub(super) struct FailedPage {
    pub(super) frame: Frame,
    pub(super) id: BatchId,
    pub(super) why: String,
}

impl FailedPage {
    pub(super) fn of(frame: Frame, id: BatchId, why: &Phrase) -> FailedPage {
        let ledgers = frame.t("ledgers.title").to_owned();
        let why = frame.say(why);
        FailedPage { frame: frame.titled("ledgers.failed").under(ledgers, "/ledgers"), id, why }
    }
}

/// The page about a file that couldn't be read.
pub(super) fn failed(frame: Frame, id: BatchId, why: &Phrase) -> Result<Response, Error> {
    page(FailedPage::of(frame, id, why))
}
