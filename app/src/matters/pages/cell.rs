//! An act's form cut down to what one cell of the list shows: the same act, the same rules, the same version. What the
//! cell doesn't show goes along as it stands.

use super::{
    acts::{AMENDABLE, Act, First, amended_in_brief, report_in_brief},
    case::Case,
};
use crate::web::{fields::Fields, form::Form, layout::Frame, markup::Markup};
use bangdu_core::matters::LastReport;

/// The field that an address or a form names, where this act has a cell for it.
pub(super) fn named(act: &Act, fields: &Fields) -> &'static str {
    let known: &[&'static str] = match act.code {
        "amend" => &AMENDABLE,
        "report" => &["text", "rate", "problem", "needs", "next_step"],
        "remark" => &["text"],
        _ => &[],
    };
    let said = fields.get("only");
    known.iter().copied().find(|name| *name == said).unwrap_or_default()
}

/// What stands in it at first: as in the act's whole form, and of a report what was said last beside progress.
pub(super) fn first(case: &Case, act: &Act, frame: &Frame) -> First {
    let mut first = (act.first)(case, frame);
    if act.code == "report"
        && let Some(last) = case.only_share().and_then(|share| share.last_report.as_ref())
    {
        first.extend(beside_progress(last));
    }
    first
}

fn beside_progress(last: &LastReport) -> impl Iterator<Item = (String, String)> {
    let blocker = last.blocker.map_or("", |blocker| blocker.code());
    let said = [
        ("problem", last.problem.as_str()),
        ("needs", &last.needs),
        ("next_step", &last.next_step),
        ("blocker", blocker),
    ];
    said.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter()
}

/// Its fields: those of `only`, and the others out of sight.
pub(super) fn fields(case: &Case, act: &Act, form: &Form, frame: &Frame, only: &str) -> Markup {
    let shown = match (act.code, only) {
        ("amend", only) if !only.is_empty() => amended_in_brief(case, form, frame, only),
        ("report", only) if !only.is_empty() => report_in_brief(case, form, frame),
        _ => (act.fields)(case, form, frame),
    };
    if only.is_empty() {
        return shown;
    }
    shown.and(&Markup::of("<input type=\"hidden\" name=\"only\"").attr("value", only).html(">"))
}
