//! The page of a matter's publication: what is public, what waits for a second person, the form with its
//! preview, and what happened so far.

use super::{
    proposing::{self, Preview},
    seen::Seen,
};
use crate::{
    board::notice::said,
    web::{
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::Frame,
        markup::Markup,
        sample::{Sample, reader},
    },
};
use askama::Template;
use bangdu_core::{
    board::{Field, Value, page::Copy},
    who::Who,
};
use jiff::civil::Date;

/// The page's three forms.
pub(super) struct Forms {
    pub wanted: Form,
    pub decision: Form,
    pub down: Form,
}

impl Forms {
    /// As they stand before anybody typed.
    pub fn of(frame: &Frame, seen: &Seen) -> Forms {
        let version = || Fields::from([("version", seen.version.to_string())]);
        Forms {
            wanted: Form::typed(frame, proposing::fields(seen)),
            decision: Form::typed(frame, version()),
            down: Form::typed(frame, version()),
        }
    }
}

#[derive(Template)]
#[template(path = "board/pages/show.html")]
pub(super) struct ShowPage {
    frame: Frame,
    at: String,
    version: u64,
    matter: String,
    /// Public, waiting, taken down …, each a class and a word.
    badges: Vec<(&'static str, String)>,
    /// The public page, where there is one and its address is known.
    link: Option<String>,
    is_public: bool,
    /// Why it was taken down.
    down: Option<String>,
    refused: Vec<(String, String)>,
    /// Whether the plan has points whose names nobody has agreed to.
    new_steps: bool,
    waiting: Vec<WaitingRow>,
    may_propose: bool,
    may_approve: bool,
    may_take_down: bool,
    wanted: Form,
    fields: Markup,
    decision: Form,
    taking_down: Form,
    preview: String,
    history: Vec<(String, String)>,
}

/// A field that waits, beside what is shown now.
struct WaitingRow {
    label: String,
    now: Vec<String>,
    then: Vec<String>,
    kept: bool,
    by: String,
    /// The choice; nothing where the reader may not decide.
    choice: Option<Markup>,
    own: bool,
}

impl ShowPage {
    pub(super) fn of(
        frame: Frame,
        seen: &Seen,
        forms: Forms,
        preview: Preview,
        board_url: Option<&str>,
    ) -> ShowPage {
        let m = &seen.matter;
        let at = format!("/matters/{}", m.id);
        let list = frame.t("nav.matters").to_owned();
        let frame = frame.titled("board.title").under(list, "/matters").under(m.title.clone(), at.clone());
        let publication = seen.publication.as_ref();
        let is_public = matches!(seen.copy, Some(Copy::Page(_)));
        let waiting = waiting(&frame, seen, &forms.decision);
        ShowPage {
            badges: badges(&frame, seen),
            link: publication
                .filter(|_| is_public)
                .zip(board_url)
                .map(|(p, url)| address(url, p.public.as_str())),
            is_public,
            down: publication.and_then(|p| p.down.as_ref()).map(|down| down.reason.clone()),
            refused: publication
                .map(|p| p.refused.iter().map(|r| (frame.word(&r.field.word()), r.reason.clone())).collect())
                .unwrap_or_default(),
            new_steps: has_new_steps(seen),
            may_approve: seen.may.approve && waiting.iter().any(|row| !row.own),
            waiting,
            may_propose: seen.may.propose,
            may_take_down: seen.may.take_down && publication.is_some_and(|p| p.down.is_none()),
            fields: fields(&forms.wanted, &frame, seen),
            wanted: forms.wanted,
            decision: forms.decision,
            taking_down: forms.down,
            preview: proposing::markup(&frame, &preview).unwrap_or_default(),
            history: seen.history.iter().map(|(at, said)| (frame.at(*at), frame.say(said))).collect(),
            matter: m.title.clone(),
            version: seen.version,
            at,
            frame,
        }
    }
}

/// Points of the plan that the public page leaves out, since only known names follow the matter.
fn has_new_steps(seen: &Seen) -> bool {
    let wanted = seen.publication.as_ref().map(|p| p.wanted()).unwrap_or_default();
    let Some(shown) = wanted.into_iter().find(|shown| shown.field == Field::Steps && shown.kept) else {
        return false;
    };
    let told = seen.told.iter().find(|(field, _)| *field == Field::Steps).map(|(_, value)| value);
    let (Value::Steps { steps: agreed }, Some(Value::Steps { steps })) = (&shown.value, told) else {
        return false;
    };
    steps.iter().any(|step| !agreed.iter().any(|known| known.name == step.name))
}

/// The public page's address.
pub(super) fn address(board_url: &str, public: &str) -> String {
    format!("{board_url}/p/{public}/")
}

fn badges(frame: &Frame, seen: &Seen) -> Vec<(&'static str, String)> {
    let Some(publication) = &seen.publication else {
        return vec![("", frame.t("board.stand_none").to_owned())];
    };
    let mut badges = Vec::new();
    match (&seen.copy, publication.is_public()) {
        (Some(Copy::Page(_)), _) => badges.push(("ok", frame.t("board.stand_public").to_owned())),
        (Some(Copy::Down(_)), _) => badges.push(("warn", frame.t("board.stand_down").to_owned())),
        (None, _) => badges.push(("", frame.t("board.stand_none").to_owned())),
    }
    if !publication.waiting.is_empty() {
        badges.push(("sea", frame.t1("board.stand_waiting", "n", publication.waiting.len())));
    }
    badges
}

fn waiting(frame: &Frame, seen: &Seen, form: &Form) -> Vec<WaitingRow> {
    let Some(publication) = &seen.publication else { return Vec::new() };
    let row = |waits: &bangdu_core::board::publication::Waiting| {
        let field = waits.shown.field;
        let own = waits.by.is_same_person(Who::Person(seen.reader));
        let by = match waits.by {
            Who::Person(person) => seen.directory.person(person).to_owned(),
            _ => String::new(),
        };
        WaitingRow {
            label: frame.word(&field.word()),
            now: publication
                .agreed(field)
                .map(|shown| said(&shown.value, frame.lang, seen.today))
                .unwrap_or_default(),
            then: said(&waits.shown.value, frame.lang, seen.today),
            kept: waits.shown.kept,
            by: frame.tf("board.proposed_by", &[("name", &by), ("at", &frame.at(waits.at))]),
            choice: (seen.may.approve && !own).then(|| choice(frame, form, field)),
            own,
        }
    };
    publication.waiting.iter().map(row).collect()
}

/// Yes, no with a reason, or not yet.
fn choice(frame: &Frame, form: &Form, field: Field) -> Markup {
    let (decision, reason) = (format!("{}_decision", field.code()), format!("{}_reason", field.code()));
    let choices = [
        Choice::of("agree", frame.t("board.agree")),
        Choice::of("refuse", frame.t("board.refuse")),
        Choice::of("", frame.t("board.not_yet")),
    ];
    let label = frame.tf("board.decide_on", &[("field", &frame.word(&field.word()))]);
    let why = frame.tf("board.why_not", &[("field", &frame.word(&field.word()))]);
    form.field(&decision, &label).radio(&choices).and(&form.field(&reason, &why).text())
}

/// The form's fields, each with what the public makes of it.
fn fields(form: &Form, frame: &Frame, seen: &Seen) -> Markup {
    let mut all = Markup::default();
    for field in Field::ALL {
        let label = frame.word(&field.word());
        let hint = frame.t(hint(*field));
        let told = seen.told.iter().find(|(known, _)| known == field).map(|(_, value)| value);
        all = all.and(&match (field.is_told(), told) {
            (true, Some(value)) => {
                let choices = told_choices(frame, *field, value, seen.today);
                form.field(field.code(), &label).hint(hint).radio(&choices)
            }
            (true, None) => Markup::of("<div class=\"field\"><p class=\"label\">")
                .text(&label)
                .html("</p><p class=\"hint\">")
                .text(frame.t("board.nothing_told"))
                .html("</p></div>"),
            (false, _) => text(form, *field, &label, hint),
        });
        if *field == Field::Person {
            all = all.and(&form.field("person_agreed", frame.t("board.person_agreed")).check());
        }
    }
    all
}

fn text(form: &Form, field: Field, label: &str, hint: &str) -> Markup {
    let input = form.field(field.code(), label).hint(hint);
    match field {
        Field::Name => input.need().text(),
        Field::Content | Field::News => input.area(),
        _ => input.text(),
    }
}

fn told_choices(frame: &Frame, field: Field, value: &Value, today: Date) -> Vec<Choice> {
    let now = match field {
        Field::Steps => frame.t("board.steps_now").to_owned(),
        _ => frame.t1("board.told_now", "value", said(value, frame.lang, today).join(" ")),
    };
    vec![
        Choice::of("kept", frame.t("board.told_kept")),
        Choice::of("now", now),
        Choice::of("", frame.t("board.told_not")),
    ]
}

fn hint(field: Field) -> &'static str {
    match field {
        Field::Name => "board.hint_name",
        Field::Place => "board.hint_place",
        Field::Builder | Field::Responsible => "board.hint_unit",
        Field::Person => "board.hint_person",
        Field::Content => "board.hint_content",
        Field::Due | Field::Rate => "board.hint_told",
        Field::Steps => "board.hint_steps",
        Field::News => "board.hint_news",
        Field::Phone => "board.hint_phone",
    }
}

/// A first proposal, one that waits for the reader, and one that was taken down.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let of = |seen: &Seen| {
        let forms = Forms::of(&frame(), seen);
        let preview = Preview::of(seen.wanted.clone());
        ShowPage::of(frame(), seen, forms, preview, Some("https://gs.example.gov.cn"))
    };
    let wrong = super::sample::first().map(|seen| {
        let mut forms = Forms::of(&frame(), &seen);
        forms.wanted = Form::blank(&frame());
        forms.wanted.needed("name");
        ShowPage::of(frame(), &seen, forms, Preview::of(None), None)
    });
    let named = [
        ("board.publication.first", super::sample::first().as_ref().map(of)),
        ("board.publication.wrong", wrong),
        ("board.publication.waiting", super::sample::waiting().as_ref().map(of)),
        ("board.publication.down", super::sample::down().as_ref().map(of)),
    ];
    named.into_iter().filter_map(|(name, page)| Some(Sample::of(name, page?))).collect()
}
