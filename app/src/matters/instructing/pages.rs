//! `/instructions/new`: the form in which an instruction is written; what was typed is kept when a rule says no.

use super::{authors, subject};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::act::{Around, act},
    people::naming::named,
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::{Crumb, Frame, done, page},
        list::Filters,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::State as Shared,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use bangdu_core::{
    calendar::{Deadline, written},
    ids::{MatterId, PersonId, UnitId},
    matters::{Command, InstructionKind, Matter, NewInstruction, instructing::offices},
    people::{Action, Ground, require},
};
use jiff::civil::Date;
use std::sync::Arc;

/// How many units the field offers to complete; more are still found by what is typed.
const KNOWN_UNITS: usize = 300;

pub(super) async fn blank(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let about = filters.get("about").and_then(|id| id.parse().ok());
    let known = app.view(&who.actor, move |tx, around| Known::read(tx, &around, about)).await?;
    let mut fields = Fields::from([("kind", InstructionKind::ToAct.code())]);
    fields.0.push(("id".to_owned(), MatterId(app.cx.new_id()).to_string()));
    if let Some(m) = &known.about {
        fields.0.push(("about".to_owned(), m.id.to_string()));
        fields.0.push(("title".to_owned(), frame.t1("instructing.title_about", "title", &m.title)));
    }
    let form = Form::typed(&frame, fields);
    page(Written::of(frame, form, known))
}

pub(super) async fn write(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let about = fields.given("about").and_then(|id| id.parse().ok());
    let known = app.view(&who.actor, move |tx, around| Known::read(tx, &around, about)).await?;
    let id = fields.get("id").parse().unwrap_or(MatterId(app.cx.new_id()));
    let mut form = Form::typed(&frame, fields);
    let Some(new) = read(&mut form, &frame, id, &known) else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, frame, form, known);
    };
    let office = known.office_name(new.office);
    let command = Command::Instruct(Box::new(new));
    match app.change(&who.actor, move |tx, around| act(tx, around, id, &command, None)).await {
        Ok(_) => Ok(done(&format!("/matters/{id}"), &frame.t1("instructing.written", "office", office))),
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            again(StatusCode::CONFLICT, frame, form, known)
        }
        // The same form sent twice: it is written already.
        Err(ActError::NotFound) => Ok(Redirect::to(&format!("/matters/{id}")).into_response()),
        Err(other) => Err(other.into()),
    }
}

fn again(status: StatusCode, frame: Frame, form: Form, known: Known) -> Result<Response, Error> {
    Ok((status, page(Written::of(frame, form, known))?).into_response())
}

fn read(form: &mut Form, frame: &Frame, id: MatterId, known: &Known) -> Option<NewInstruction> {
    let (text, title) = (form.needed("text"), form.needed("title"));
    let kind = InstructionKind::from_code(form.values().get("kind"));
    if kind.is_none() {
        form.wrong("kind", frame.t("drafting.choose"));
    }
    let author = known.chosen(form, frame, "author", &known.authors);
    let office = author.as_ref().and_then(|author| {
        let own: Vec<_> = known.offices.iter().filter(|(of, ..)| of == author).collect();
        let choices: Vec<Choice> = own.iter().map(|(_, id, name)| Choice::of(id.to_string(), name)).collect();
        known.chosen(form, frame, "office", &choices)
    });
    let office = office.and_then(|id| id.parse().ok());
    let stands = office.or_else(|| known.offices.first().map(|(_, id, _)| *id));
    let lead = stands.and_then(|office| unit(form, frame, known, office));
    let deadline = deadline(form, frame, known.today);
    let not_classified = form.values().ticked("not_classified");
    if !not_classified {
        form.wrong("not_classified", frame.t("instructing.tick"));
    }
    let new = NewInstruction {
        id,
        office: office?,
        title,
        kind: kind?,
        text,
        author: author?.parse().ok()?,
        about: known.about.as_ref().map(|m| m.id),
        lead,
        deadline,
        not_classified,
    };
    form.is_right().then_some(new)
}

/// Who should lead, understood from where the office stands: nothing typed leaves it to the office.
fn unit(form: &mut Form, frame: &Frame, known: &Known, office: UnitId) -> Option<UnitId> {
    let text = form.values().given("lead")?.to_owned();
    named(form, frame, (&known.directory, office), ("lead", &text))
}

fn deadline(form: &mut Form, frame: &Frame, today: Date) -> Option<Deadline> {
    let text = form.values().given("deadline")?.to_owned();
    let context = written::Context { today, year: None, may_be_serial: false };
    let read = written::parse_date(&text, &context);
    if read.meaning.is_none() {
        form.wrong("deadline", frame.say(&read.note));
    }
    read.meaning
}

/// What the form offers and what it is about.
#[derive(Default)]
struct Known {
    about: Option<Matter>,
    /// In whose name it may be written.
    authors: Vec<Choice>,
    /// Each author's offices: the author's id, the office, its name.
    offices: Vec<(String, UnitId, String)>,
    directory: Arc<crate::people::directory::Directory>,
    today: Date,
}

