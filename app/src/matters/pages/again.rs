//! A form that must be shown once more: with what was typed, where its sender came from, and what happened to the
//! matter meanwhile. Its files are kept by `submitted`.

use super::super::listing::{WITHIN, within_list};
use super::{FormPage, acts::Act, case::Case, cell, meanwhile::Line};
use crate::people::naming::and_nobody;
use crate::web::{
    error::Error,
    fields::Fields,
    form::Form,
    layout::{Frame, done, page, warned},
    list::Filters,
    markup::Markup,
    preferences::local,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use bangdu_core::ids::MatterId;

/// What a form shown again keeps beside its fields.
#[derive(Default)]
pub(super) struct Again {
    /// Where to go when it is done; empty for the matter's own page.
    pub back: String,
    /// The version that its fields were filled from; none for the latest.
    pub version: Option<u64>,
    /// What happened since the form was opened.
    pub meanwhile: Vec<Line>,
    /// The field of the cell that it was opened from; empty for the whole form.
    pub only: &'static str,
}

impl Again {
    /// What a form with these fields would have to keep.
    pub fn of(act: &Act, fields: &Fields) -> Again {
        let back = fields.given("back").map(|back| local(back).to_owned()).unwrap_or_default();
        Again { back, version: None, meanwhile: Vec::new(), only: cell::named(act, fields) }
    }

    /// Of a form that was opened on a matter's page: back to it, with the list that it was opened from.
    pub fn within(id: MatterId, act: &Act, filters: &Filters) -> Again {
        let mut again = Again::of(act, filters.fields());
        if let Some(list) = filters.get(WITHIN).filter(|_| again.back.is_empty()) {
            again.back = within_list(id, list);
        }
        again
    }

    /// It is done: on to `there`, or back to where the form was sent from, which then says on what it was done.
    /// `nobody` says that a unit has nobody who could sign.
    pub fn done(&self, frame: &Frame, case: &Case, there: &str, nobody: Option<String>) -> Response {
        let tell = |to: &str, what: &str| match &nobody {
            Some(nobody) => warned(to, &and_nobody(frame.lang, what, nobody)),
            None => done(to, what),
        };
        let act = frame.word(&case.offer.word);
        let own = format!("/matters/{}", case.matter.id);
        // The matter's own page says what was done without its name; where the matter is out of sight, it is none.
        let from_own = self.back.split('?').next() == Some(own.as_str());
        if self.back.is_empty() || from_own {
            let to = if from_own && there == own { self.back.as_str() } else { there };
            return tell(to, &said(frame, case, act));
        }
        let args = [("done", &*said(frame, case, act)), ("title", &case.matter.title)];
        tell(&self.back, &frame.tf("matters.done_on", &args))
    }

    /// The form once more.
    pub fn page(
        self,
        status: StatusCode,
        frame: Frame,
        case: &Case,
        act: &'static Act,
        form: Form,
    ) -> Result<Response, Error> {
        Ok((status, page(FormPage::of(frame, case, act, form, self))?).into_response())
    }

    /// The hidden field that leads back.
    pub fn fields(&self) -> Markup {
        if self.back.is_empty() {
            return Markup::default();
        }
        Markup::of("<input type=\"hidden\" name=\"back\"").attr("value", &self.back).html(">")
    }
}

/// What was done. A report is told in one word, as units know it.
fn said(frame: &Frame, case: &Case, act: String) -> String {
    match case.offer.code {
        "report" => frame.t("matters.reported").to_owned(),
        _ => frame.t1("matters.done", "act", act),
    }
}
