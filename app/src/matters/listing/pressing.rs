//! How a list's matters are urged: what was typed, and the command that it makes on each of them.

use super::reach::{Narrowed, Reach};
use crate::{
    act::ActError,
    app::App,
    matters::{
        act::{Around, act, is_seen},
        rounds::told::answer_by,
        store, urged_lately,
    },
    web::{
        error::{Error, Said},
        fields::Fields,
        form::Form,
        lang::Lang,
        layout::Frame,
        session::Visitor,
    },
};
use bangdu_core::{
    calendar::Calendar,
    ids::MatterId,
    instant::Instant,
    matters::{Command, Matter, Slip, StandingWaiver, Waiver, urged_twice::Opened, usual_answer_by},
};
use jiff::civil::Date;

/// By message, and not by slip.
pub(super) const MESSAGE: &str = "message";
/// The waiver that is none of the standing cases.
pub(super) const OTHER: &str = "other";
/// Only the units that the list is narrowed to, or each matter's by the rule.
pub(super) const OWN: &str = "own";
pub(super) const ALL: &str = "all";

/// The form before anybody touched it: a message with ready words and the usual day.
pub(super) fn untouched(frame: &Frame, calendar: &Calendar, now: Instant) -> Form {
    let by = usual_answer_by(calendar, now).map(|on| on.to_string()).unwrap_or_default();
    let words = frame.t("listing.urge_words");
    Form::typed(frame, Fields::from([("text", words), ("by", MESSAGE), ("to", OWN), ("answer_by", &by)]))
}

/// How a list's matters are urged.
#[derive(Clone)]
pub(super) struct Urge {
    text: String,
    slip: Option<(Slip, Option<Waiver>)>,
    answer_by: Option<Date>,
    opened: Option<Opened>,
    /// Only units that the list is narrowed to.
    narrowed: Option<Narrowed>,
}

impl Urge {
    /// The command for one matter; whom it reaches is told anew, for it may have changed since the page was read.
    fn on(&self, m: &Matter, around: &Around<'_>, lang: Lang) -> Command {
        let (text, slip, answer_by) = (self.text.clone(), self.slip.clone(), self.answer_by);
        match (&self.narrowed, slip) {
            (Some(narrowed), slip) => {
                let units = Reach::of(m, narrowed, around, lang).own;
                Command::UrgeUnits { text, units, slip, answer_by }
            }
            (None, Some((slip, waiver))) => Command::IssueSlip { slip, text, waiver, answer_by },
            (None, None) => Command::Urge { text, answer_by },
        }
    }
}

/// How one is urged: by message, or by a slip with its waiver. What can't be told is said at its field.
pub(super) fn typed(
    form: &mut Form,
    frame: &Frame,
    narrowed: Narrowed,
    calendar: &Calendar,
    now: Instant,
) -> Option<Urge> {
    let text = form.needed("text");
    let by = form.values().given("by").unwrap_or(MESSAGE).to_owned();
    let waiver = match form.values().get("waiver") {
        "" => None,
        OTHER => Some(Waiver::Reason { text: form.needed("waiver_reason") }),
        code => StandingWaiver::from_code(code).map(|case| Waiver::Standing { case }),
    };
    let slip = match Slip::from_code(&by) {
        Some(slip) => Some((slip, waiver)),
        None if by == MESSAGE => None,
        None => {
            form.wrong("by", frame.t("form.missing"));
            return None;
        }
    };
    let answer_by = match answer_by(form.values().given("answer_by"), frame.lang, calendar, now) {
        Ok(day) => day,
        Err(note) => {
            form.wrong("answer_by", note);
            return None;
        }
    };
    let all = narrowed.units.is_empty() || form.values().given("to") == Some(ALL);
    let narrowed = (!all).then_some(narrowed);
    let opened = urged_lately::opened(form.values());
    form.is_right().then_some(Urge { text, slip, answer_by, opened, narrowed })
}

/// Urges on one; why not, as a sentence, where a rule refuses it.
pub(super) async fn one(
    app: &App,
    who: &Visitor,
    id: MatterId,
    urge: Urge,
    frame: &Frame,
) -> Result<Option<String>, Error> {
    let lang = frame.lang;
    let done = app.change(&who.actor, move |tx, around| {
        let m = store::get(tx, id)?.filter(|m| is_seen(m, &around)).ok_or(ActError::NotFound)?;
        let command = urge.on(&m, &around, lang);
        urged_lately::check(tx, &around, &m, &command, urge.opened)?;
        act(tx, around, id, &command, None)
    });
    match done.await {
        Ok(_) => Ok(None),
        Err(ActError::Refused(refusal)) => Ok(Some(Said::of(&refusal, frame).sentence(frame.lang))),
        Err(other) => Err(other.into()),
    }
}
