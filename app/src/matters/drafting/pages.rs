//! `/matters/new` and `/matters/{id}/edit`: the form of a draft. What was typed is kept when a rule says no.

use super::typed::{self, Looked};
use crate::{
    act::ActError,
    app::App,
    campaigns,
    db::Tx,
    journal,
    matters::{
        act::{Around, Done, act, is_seen},
        store,
        submitted::{Submitted, attach_all},
    },
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form, Held},
        lang::{self, Lang},
        layout::{Frame, done, page},
        list::Filters,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Request, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use bangdu_core::{
    calendar::Deadline,
    ids::{FileId, MatterId},
    matters::{Command, DraftMatter, InstructionKind, Matter, MatterKind, Number, Source, State, Urgency},
    people::{Action, Ground, require},
    phrase::Word,
};

pub(super) async fn blank(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let (id, parent) = (MatterId(app.cx.new_id()), filters.get("parent").and_then(|id| id.parse().ok()));
    let (around, fields) = app
        .view(&who.actor, move |tx, around| {
            let mut fields = typed::blank(id);
            fields.0.extend(parent_fields(tx, &around, parent)?);
            Ok((Known::of_new(tx, &around)?, fields))
        })
        .await?;
    let frame = frame.titled("drafting.new");
    let form = Form::typed(&frame, fields);
    page(Draft::of(frame, form, around, "/matters/new".to_owned()))
}

/// A layer begins as a problem beneath the matter that it was asked for on.
fn parent_fields(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    parent: Option<MatterId>,
) -> Result<Vec<(String, String)>, ActError> {
    let Some(parent) = parent else { return Ok(Vec::new()) };
    let Some(m) = store::get(tx, parent)?.filter(|m| is_seen(m, around)) else { return Ok(Vec::new()) };
    let number = m.number.as_ref().map(Number::to_string).unwrap_or_default();
    Ok(vec![("parent".to_owned(), number), ("agreed".to_owned(), "yes".to_owned())])
}

pub(super) async fn draft(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    request: Request,
) -> Result<Response, Error> {
    // Before anything is taken in: who may not draft hands in no files.
    let known = app.view(&who.actor, |tx, around| Known::of_new(tx, &around)).await?;
    let submitted = Submitted::read(&app, &who, request).await?;
    let id = submitted.fields.get("id").parse().unwrap_or(MatterId(app.cx.new_id()));
    let asked = submitted.fields.clone();
    let looked = app.view(&who.actor, move |tx, around| Looked::up(tx, &around, &asked)).await?;
    let looked = Looked { scan: submitted.one("scan"), ..looked };
    let frame = frame.titled("drafting.new");
    let mut form = submitted.form(&frame);
    let Some(draft) = typed::read(&mut form, &frame, id, &looked) else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, frame, form, known, "/matters/new".to_owned());
    };
    let command = Command::Draft(Box::new(draft.clone()));
    let asked = Asked { id, command, version: None, scan: named(&submitted, &draft) };
    match carry_out(&app, &who, asked, form.values()).await {
        Ok(done) => Ok(saved(&frame, &draft, &done)),
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            again(StatusCode::CONFLICT, frame, form, known, "/matters/new".to_owned())
        }
        // The same form sent twice: the draft is there already.
        Err(ActError::NotFound) => Ok(Redirect::to(&format!("/matters/{id}")).into_response()),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn edit(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<MatterId>,
) -> Result<Response, Error> {
    let stored = app.view(&who.actor, move |tx, around| Stored::read(tx, &around, id)).await?;
    if !matches!(stored.matter.state, State::Draft) {
        return Ok(Redirect::to(&format!("/matters/{id}")).into_response());
    }
    let frame = titled(frame, &stored.matter);
    let form = Form::typed(&frame, stored.fields);
    page(Draft::of(frame, form, stored.known, format!("/matters/{id}/edit")))
}

pub(super) async fn change(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<MatterId>,
    request: Request,
) -> Result<Response, Error> {
    let stored = app.view(&who.actor, move |tx, around| Stored::read(tx, &around, id)).await?;
    let submitted = Submitted::read(&app, &who, request).await?;
    let asked = submitted.fields.clone();
    let looked = app.view(&who.actor, move |tx, around| Looked::up(tx, &around, &asked)).await?;
    let scan = submitted.one("scan").or_else(|| stored.matter.origin.basis.scan().cloned());
    let looked = Looked { scan, offices: vec![stored.matter.office], ..looked };
    let frame = titled(frame, &stored.matter);
    let (to, known) = (format!("/matters/{id}/edit"), stored.known);
    let version = submitted.fields.get("version").parse::<u64>().ok();
    let mut form = submitted.form(&frame);
    let Some(draft) = typed::read(&mut form, &frame, id, &looked) else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, frame, form, known, to);
    };
    let command = Command::EditDraft(Box::new(draft.clone()));
    let asked = Asked { id, command, version, scan: named(&submitted, &draft) };
    match carry_out(&app, &who, asked, form.values()).await {
        Ok(done) => Ok(saved(&frame, &draft, &done)),
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            again(StatusCode::CONFLICT, frame, form, known, to)
        }
        Err(ActError::Stale) => {
            let mut values = form.values().clone();
            values.0.retain(|(name, _)| name != "version");
            values.0.push(("version".to_owned(), known.version.to_string()));
            let mut form = Submitted { fields: values, ..submitted }.form(&frame);
            form.wrong("title", frame.t("drafting.stale"));
            again(StatusCode::CONFLICT, frame, form, known, to)
        }
        Err(other) => Err(other.into()),
    }
}

