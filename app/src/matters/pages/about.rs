//! What an act's form is about, above its fields: number, lead unit, deadline, light and goal, and of what is struck off how
//! it ended, so that nobody acts on a matter by its name alone.

use super::{acts, case::Case};
use crate::web::{layout::Frame, markup::Markup};
use bangdu_core::matters::{Light, light};

/// Longer goals are folded.
const LONG: usize = 120;

/// The matter in a few lines.
pub(super) fn about(case: &Case, frame: &Frame) -> Markup {
    let m = &case.matter;
    let mut rows: Vec<(&str, String)> = Vec::new();
    rows.extend(m.number.as_ref().map(|number| ("listing.number", number.to_string())));
    rows.extend(m.lead().map(|lead| ("matters.lead", case.directory.unit(lead.unit).to_owned())));
    if !acts::judged::JUDGES.contains(&case.offer.code) {
        let due = m.moments.due.as_ref().map(|due| frame.date(due.date));
        rows.push(("matters.deadline", due.unwrap_or_else(|| frame.say(&m.deadline.phrase()))));
    }
    if let Some(closure) = m.closure() {
        let outcome = frame.word(&closure.proposal.outcome.word());
        let told = frame.tf("matters.with_note", &[("said", &frame.at(closure.at)), ("note", &outcome)]);
        rows.push(("matters.closed_at", told));
    }
    rows.extend(m.look_back.as_ref().map(|due| ("matters.look_back_on", frame.date(due.on))));
    let list =
        rows.iter().fold(Markup::of("<div class=\"about\"><dl class=\"facts\">"), |list, (key, value)| {
            list.html("<dt>").text(frame.t(key)).html("</dt><dd>").text(value).html("</dd>")
        });
    let list = match light(m, case.now) {
        Some(shown) => list
            .html("<dt>")
            .text(frame.t("listing.light"))
            .html("</dt><dd>")
            .and(&frame.light(Light::code(shown.light)))
            .html("</dd>"),
        None => list,
    };
    goal(list.html("</dl>"), m.requirement.trim(), frame).html("</div>")
}

fn goal(out: Markup, text: &str, frame: &Frame) -> Markup {
    let title = frame.t("matters.requirement");
    match text.chars().count() {
        0 => out,
        n if n > LONG => out
            .html("<details class=\"fold\"><summary>")
            .text(title)
            .html("</summary><p class=\"quote\">")
            .text(text)
            .html("</p></details>"),
        _ => {
            out.html("<p class=\"hint\">").text(title).html("</p><p class=\"quote\">").text(text).html("</p>")
        }
    }
}
