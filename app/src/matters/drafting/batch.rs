//! `/matters/batch`: a document that itself names tasks, units and dates is the basis of all its rows; one
//! approval registers those that were ticked.

use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::{
        act::{Around, approve_batch},
        list::{self, Filter},
    },
    web::{
        error::{Error, Said},
        fields::Fields,
        lang::Lang,
        layout::{Frame, done, page},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::State as Shared,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    matters::{Basis, Matter, Number},
    people::{Action, Actor, UnitTree, allows, sight},
    phrase::Phrase,
    who::Who,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// More drafts than this are not shown at once.
const MOST: usize = 500;

pub(super) async fn show(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let documents = app.view(&who.actor, |tx, around| documents(tx, &around)).await?;
    page(Batch::of(frame, documents, None))
}

pub(super) async fn approve(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let ids: Vec<MatterId> = fields.all("matter").filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(done("/matters/batch", frame.t("drafting.none_ticked")));
    }
    let ticked = ids.clone();
    match app.change(&who.actor, move |tx, around| approve_batch(tx, around, &ids)).await {
        Ok(approved) => {
            let numbers: Vec<Number> = approved.into_iter().filter_map(|done| done.matter.number).collect();
            Ok(done("/matters/batch", &told(&frame, &numbers)))
        }
        Err(ActError::Refused(refusal)) => {
            let documents = app.view(&who.actor, |tx, around| documents(tx, &around)).await?;
            let mut batch = Batch::of(frame, documents, None);
            batch.said = Some(Said::of(&refusal, &batch.frame).markup(batch.frame.lang));
            batch.ticked = ticked;
            Ok((StatusCode::CONFLICT, page(batch)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn told(frame: &Frame, numbers: &[Number]) -> String {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return String::new() };
    let n = numbers.len().to_string();
    frame.tf("drafting.approved", &[("n", &n), ("first", &first.to_string()), ("last", &last.to_string())])
}

/// A document with its drafts that wait for this person.
struct Document {
    office: String,
    title: String,
    rows: Vec<Draft>,
}

struct Draft {
    id: MatterId,
    title: String,
    deadline: Phrase,
    /// Drafted by the reader, who can't approve it.
    own: bool,
}

fn documents(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Vec<Document>, ActError> {
    let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let sight = sight(actor, tree, today);
    let filter = Filter { states: vec!["awaiting_approval".to_owned()], ..Filter::default() };
    let asked = list::Asked { sight: &sight, filter: &filter, now: around.asker.now };
    let mut found: BTreeMap<(UnitId, String), Vec<Draft>> = BTreeMap::new();
    for m in list::first(tx, &asked, MOST)? {
        if let Some(document) = waits_for(actor, &m, tree, today) {
            found.entry((m.office, document.to_owned())).or_default().push(Draft::of(actor, &m));
        }
    }
    let document = |((office, title), rows): ((UnitId, String), Vec<Draft>)| Document {
        office: tree.name(office).to_owned(),
        title,
        rows,
    };
    Ok(found.into_iter().map(document).collect())
}

/// The document that it rests on, where this person may approve it.
fn waits_for<'m>(actor: &Actor, m: &'m Matter, tree: &UnitTree, today: Date) -> Option<&'m str> {
    let Basis::Document { document, .. } = &m.origin.basis else { return None };
    allows(actor, Action::ApproveRegistration, &m.ground(), tree, today).then_some(document)
}

impl Draft {
    fn of(actor: &Actor, m: &Matter) -> Draft {
        let own = m.drafter.is_same_person(Who::Person(actor.person));
        Draft { id: m.id, title: m.title.clone(), deadline: m.deadline.phrase(), own }
    }
}

#[derive(Template)]
#[template(path = "matters/drafting/batch.html")]
struct Batch {
    frame: Frame,
    documents: Vec<Document>,
    said: Option<crate::web::markup::Markup>,
    ticked: Vec<MatterId>,
}

impl Batch {
    fn of(frame: Frame, documents: Vec<Document>, said: Option<crate::web::markup::Markup>) -> Batch {
        let frame = frame.titled("drafting.batch");
        let matters = frame.t("nav.matters").to_owned();
        Batch { frame: frame.under(matters, "/matters"), documents, said, ticked: Vec::new() }
    }

    /// Everything is ticked at first; after a refusal, what was.
    fn is_ticked(&self, id: &MatterId) -> bool {
        self.said.is_none() || self.ticked.contains(id)
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/matters/batch".into();
    let row = |title: &str, own| Draft {
        id: MatterId(uuid::Uuid::nil()),
        title: title.into(),
        deadline: bangdu_core::calendar::Deadline::On(jiff::civil::date(2026, 12, 31)).phrase(),
        own,
    };
    let document = Document {
        office: "惠安县政府督查室".into(),
        title: "2026年为民办实事项目任务分解表".into(),
        rows: vec![row("新增公办学位三万个", false), row("长者食堂八十八所", true)],
    };
    vec![
        Sample::of("matters.batch", Batch::of(frame.clone(), vec![document], None)),
        Sample::of("matters.batch.empty", Batch::of(frame, vec![], None)),
    ]
}
