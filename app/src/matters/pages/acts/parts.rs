//! Pieces that several forms share.

use crate::{
    matters::pages::case::Case,
    web::{
        form::{Choice, Form},
        layout::Frame,
        markup::Markup,
    },
};
use bangdu_core::{
    calendar::{Days, Deadline},
    phrase::Word,
};

/// Pieces, one after another.
pub(super) fn all(pieces: impl IntoIterator<Item = Markup>) -> Markup {
    pieces.into_iter().fold(Markup::default(), |out, piece| out.and(&piece))
}

/// A reason that must be given.
pub(super) fn reason(form: &Form, frame: &Frame) -> Markup {
    form.field("reason", frame.t("matters.reason")).need().area()
}

/// A choice of one of a fixed vocabulary.
pub(super) fn choices<T: Copy>(
    frame: &Frame,
    all: &[T],
    code: fn(T) -> &'static str,
    word: fn(T) -> Word,
) -> Vec<Choice> {
    all.iter().map(|one| Choice::of(code(*one), frame.word(&word(*one)))).collect()
}

/// Two ways, by the keys of their names.
pub(super) fn ways(frame: &Frame, ways: &[(&str, &'static str)]) -> Vec<Choice> {
    ways.iter().map(|(code, key)| Choice::of(*code, frame.t(key))).collect()
}

/// Which share is meant; nothing is asked where there is only one.
pub(super) fn share(case: &Case, form: &Form, frame: &Frame) -> Markup {
    if let Some(only) = case.only_share() {
        return Markup::of("<p class=\"soft\">")
            .text(case.directory.unit(only.unit))
            .html("</p><input type=\"hidden\" name=\"assignment\"")
            .attr("value", &only.id.to_string())
            .html(">");
    }
    form.field("assignment", frame.t("matters.share")).need().radio(&case.share_choices(frame))
}

/// Somebody's words, shown beside a form.
pub(super) fn said(label: &str, text: &str) -> Markup {
    if text.is_empty() {
        return Markup::default();
    }
    Markup::of("<div class=\"field\"><p class=\"hint\">")
        .text(label)
        .html("</p><p class=\"quote\">")
        .text(text)
        .html("</p></div>")
}

/// A deadline as people type it, so that it reads back as itself.
pub(super) fn typed(deadline: &Deadline) -> String {
    match deadline {
        Deadline::On(date) => date.to_string(),
        Deadline::Within { days, kind: Days::Working } => format!("{days}个工作日"),
        Deadline::Within { days, kind: Days::Natural } => format!("{days}个自然日"),
        Deadline::Standing => "长期".to_owned(),
        Deadline::Open => "时限待定".to_owned(),
    }
}

/// A name and a value.
pub(super) fn pair(name: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (name.into(), value.into())
}
