//! The second person: agreeing to what waits, field by field, and taking a page down.

use super::{
    matter_id,
    proposing::{self, Preview},
    seen::Seen,
    show::{Forms, ShowPage},
};
use crate::{
    act::ActError,
    app::App,
    board::act,
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        layout::{Frame, done, page},
        session::Visitor,
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use bangdu_core::{
    board::{Field, publication::PublicationCommand},
    ids::MatterId,
    who::Who,
};

pub(super) async fn decide(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let id = matter_id(&id)?;
    let said = |field: Field, what: &str| fields.get(&format!("{}_decision", field.code())) == what;
    let reason = |field: Field| fields.get(&format!("{}_reason", field.code())).to_owned();
    let of = |what: &'static str| Field::ALL.iter().copied().filter(move |field| said(*field, what));
    let all = fields.get("all") == "agree";
    let agreed =
        if all { for_reader(&proposing::read(&app, &who, id).await?) } else { of("agree").collect() };
    let command = PublicationCommand::Decide {
        agreed,
        refused: of("refuse").filter(|_| !all).map(|field| (field, reason(field))).collect(),
    };
    carry_out(&app, &who, frame, id, command, fields, Part::Decision).await
}

/// Every field that waits for this reader: what they proposed themselves waits for another.
fn for_reader(seen: &Seen) -> Vec<Field> {
    let waiting = seen.publication.iter().flat_map(|publication| &publication.waiting);
    let others = waiting.filter(|waits| !waits.by.is_same_person(Who::Person(seen.reader)));
    others.map(|waits| waits.shown.field).collect()
}

pub(super) async fn take_down(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let command = PublicationCommand::TakeDown { reason: fields.get("reason").to_owned() };
    carry_out(&app, &who, frame, matter_id(&id)?, command, fields, Part::TakingDown).await
}

/// Which form it is.
#[derive(Clone, Copy)]
enum Part {
    Decision,
    TakingDown,
}

async fn carry_out(
    app: &App,
    who: &Visitor,
    frame: Frame,
    id: MatterId,
    command: PublicationCommand,
    fields: Fields,
    part: Part,
) -> Result<Response, Error> {
    // Who can't see the matter learns nothing, not even which rule would say no.
    let seen = proposing::read(app, who, id).await?;
    let frame = frame.naming(seen.directory.clone());
    let expected = fields.get("version").parse::<u64>().ok();
    let acted = app.change(&who.actor, move |tx, around| act::change(tx, &around, id, &command, expected));
    let refusal = match acted.await {
        Ok(_) => {
            let said = match part {
                Part::Decision => "board.decided",
                Part::TakingDown => "board.taken_down",
            };
            return Ok(done(&format!("/matters/{id}/publication"), frame.t(said)));
        }
        Err(ActError::Refused(refusal)) => refusal,
        Err(other) => return Err(other.into()),
    };
    let mut forms = Forms::of(&frame, &seen);
    let mut typed = Form::typed(&frame, fields);
    typed.refuse(&refusal, &frame);
    match part {
        Part::Decision => forms.decision = typed,
        Part::TakingDown => forms.down = typed,
    }
    let status = Error::from(ActError::Refused(refusal)).status();
    let preview = Preview::of(seen.wanted.clone());
    Ok((status, page(ShowPage::of(frame, &seen, forms, preview, app.config.board_url.as_deref()))?)
        .into_response())
}
