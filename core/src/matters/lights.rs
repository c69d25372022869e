//! The light of a matter at an instant (亮灯), with its reason. Nothing is reckoned here: instants
//! that an event brought are compared with now.

use super::{
    matter::{Matter, State},
    moments::Turn,
    words::{Light, Part, Why},
};
use crate::{ids::AssignmentId, instant::Instant};

/// A light with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The colour.
    pub light: Light,
    /// Why it is not green; the reasons of that colour only.
    pub why: Vec<Why>,
    /// Since when it shows this colour, where it is yellow or red.
    pub since: Option<Instant>,
}

/// The matter's light at `now`; none for drafts, and after withdrawal.
pub fn light(m: &Matter, now: Instant) -> Option<Shown> {
    shown(m, &m.moments.turns, now)
}

/// An assignment's own light at `now`. Assisting units have none of their own.
pub fn assignment_light(m: &Matter, id: AssignmentId, now: Instant) -> Option<Shown> {
    let assignment = m.assignment(id)?;
    if assignment.part == Part::Assisting {
        return None;
    }
    shown(m, m.moments.share(id).map_or(&[][..], |s| &s.turns), now)
}

/// Precedence done > grey > red > yellow > green.
fn shown(m: &Matter, turns: &[Turn], now: Instant) -> Option<Shown> {
    match m.state {
        State::Draft
        | State::AwaitingApproval { .. }
        | State::Ended { .. }
        | State::Discarded
        | State::Withdrawn => None,
        State::Closed { .. } | State::Archived { .. } => Some(plain(Light::Done)),
        State::Suspended { .. } => Some(plain(Light::Grey)),
        _ => Some(
            turned(turns, Light::Red, now)
                .or_else(|| turned(turns, Light::Yellow, now))
                .unwrap_or(plain(Light::Green)),
        ),
    }
}

fn plain(light: Light) -> Shown {
    Shown { light, why: Vec::new(), since: None }
}

fn turned(turns: &[Turn], light: Light, now: Instant) -> Option<Shown> {
    let past: Vec<&Turn> = turns.iter().filter(|t| t.light == light && t.at <= now).collect();
    let since = past.iter().map(|t| t.at).min()?;
    let mut why: Vec<Why> = past.iter().map(|t| t.why).collect();
    why.dedup();
    Some(Shown { light, why, since: Some(since) })
}
