//! 催办 and 督办单. Nobody is pressed before they have been helped: a yellow, orange or red slip needs
//! a help step since the light changed, or a waiver. Messages are never gated.

use super::{
    event::What,
    facts::Facts,
    gates::{SHARE, given, in_state},
    lights::light,
    matter::{Matter, State},
    parts::{HelpStand, Receipt, Waiver},
    words::{HelpResult, Slip},
};
use crate::{
    ids::UnitId,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};

const HELP_FIRST: Rule = Rule::ours("slip.help_first", "先帮后督", "Help before pressure");

/// Urges by message.
pub fn urge(m: &Matter, text: &str) -> Result<Vec<What>, Refusal> {
    urgeable(m)?;
    Ok(vec![What::Urged { text: given(text, Word::of("催办内容", "Message"))?, to: addressees(m) }])
}

/// Urges one of its units alone: the others have nothing to do with what it owes.
pub fn urge_unit(m: &Matter, text: &str, unit: UnitId) -> Result<Vec<What>, Refusal> {
    urgeable(m)?;
    let to = some_of(m, &[unit])?;
    Ok(vec![What::Urged { text: given(text, Word::of("催办内容", "Message"))?, to }])
}

/// Urges some of its units alone, by message or by a slip.
pub fn urge_units(
    m: &Matter,
    text: &str,
    units: &[UnitId],
    slip: Option<&(Slip, Option<Waiver>)>,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    urgeable(m)?;
    let to = some_of(m, units)?;
    match slip {
        Some((slip, waiver)) => issue(m, *slip, text, waiver.as_ref(), to, f),
        None => Ok(vec![What::Urged { text: given(text, Word::of("催办内容", "Message"))?, to }]),
    }
}

/// These units, at least one, each of which has a share.
fn some_of(m: &Matter, units: &[UnitId]) -> Result<Vec<UnitId>, Refusal> {
    let stranger = units.iter().find(|unit| m.assignments.iter().all(|a| a.unit != **unit));
    let instead = phrase!("请在该单位承办的事项中催办", "urge it in a matter that it undertakes");
    match (stranger, units) {
        (Some(unit), _) => {
            Err(SHARE.refuse(phrase!("{0}不承办本事项", "{0} has no share in this matter", *unit), instead))
        }
        (None, []) => Err(SHARE.refuse(phrase!("未指明单位", "no unit is named"), instead)),
        (None, units) => Ok(units.to_vec()),
    }
}

/// Whether somebody can be urged now.
pub fn urgeable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress", "objecting"])
}

/// Urges by a slip.
pub fn issue_slip(
    m: &Matter,
    slip: Slip,
    text: &str,
    waiver: Option<&Waiver>,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    urgeable(m)?;
    issue(m, slip, text, waiver, addressees(m), f)
}

fn issue(
    m: &Matter,
    slip: Slip,
    text: &str,
    waiver: Option<&Waiver>,
    to: Vec<UnitId>,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    if let Some(Waiver::Reason { text }) = waiver {
        given(text, Word::of("豁免理由", "Reason of the waiver"))?;
    }
    if slip != Slip::Blue && waiver.is_none() {
        helped_first(m, f)?;
    }
    let text = given(text, Word::of("督办内容", "Content"))?;
    Ok(vec![What::SlipIssued { slip, text, to, waiver: waiver.cloned() }])
}

/// Whether a yellow, orange or red slip can be issued without a waiver: pages tell it before.
///
/// # Errors
/// That help comes first.
pub fn helped_first(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    if helped_since_light(m, f) {
        return Ok(());
    }
    Err(HELP_FIRST.refuse(
        phrase!("自亮灯以来尚无帮办记录", "no help step is recorded since the light changed"),
        phrase!(
            "请先记录帮办措施；属安全生产、防汛防台、突发舆情、领导明确要求、同一事项再次逾期的，请选择豁免情形",
            "record a help step first; or choose a waiver: safety, flood and typhoon, public opinion, a leader's request, overdue again"
        ),
    ))
}

/// A help that was recorded, accepted or ended since the light took its colour. Help that was merely
/// asked for and left unanswered, or turned out not to be needed, is no help.
fn helped_since_light(m: &Matter, f: &Facts) -> bool {
    let since = light(m, f.now).and_then(|shown| shown.since);
    m.helps.iter().any(|h| {
        let (at, counts) = match &h.stand {
            HelpStand::Asked | HelpStand::Declined { .. } => (h.at, false),
            HelpStand::Accepted { at } => (*at, true),
            HelpStand::Ended { at, result } => (*at, *result != HelpResult::NotNeeded),
        };
        counts && since.is_none_or(|since| at >= since)
    })
}

/// Whom a matter's urge reaches where nobody is named: while the lead hasn't signed, those who haven't; after that the
/// lead and responsible units. Pages tell it before.
pub fn addressees(m: &Matter) -> Vec<UnitId> {
    let unsigned = matches!(m.state, State::Assigned);
    m.assignments
        .iter()
        .filter(|a| match a.receipt {
            Receipt::Awaiting { .. } => true,
            Receipt::Signed { .. } => !unsigned,
            Receipt::Informed => false,
        })
        .map(|a| a.unit)
        .collect()
}

/// The reason of a waiver in words.
pub fn waiver_word(waiver: &Waiver) -> crate::phrase::Arg {
    match waiver {
        Waiver::Standing { case } => case.word().into(),
        Waiver::Reason { text } => text.as_str().into(),
    }
}
