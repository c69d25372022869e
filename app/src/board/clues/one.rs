//! `/clues/{receipt}`: what a clue says, and what becomes of it.

use crate::{
    act::ActError,
    app::App,
    board::{act::clues as act, store},
    db::Tx,
    journal::{self, private::get_private},
    matters::{self, act::Around},
    people::directory::Directory,
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::{Frame, done, page},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bangdu_core::{
    board::{
        Receipt,
        clue::{Clue, ClueEvent, ClueOutcome},
    },
    ids::{MatterId, PrivateId, UnitId},
    instant::Instant,
    matters::{Basis, DraftMatter, MatterKind, Origin, Source, Urgency},
    people::PrivateRef,
    phrase::Phrase,
};
use std::sync::Arc;

/// A clue as somebody who screens it sees it.
pub(in crate::board) struct Seen {
    pub clue: Clue,
    /// Its words.
    pub text: String,
    /// The title of the matter whose page it was written on.
    pub matter: String,
    reads_contact: bool,
    may_draft: bool,
    history: Vec<(Instant, Phrase)>,
    directory: Arc<Directory>,
}

/// A clue; not found for whoever doesn't screen its office's clues.
pub(in crate::board) fn read(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    receipt: &Receipt,
) -> Result<Seen, ActError> {
    let clue = store::clues::get(tx, receipt)?.filter(|clue| act::screens(around, clue));
    let clue = clue.ok_or(ActError::NotFound)?;
    let entries = journal::entries(tx, &journal::stream_of::<Clue>(receipt))?;
    let tell = |entry: &journal::Entry| {
        let event: ClueEvent = serde_json::from_str(&entry.payload).ok()?;
        Some((entry.at, event.sentence()))
    };
    Ok(Seen {
        text: get_private(tx, &clue.text.id.to_string())?.unwrap_or_default(),
        matter: matters::store::get(tx, clue.matter)?.map(|m| m.title).unwrap_or_default(),
        reads_contact: act::reads_contact(around, &clue),
        may_draft: act::drafts(around, &clue),
        history: entries.iter().rev().filter_map(tell).collect(),
        directory: around.directory.clone(),
        clue,
    })
}

/// A clue that the visitor screens, and the frame that names its units.
async fn find(
    app: &App,
    who: &Visitor,
    frame: Frame,
    receipt: &str,
) -> Result<(Receipt, Seen, Frame), Error> {
    let receipt = Receipt::parse(receipt).ok_or(Error::NotFound)?;
    let asked = receipt.clone();
    let seen = app.view(&who.actor, move |tx, around| read(tx, &around, &asked)).await?;
    let frame = frame.naming(seen.directory.clone());
    Ok((receipt, seen, frame))
}

/// The clue once more, with what was typed into one of its forms.
fn again(
    status: StatusCode,
    frame: Frame,
    seen: &Seen,
    screening: Form,
    drafting: Form,
) -> Result<Response, Error> {
    Ok((status, page(CluePage::of(frame, seen, screening, drafting, None))?).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(receipt): Path<String>,
) -> Result<Response, Error> {
    let (_, seen, frame) = find(&app, &who, frame, &receipt).await?;
    let (screening, drafting) = (Form::blank(&frame), first_draft(&frame, &seen));
    page(CluePage::of(frame, &seen, screening, drafting, None))
}

/// A clue's first sentence, in the length of a title.
fn begun(line: &str) -> String {
    let first = line.split(['。', '！', '？', '；']).find(|part| !part.trim().is_empty()).unwrap_or(line);
    first.trim().chars().take(40).collect()
}

/// A title to begin with: the clue's first words.
fn first_draft(frame: &Frame, seen: &Seen) -> Form {
    let line = seen.text.lines().next().unwrap_or_default();
    Form::typed(frame, Fields::from([("title", begun(line))]))
}

pub(super) async fn screen(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let (receipt, seen, frame) = find(&app, &who, frame, &receipt).await?;
    let outcome = outcome(fields.get("outcome"), fields.get("words"));
    let unknown = outcome.is_none();
    let mut form = Form::typed(&frame, fields);
    form.needed("words");
    let Some(outcome) = outcome.filter(|_| form.is_right()) else {
        if unknown {
            form.wrong("outcome", frame.t("form.missing"));
        }
        let drafting = first_draft(&frame, &seen);
        return again(StatusCode::UNPROCESSABLE_ENTITY, frame, &seen, form, drafting);
    };
    let asked = receipt.clone();
    let acted =
        app.change(&who.actor, move |tx, around| act::screen(tx, &around, &asked, outcome.clone())).await;
    match acted {
        Ok(clue) => {
            let said = frame.t1("board.clue_done", "how", frame.word(&Clue::word_of(clue.code())));
            Ok(done(&format!("/clues/{receipt}"), &said))
        }
        // One that was screened meanwhile has no form any more to say it above.
        Err(ActError::Refused(refusal)) if seen.clue.outcome.is_none() => {
            form.refuse(&refusal, &frame);
            let status = Error::from(ActError::Refused(refusal)).status();
            let drafting = first_draft(&frame, &seen);
            again(status, frame, &seen, form, drafting)
        }
        Err(other) => Err(other.into()),
    }
}

/// What becomes of a clue, but for a matter that is drafted from it.
pub(in crate::board) fn outcome(code: &str, words: &str) -> Option<ClueOutcome> {
    let words = words.to_owned();
    match code {
        "merged" => Some(ClueOutcome::Merged { note: words }),
        "passed_on" => Some(ClueOutcome::PassedOn { to: words }),
        "declined" => Some(ClueOutcome::Declined { reason: words }),
        _ => None,
    }
}

pub(super) async fn draft(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let (receipt, seen, frame) = find(&app, &who, frame, &receipt).await?;
    let id = MatterId(app.cx.new_id());
    let draft = drafted(id, &seen, fields.get("title"), fields.ticked("unclassified"));
    let mut form = Form::typed(&frame, fields);
    form.needed("title");
    let refusal = if form.is_right() {
        let acted =
            app.change(&who.actor, move |tx, around| act::draft(tx, around, &receipt, draft.clone())).await;
        match acted {
            Ok(id) => return Ok(done(&format!("/matters/{id}/edit"), frame.t("board.clue_drafted"))),
            Err(ActError::Refused(refusal)) if seen.clue.outcome.is_none() && seen.may_draft => Some(refusal),
            Err(other) => return Err(other.into()),
        }
    } else {
        None
    };
    let status = match refusal {
        Some(refusal) => {
            form.refuse(&refusal, &frame);
            Error::from(ActError::Refused(refusal)).status()
        }
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let screening = Form::blank(&frame);
    again(status, frame, &seen, screening, form)
}

/// A problem of the clue's office that rests on the office's own proposal and names the receipt.
pub(in crate::board) fn drafted(id: MatterId, seen: &Seen, title: &str, not_classified: bool) -> DraftMatter {
    DraftMatter {
        id,
        kind: MatterKind::Problem,
        title: title.to_owned(),
        requirement: seen.text.clone(),
        origin: Origin {
            source: Source::WebClue,
            basis: Basis::Proposal {
                reason: format!("公示页线索{}（{}）", seen.clue.receipt, seen.matter)
            },
        },
        office: seen.clue.office,
        campaign: None,
        urgency: Urgency::General,
        deadline: None,
        layer: None,
        not_classified,
    }
}

/// Shows the contact once; that it was read is on record. Never from a link: it changes the record.
pub(super) async fn read_contact(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(receipt): Path<String>,
    _: Fields,
) -> Result<Response, Error> {
    let (receipt, _, frame) = find(&app, &who, frame, &receipt).await?;
    let asked = receipt.clone();
    let contact = app
        .change(&who.actor, move |tx, around| act::read_contact(tx, &around, &asked))
        .await?
        .unwrap_or_default();
    let (_, seen, frame) = find(&app, &who, frame, receipt.as_str()).await?;
    let (screening, drafting) = (Form::blank(&frame), first_draft(&frame, &seen));
    page(CluePage::of(frame, &seen, screening, drafting, Some(contact)))
}

pub(super) async fn erase_contact(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(receipt): Path<String>,
    _: Fields,
) -> Result<Response, Error> {
    let (receipt, _, frame) = find(&app, &who, frame, &receipt).await?;
    let asked = receipt.clone();
    app.change(&who.actor, move |tx, around| act::erase_contact(tx, &around, &asked)).await?;
    Ok(done(&format!("/clues/{receipt}"), frame.t("board.contact_erased")))
}

#[derive(Template)]
#[template(path = "board/clues/one.html")]
struct CluePage {
    frame: Frame,
    at: String,
    receipt: String,
    text: String,
    stand: String,
    waits: bool,
    matter: String,
    matter_href: String,
    office: String,
    written: String,
    received: String,
    /// Whether it stands with the matter that it is about.
    merged: bool,
    /// The matter that was drafted from it.
    drafted: Option<String>,
    may_draft: bool,
    has_contact: bool,
    reads_contact: bool,
    contact: Option<String>,
    screening: Form,
    drafting: Form,
    outcomes: Vec<Choice>,
    history: Vec<(String, String)>,
}

impl CluePage {
    fn of(frame: Frame, seen: &Seen, screening: Form, drafting: Form, contact: Option<String>) -> CluePage {
        let clue = &seen.clue;
        let list = frame.t("board.clues").to_owned();
        let title = frame.t1("board.clue", "receipt", &clue.receipt);
        let frame = frame.called(title).under(list, "/clues");
        let outcome = |code: &'static str| Choice::of(code, frame.word(&Clue::word_of(code)));
        CluePage {
            at: format!("/clues/{}", clue.receipt),
            receipt: clue.receipt.to_string(),
            text: seen.text.clone(),
            stand: frame.word(&Clue::word_of(clue.code())),
            waits: clue.outcome.is_none(),
            matter: seen.matter.clone(),
            matter_href: format!("/matters/{}", clue.matter),
            office: seen.directory.unit(clue.office).to_owned(),
            written: frame.at(clue.written_at),
            received: frame.at(clue.received_at),
            merged: matches!(clue.outcome, Some(ClueOutcome::Merged { .. })),
            drafted: match &clue.outcome {
                Some(ClueOutcome::Drafted { matter }) => Some(format!("/matters/{matter}")),
                _ => None,
            },
            may_draft: seen.may_draft,
            has_contact: clue.contact.is_some(),
            reads_contact: seen.reads_contact,
            contact,
            screening,
            drafting,
            outcomes: ["merged", "passed_on", "declined"].into_iter().map(outcome).collect(),
            history: seen.history.iter().map(|(at, said)| (frame.at(*at), frame.say(said))).collect(),
            frame,
        }
    }
}

/// A clue that waits, for samples.
pub(super) fn waiting() -> Clue {
    let reference = |n| PrivateRef { id: PrivateId(uuid::Uuid::from_u128(n)), digest: "0".repeat(64) };
    Clue {
        receipt: Receipt::of([0x21; 8]),
        matter: MatterId(uuid::Uuid::from_u128(7)),
        office: UnitId(uuid::Uuid::from_u128(2)),
        text: reference(1),
        contact: Some(reference(2)),
        written_at: Instant(1_794_272_400_000),
        received_at: Instant(1_794_276_000_000),
        outcome: None,
    }
}

/// One that another office has.
pub(super) fn passed_on() -> Clue {
    let outcome = Some(ClueOutcome::PassedOn { to: "市城管局".to_owned() });
    Clue { receipt: Receipt::of([0x01; 8]), contact: None, outcome, ..waiting() }
}

/// One that stands with its matter.
fn merged() -> Clue {
    let outcome = Some(ClueOutcome::Merged { note: "与本事项一并核查".to_owned() });
    Clue { receipt: Receipt::of([0x31; 8]), outcome, ..waiting() }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let seen = |clue: Clue| {
        let (_, directory, _) = crate::matters::pages::samples::a_matter()?;
        Some(Seen {
            history: vec![(
                clue.received_at,
                ClueEvent::Received { clue: Box::new(clue.clone()) }.sentence(),
            )],
            text: "夜间十点后仍在施工，噪声很大，附近住户无法休息。\n已持续一周。".to_owned(),
            matter: "实验小学教学楼".to_owned(),
            reads_contact: true,
            may_draft: clue.contact.is_some(),
            directory,
            clue,
        })
    };
    let of = |seen: Seen, contact: Option<&str>| {
        let (screening, drafting) = (Form::blank(&frame()), first_draft(&frame(), &seen));
        CluePage::of(frame(), &seen, screening, drafting, contact.map(str::to_owned))
    };
    let wrong = |seen: Seen| {
        let mut screening = Form::typed(&frame(), Fields::from([("outcome", "declined")]));
        screening.needed("words");
        CluePage::of(frame(), &seen, screening, first_draft(&frame(), &seen), None)
    };
    let named = [
        ("board.clue.waiting", seen(waiting()).map(|seen| of(seen, None))),
        ("board.clue.contact", seen(waiting()).map(|seen| of(seen, Some("王先生 0595-22281234")))),
        ("board.clue.wrong", seen(waiting()).map(wrong)),
        ("board.clue.merged", seen(merged()).map(|seen| of(seen, None))),
        ("board.clue.passed_on", seen(passed_on()).map(|seen| of(seen, None))),
    ];
    named.into_iter().filter_map(|(name, page)| Some(Sample::of(name, page?))).collect()
}
