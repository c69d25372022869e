//! 帮: ask, offer, answer, end.

use super::{
    Act, First,
    parts::{all, choices, pair},
};
use crate::{
    matters::pages::{case::Case, reader::Reader},
    web::{
        form::{Choice, Form},
        layout::Frame,
        markup::Markup,
    },
};
use bangdu_core::{
    ids::UnitId,
    matters::{Blocker, Command, HelpKind, HelpResult, HelpStand, NewHelp},
};

pub(super) const ACTS: &[Act] = &[
    Act::of("ask-help", ask_fields, ask),
    Act::of("coordinate-help", coordinate_fields, coordinate).first(as_asked),
    Act::of("offer-help", offer_fields, offer),
    Act::of("answer-help", answer_fields, answer),
    Act::of("end-help", end_fields, end),
];

fn ask_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let helper = form.field("helper", frame.t("matters.helper")).hint(frame.t("matters.helper_of_office"));
    help_fields(form, frame, helper.unit(&case.known_units()))
}

fn offer_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    help_fields(form, frame, form.field("helper", frame.t("matters.helper")).need().unit(&case.known_units()))
}

fn help_fields(form: &Form, frame: &Frame, helper: Markup) -> Markup {
    let kinds = choices(frame, HelpKind::ALL, HelpKind::code, HelpKind::word);
    let blockers = choices(frame, Blocker::ALL, Blocker::code, Blocker::word);
    all([
        form.field("kind", frame.t("matters.help_kind")).need().radio(&kinds),
        helper,
        form.field("text", frame.t("matters.help_text")).need().area(),
        form.field("blocker", frame.t("matters.blocker")).select(&blockers),
    ])
}

fn ask(r: &mut Reader) -> Option<Command> {
    let helper = if r.is_blank("helper") { None } else { Some(r.unit("helper")?) };
    Some(Command::AskHelp(Box::new(help(r, helper)?)))
}

fn offer(r: &mut Reader) -> Option<Command> {
    let helper = r.unit("helper");
    let help = help(r, helper);
    helper.and(help).map(|help| Command::OfferHelp(Box::new(help)))
}

fn help(r: &mut Reader, helper: Option<UnitId>) -> Option<NewHelp> {
    let (kind, text) = (r.word("kind", HelpKind::from_code), r.text("text"));
    let blocker = r.optional_word("blocker", Blocker::from_code);
    Some(NewHelp { kind: kind?, text: text?, blocker: blocker?, helper })
}

/// The places of the requests that nobody has taken up.
fn asked(case: &Case) -> impl Iterator<Item = usize> {
    let helps = case.matter.helps.iter().enumerate();
    helps.filter(|(_, help)| matches!(help.stand, HelpStand::Asked)).map(|(place, _)| place)
}

/// The first request, and the unit that it names.
fn as_asked(case: &Case, _: &Frame) -> First {
    let Some(place) = asked(case).next() else { return First::new() };
    let helper = case.matter.helps.get(place).map(|help| case.directory.tree.name(help.helper));
    vec![pair("help", place.to_string()), pair("helper", helper.unwrap_or_default())]
}

fn coordinate_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let helper = form.field("helper", frame.t("matters.helper")).hint(frame.t("matters.helper_named"));
    all([
        form.field("help", frame.t("matters.help")).need().radio(&helps(case, frame, asked(case))),
        helper.need().unit(&case.known_units()),
    ])
}

fn coordinate(r: &mut Reader) -> Option<Command> {
    let (help, helper) = (r.place("help"), r.unit("helper"));
    Some(Command::CoordinateHelp { help: help?, helper: helper? })
}

/// Helps to choose from, by their place.
fn helps(case: &Case, frame: &Frame, places: impl IntoIterator<Item = usize>) -> Vec<Choice> {
    let one = |place: usize| {
        let help = case.matter.helps.get(place)?;
        let (kind, unit) = (frame.word(&help.kind.word()), case.directory.unit(help.helper));
        let args = [("kind", kind.as_str()), ("unit", unit), ("text", &help.text)];
        Some(Choice::of(place.to_string(), frame.tf("matters.help_of", &args)))
    };
    places.into_iter().filter_map(one).collect()
}

fn answer_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let helps = helps(case, frame, case.helps.iter().copied());
    let [accept, decline] = [("accept", "matters.accept"), ("decline", "matters.decline")]
        .map(|(code, key)| Choice::of(code, frame.t(key)));
    let why = form.field("reason", frame.t("matters.reason")).need_here().area();
    all([
        form.field("help", frame.t("matters.help")).need().radio(&helps),
        form.field("decision", frame.t("matters.answer"))
            .need()
            .radio_with(&[(accept, Markup::default()), (decline, why)]),
    ])
}

fn answer(r: &mut Reader) -> Option<Command> {
    let (help, decision) = (r.place("help"), r.text("decision"));
    let help = help?;
    if decision? == "accept" {
        return Some(Command::AcceptHelp { help });
    }
    Some(Command::DeclineHelp { help, reason: r.text("reason")? })
}

fn end_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let open = case.matter.helps.iter().enumerate().filter(|(_, h)| h.is_open()).map(|(place, _)| place);
    let results = choices(frame, HelpResult::ALL, HelpResult::code, HelpResult::word);
    all([
        form.field("help", frame.t("matters.help")).need().radio(&helps(case, frame, open)),
        form.field("result", frame.t("matters.result")).need().radio(&results),
        form.field("text", frame.t("matters.result_text")).need().area(),
    ])
}

fn end(r: &mut Reader) -> Option<Command> {
    let (help, result, text) = (r.place("help"), r.word("result", HelpResult::from_code), r.text("text"));
    Some(Command::EndHelp { help: help?, result: result?, text: text? })
}