/// A command, with the version that it was thought of at and the scan that came with it.
struct Asked {
    id: MatterId,
    command: Command,
    version: Option<u64>,
    scan: Vec<FileId>,
}

/// The scan that came with this form, where the draft rests on a paper.
fn named(submitted: &Submitted, draft: &DraftMatter) -> Vec<FileId> {
    let came = submitted.one("scan").map(|file| file.id);
    draft.origin.basis.scan().map(|file| file.id).filter(|id| came == Some(*id)).into_iter().collect()
}

/// Saves the draft, and hands it in where that was the button; both or neither.
async fn carry_out(app: &App, who: &Visitor, asked: Asked, values: &Fields) -> Result<Done, ActError> {
    let submit = values.get("then") == "submit";
    app.change(&who.actor, move |tx, around| {
        let id = asked.id;
        let done = act(tx, around, id, &asked.command, asked.version)?;
        attach_all(tx, &around, id, &asked.scan)?;
        if submit { act(tx, around, id, &Command::Submit, Some(done.version)) } else { Ok(done) }
    })
    .await
}

fn saved(frame: &Frame, draft: &DraftMatter, done_: &Done) -> Response {
    let submitted = matches!(done_.matter.state, State::AwaitingApproval { .. });
    let key = if submitted { "drafting.submitted" } else { "drafting.saved" };
    let limit = frame.say(&done_.matter.deadline.phrase());
    done(&format!("/matters/{}", draft.id), &frame.t1(key, "limit", limit))
}

fn titled(frame: Frame, m: &Matter) -> Frame {
    frame.titled("drafting.edit").under(m.title.clone(), format!("/matters/{}", m.id))
}

fn again(status: StatusCode, frame: Frame, form: Form, known: Known, to: String) -> Result<Response, Error> {
    Ok((status, page(Draft::of(frame, form, known, to))?).into_response())
}

/// What the form offers.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub offices: Vec<Choice>,
    pub campaigns: Vec<Choice>,
    pub today: jiff::civil::Date,
    defaults: Vec<(Urgency, Deadline)>,
    version: u64,
    /// The scan that the draft has: its name and where it is given out.
    scan: Option<(String, String)>,
    /// Whether a leader wrote the instruction here: source and words stay.
    written: bool,
}

impl Known {
    /// For a new draft; refused where nobody's drafts are this person's to write.
    pub fn of_new(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Known, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let tree = &around.directory.tree;
        let today = around.asker.today(&around.settings.calendar);
        let offices: Vec<Choice> =
            super::offices(actor, tree, today).map(|id| Choice::of(id.to_string(), tree.name(id))).collect();
        if offices.is_empty() {
            require(actor, Action::Draft, &Ground::draft(actor.unit), tree, today)?;
        }
        Known { offices, today, ..Known::default() }.with_campaigns(tx, around)
    }

    /// For samples.
    pub fn sample() -> Known {
        Known {
            offices: vec![Choice::of("0192", "惠安县政府督查室")],
            campaigns: vec![Choice::of("0193", "聚城畅通工程")],
            today: jiff::civil::date(2026, 11, 23),
            ..Known::default()
        }
    }

    fn with_campaigns(mut self, tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Known, ActError> {
        let running = campaigns::store::all(tx)?.into_iter().filter(|campaign| !campaign.ended);
        self.campaigns = running.map(|campaign| Choice::of(campaign.id.to_string(), campaign.name)).collect();
        let rules = &around.settings.rules;
        self.defaults = Urgency::ALL.iter().map(|u| (*u, rules.default_deadline(*u))).collect();
        Ok(self)
    }
}

/// A stored draft with its form.
struct Stored {
    matter: Matter,
    fields: Fields,
    known: Known,
}

impl Stored {
    fn read(tx: &mut Tx<'_>, around: &Around<'_>, id: MatterId) -> Result<Stored, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let matter = store::get(tx, id)?.filter(|m| is_seen(m, around)).ok_or(ActError::NotFound)?;
        let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
        require(actor, Action::EditDraft, &matter.ground(), tree, today)?;
        let version = journal::version(tx, &journal::stream_of::<Matter>(id))?;
        let mut fields = typed::fields(tx, &matter)?;
        fields.0.push(("version".to_owned(), version.to_string()));
        let offices = vec![Choice::of(matter.office.to_string(), tree.name(matter.office))];
        let scan = matter.origin.basis.scan();
        let scan = scan.map(|file| (file.name.clone(), format!("/matters/{id}/files/{}", file.id)));
        let known = Known {
            offices,
            today,
            version,
            scan,
            written: matter.handwritten.is_some(),
            ..Known::default()
        }
        .with_campaigns(tx, around)?;
        Ok(Stored { matter, fields, known })
    }
}