impl Known {
    fn read(tx: &mut Tx<'_>, around: &Around<'_>, about: Option<MatterId>) -> Result<Known, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
        let found = subject(tx, around, about)?;
        if about.is_some() && found.is_none() {
            return Err(ActError::NotFound);
        }
        let authors = authors(tx, around)?;
        if authors.is_empty() {
            require(actor, Action::WriteInstruction, &Ground::of_office(actor.unit), tree, today)?;
        }
        let mut offers = Vec::new();
        for author in &authors {
            let of = |office: UnitId| (author.person.to_string(), office, tree.name(office).to_owned());
            offers.extend(offices(author, tree).into_iter().map(of));
        }
        let choice =
            |author: &bangdu_core::people::Actor| Choice::of(author.person.to_string(), &author.name);
        Ok(Known {
            about: found,
            authors: authors.iter().map(choice).collect(),
            offices: offers,
            directory: around.directory.clone(),
            today,
        })
    }

    /// The one chosen, or the only one.
    fn chosen(&self, form: &mut Form, frame: &Frame, name: &str, among: &[Choice]) -> Option<String> {
        let found = match (form.values().given(name), among) {
            (None, [only]) => Some(only.value.clone()),
            (given, known) => known.iter().map(|one| &one.value).find(|v| Some(v.as_str()) == given).cloned(),
        };
        if found.is_none() {
            form.wrong(name, frame.t("drafting.choose"));
        }
        found
    }

    fn office_name(&self, office: UnitId) -> String {
        self.offices
            .iter()
            .find(|(_, id, _)| *id == office)
            .map(|(.., name)| name.clone())
            .unwrap_or_default()
    }

    /// The offices to choose from, each once.
    fn office_choices(&self) -> Vec<Choice> {
        let mut seen = std::collections::BTreeSet::new();
        let each = self.offices.iter().filter(|(_, id, _)| seen.insert(*id));
        each.map(|(_, id, name)| Choice::of(id.to_string(), name)).collect()
    }
}

#[derive(Template)]
#[template(path = "matters/instructing/form.html")]
struct Written {
    frame: Frame,
    form: Form,
    /// The matter that it is about: where, and what it is called.
    about: Option<(String, String)>,
    authors: Vec<Choice>,
    offices: Vec<Choice>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    keep: String,
}

impl Written {
    fn of(frame: Frame, form: Form, known: Known) -> Written {
        let mut frame = frame.titled("instructing.title");
        frame.crumbs = vec![Crumb { label: frame.t("nav.desk").to_owned(), href: "/".to_owned() }];
        let about = known.about.as_ref().map(|m| (format!("/matters/{}", m.id), m.title.clone()));
        if let Some((href, title)) = &about {
            frame.crumbs.push(Crumb { label: title.clone(), href: href.clone() });
        }
        let alive = known.directory.tree.walk().into_iter().filter(|(_, unit)| unit.ended.is_none());
        let kind = |kind: &InstructionKind| {
            let word = frame.word(&kind.word());
            Choice::of(kind.code(), format!("{word}{}", frame.t(meaning(*kind))))
        };
        Written {
            keep: super::address(known.about.as_ref().map(|m| m.id)),
            offices: known.office_choices(),
            kinds: InstructionKind::ALL.iter().map(kind).collect(),
            units: alive.take(KNOWN_UNITS).map(|(_, unit)| Choice::of("", &unit.name)).collect(),
            authors: known.authors,
            about,
            form,
            frame,
        }
    }

    fn hidden(&self, name: &str) -> &str {
        self.form.values().get(name)
    }

    /// Whose it is, where there is no choice.
    fn one<'c>(&self, among: &'c [Choice]) -> Option<&'c str> {
        if let [only] = among { Some(&only.label) } else { None }
    }
}

fn meaning(kind: InstructionKind) -> &'static str {
    match kind {
        InstructionKind::ToAct => "instructing.means_act",
        InstructionKind::ToGuide => "instructing.means_guide",
        InstructionKind::ToRead => "instructing.means_read",
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || {
        let mut frame = Frame::sample(lang, Some(reader()));
        frame.path = "/instructions/new".into();
        frame
    };
    let person = |n| PersonId(uuid::Uuid::from_u128(n)).to_string();
    let office = UnitId(uuid::Uuid::from_u128(2));
    let own = || Known {
        authors: vec![Choice::of(person(1), "康丽荣")],
        offices: vec![(person(1), office, "惠安县政府督查室".to_owned())],
        ..Known::default()
    };
    let secretary = Known {
        authors: vec![Choice::of(person(1), "康丽荣"), Choice::of(person(3), "庄玉锦")],
        offices: vec![
            (person(1), office, "惠安县政府督查室".to_owned()),
            (person(3), UnitId(uuid::Uuid::from_u128(4)), "泉州市政府督查室".to_owned()),
        ],
        about: crate::matters::pages::samples::a_matter().map(|(m, ..)| m),
        ..Known::default()
    };
    let blank = Form::typed(&frame(), Fields::from([("kind", "act")]));
    let mut wrong = Form::typed(&frame(), Fields::from([("kind", "act"), ("text", "请县住建局抓紧办理")]));
    wrong.needed("title");
    wrong.wrong("not_classified", frame().t("instructing.tick"));
    vec![
        Sample::of("matters.instructing", Written::of(frame(), blank, own())),
        Sample::of("matters.instructing.secretary", Written::of(frame(), wrong, secretary)),
    ]
}
