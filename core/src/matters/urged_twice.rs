//! Nobody is urged twice for one thing unawares: what was urged within the hour is urged again only by who has seen
//! that, and a form that was sent urges once, however often it is sent.

use super::{command::Command, matter::Matter, urging::addressees};
use crate::{
    ids::UnitId,
    instant::Instant,
    phrase,
    refusal::{Refusal, Rule},
    who::Who,
};

const TWICE: Rule =
    Rule::ours("urge.twice", "一小时内不重复催办", "Nobody is urged twice within an hour unawares");
/// So long after an urge another one asks first.
const JUST_NOW_MS: i64 = 3_600_000;

/// What a form says of the urge that it would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// When the form was opened: an urge that came later may be its own.
    pub at: Instant,
    /// Whether its sender knows that they urge again.
    pub again: bool,
}

/// From when on an urge counts as just sent.
pub fn just_now(now: Instant) -> Instant {
    now.plus_ms(-JUST_NOW_MS)
}

/// The units that a command would urge; none where it urges nobody.
pub fn urged_by(m: &Matter, command: &Command) -> Vec<UnitId> {
    match command {
        Command::UrgeUnits { units, .. } => units.clone(),
        Command::Urge { .. } | Command::IssueSlip { .. } => addressees(m),
        _ => Vec::new(),
    }
}

/// Refuses to urge again by a form whose sender doesn't know of the last urge within the hour.
///
/// # Errors
/// The rule, with who urged when.
pub fn aware(last: Option<(Instant, Who)>, opened: Opened) -> Result<(), Refusal> {
    match last {
        Some((at, by)) if !opened.again || at >= opened.at => Err(TWICE.refuse(
            phrase!("{0}刚于{1}催办过", "{0} urged them just now, on {1}", by, at),
            phrase!(
                "不必再次发送；确需再次催办的，请勾选“仍要再次催办”后提交",
                "there is no need to send it again; tick “urge again” if it is meant"
            ),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_urges_once_and_another_one_only_by_who_knows() {
        let (sent, later) = (Instant(1_000), Instant(2_000));
        let last = Some((sent, Who::System));
        assert!(aware(None, Opened { at: sent, again: false }).is_ok());
        let refusal = aware(last, Opened { at: Instant(500), again: true }).unwrap_err();
        assert_eq!(refusal.rule.code, "urge.twice", "the same form, sent twice");
        assert!(refusal.why.is_sound() && refusal.instead.is_sound());
        assert!(aware(last, Opened { at: later, again: false }).is_err());
        assert!(aware(last, Opened { at: later, again: true }).is_ok());
        assert_eq!(just_now(Instant(JUST_NOW_MS)), Instant(0));
    }
}