#[derive(Template)]
#[template(path = "matters/drafting/draft.html")]
struct Draft {
    frame: Frame,
    form: Form,
    to: String,
    kinds: Vec<Choice>,
    sources: Vec<Choice>,
    bases: Vec<Choice>,
    instruction_kinds: Vec<Choice>,
    urgencies: Vec<Choice>,
    offices: Vec<Choice>,
    campaigns: Vec<Choice>,
    understood: Option<String>,
    scan: Option<(String, String)>,
    written: bool,
}

impl Draft {
    fn of(frame: Frame, form: Form, known: Known, to: String) -> Draft {
        let matters = frame.t("nav.matters").to_owned();
        let mut frame = frame;
        frame.crumbs.insert(0, crate::web::layout::Crumb { label: matters, href: "/matters".to_owned() });
        let words = |all: Vec<(&'static str, Word)>| -> Vec<Choice> {
            all.into_iter().map(|(code, word)| Choice::of(code, frame.word(&word))).collect()
        };
        let typed = form.values().given("deadline").and_then(|text| typed::understood(text, known.today));
        let bases = ["document", "decision", "instruction", "proposal"];
        Draft {
            kinds: words(MatterKind::ALL.iter().map(|k| (k.code(), k.word())).collect()),
            sources: words(Source::ALL.iter().map(|s| (s.code(), s.word())).collect()),
            instruction_kinds: words(InstructionKind::ALL.iter().map(|k| (k.code(), k.word())).collect()),
            bases: bases.map(|code| Choice::of(code, frame.t(basis_key(code)))).into(),
            urgencies: urgencies(&frame, &known),
            offices: known.offices,
            campaigns: known.campaigns,
            scan: known.scan,
            written: known.written,
            understood: typed.map(|note| frame.say(&note)),
            to,
            form,
            frame,
        }
    }

    fn hidden(&self, name: &str) -> &str {
        self.form.values().get(name)
    }

    /// What a leader wrote, with its labels: shown, not to be changed.
    fn words(&self) -> Vec<(&str, String)> {
        let values = self.form.values();
        let kind = InstructionKind::from_code(values.get("instruction_kind"));
        vec![
            (self.frame.t("drafting.author"), values.get("author").to_owned()),
            (
                self.frame.t("drafting.instruction_kind"),
                kind.map(|kind| self.frame.word(&kind.word())).unwrap_or_default(),
            ),
            (self.frame.t("drafting.instruction_on"), values.get("instruction_on").to_owned()),
        ]
    }

    fn one_office(&self) -> Option<&str> {
        if let [only] = &self.offices[..] { Some(&only.label) } else { None }
    }
}

/// Each urgency with the deadline that it brings when none is typed.
fn urgencies(frame: &Frame, known: &Known) -> Vec<Choice> {
    let told = |urgency: &Urgency| {
        let word = frame.word(&urgency.word());
        let default = known.defaults.iter().find(|(known, _)| known == urgency);
        match default {
            Some((_, limit)) => {
                frame.tf("drafting.urgency_limit", &[("word", &word), ("limit", &frame.say(&limit.phrase()))])
            }
            None => word,
        }
    };
    Urgency::ALL.iter().map(|urgency| Choice::of(urgency.code(), told(urgency))).collect()
}

fn basis_key(code: &str) -> &'static str {
    match code {
        "document" => "drafting.basis_document",
        "decision" => "drafting.basis_decision",
        "instruction" => "drafting.basis_instruction",
        _ => "drafting.basis_proposal",
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader())).titled("drafting.new");
    let known = Known::sample();
    let blank = Form::typed(&frame(), typed::blank(MatterId(uuid::Uuid::nil())));
    let mut wrong = Form::typed(
        &frame(),
        Fields::from([("title", "实验小学教学楼施工许可"), ("deadline", "12月底"), ("basis", "instruction")]),
    );
    wrong.wrong("author", lang::t(lang, "form.missing"));
    let to = || "/matters/new".to_owned();
    let with_scan =
        Known { scan: Some(("批示件".to_owned(), "/matters/1/files/1".to_owned())), ..known.clone() };
    let mut held = blank.clone();
    held.hold("scan", Held { id: "1".into(), name: "任务分解表".into() });
    let written = Form::typed(
        &frame(),
        Fields::from([
            ("basis", "instruction"),
            ("author", "康丽荣"),
            ("instruction_kind", "act"),
            ("instruction_text", "请县住建局牵头，限期解决。"),
            ("instruction_on", "2026-11-23"),
        ]),
    );
    vec![
        Sample::of("matters.draft.scan", Draft::of(frame(), held, with_scan, to())),
        Sample::of("matters.draft", Draft::of(frame(), blank, known.clone(), to())),
        Sample::of(
            "matters.draft.written",
            Draft::of(frame(), written, Known { written: true, ..known.clone() }, to()),
        ),
        Sample::of("matters.draft.wrong", Draft::of(frame(), wrong, known, to())),
    ]
}
