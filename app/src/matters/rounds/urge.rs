//! `POST /round/urges`: everything that a unit owes is urged with one press. Each matter is told what is owed on it,
//! and nothing of the others: its story is read by people who have no part in those.

use super::{owing::of_unit, told::answer_by};
use crate::{
    act::ActError,
    app::App,
    matters::{
        act::{Around, act},
        store::owed::Owed,
        urged_lately,
    },
    web::{
        error::Error,
        fields::Fields,
        lang::{self, Lang, tf},
        layout::{Frame, done, warned},
        preferences::local,
        session::Visitor,
    },
};
use axum::{extract::State, response::Response};
use bangdu_core::{
    ids::UnitId,
    matters::{Command, urged_twice::aware},
};

/// Urges by message for each of the unit's overdue or nearly due reports, all or none.
pub(super) async fn urge(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let unit: UnitId = fields.get("unit").parse().map_err(|_| Error::NotFound)?;
    let opened = urged_lately::opened(&fields);
    let text = fields.given("text").ok_or_else(|| Error::bad_form("form.missing"))?.to_owned();
    let lang = frame.lang;
    let back = local(fields.get("back")).to_owned();
    let typed = fields.given("answer_by").map(str::to_owned);
    let urged = app
        .change(&visitor.actor, move |tx, around| {
            let calendar = &around.settings.calendar;
            let answer_by = match answer_by(typed.as_deref(), lang, calendar, around.asker.now) {
                Ok(day) => day,
                Err(note) => return Ok(Err(note)),
            };
            let owed = of_unit(tx, &around, unit)?;
            if owed.is_empty() {
                return Err(ActError::NotFound);
            }
            if let Some(opened) = opened {
                let matters: Vec<_> = owed.iter().map(|report| report.matter).collect();
                aware(urged_lately::last(tx, &around, &matters, &[unit])?, opened)?;
            }
            for report in &owed {
                let text = format!("{}{text}", owes(report, &around));
                act(
                    tx,
                    around,
                    report.matter,
                    &Command::UrgeUnits { text, units: vec![unit], slip: None, answer_by },
                    None,
                )?;
            }
            Ok(Ok((around.directory.unit(unit).to_owned(), owed.len())))
        })
        .await;
    let urged = match urged {
        Ok(urged) => urged,
        // Back to the desk, whose button says by now that it urges again.
        Err(ActError::Refused(refusal)) if refusal.rule.code == "urge.twice" => {
            let why = frame.say(&refusal.why);
            return Ok(warned(&back, &frame.t1("rounds.not_again", "why", why)));
        }
        Err(other) => return Err(other.into()),
    };
    match urged {
        Ok((unit, n)) => {
            Ok(done(&back, &frame.tf("rounds.urged", &[("unit", &unit), ("n", &n.to_string())])))
        }
        Err(note) => Ok(warned(&back, &frame.t1("rounds.not_urged", "why", note))),
    }
}

/// Which report is owed since when, in official words, whatever language the office reads its pages in.
fn owes(report: &Owed, around: &Around<'_>) -> String {
    let at = lang::at(Lang::Hans, report.by, around.settings.calendar.zone.time_zone());
    let key = if report.by <= around.asker.now { "rounds.urge_owed" } else { "rounds.urge_owes" };
    tf(Lang::Hans, key, &[("at", &at)])
}
