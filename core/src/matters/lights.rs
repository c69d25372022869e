//! The light of a matter at an instant (亮灯), with its reason. Nothing is reckoned here: instants
//! that an event brought are compared with now.

use super::{
    matter::{Matter, State},
    moments::Turn,
    words::{Light, Part, Why},
};
use crate::{ids::AssignmentId, instant::Instant, phrase::Word};

/// A light with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The colour.
    pub light: Light,
    /// Why it is not green; the reasons of that colour only.
    pub why: Vec<Why>,
    /// Since when it shows this colour, where it is yellow or red.
    pub since: Option<Instant>,
    /// Whether completion is claimed, so that the light stands as it did then, whatever day it is.
    pub stopped: bool,
}

impl Shown {
    /// The reasons in words, for every place that says them: desk, list and the matter's page alike.
    pub fn told(&self) -> Vec<Word> {
        let late = self.stopped && self.why.contains(&Why::Overdue);
        let reasons = self.why.iter().filter(|why| !late || **why != Why::Overdue);
        let mut words: Vec<Word> = reasons.map(|why| why.word()).collect();
        words.dedup();
        if late {
            words.push(Word::of("逾期后申请办结，停止计时", "claimed too late, clock stopped"));
        } else if self.stopped {
            words.push(Word::of("已申请办结，停止计时", "completion claimed, clock stopped"));
        }
        words
    }
}

/// The matter's light at `now`; none for drafts, and after withdrawal.
pub fn light(m: &Matter, now: Instant) -> Option<Shown> {
    light_of(m.state.code(), &m.moments.turns, now)
}

/// An assignment's own light at `now`. Assisting units have none of their own.
pub fn assignment_light(m: &Matter, id: AssignmentId, now: Instant) -> Option<Shown> {
    let assignment = m.assignment(id)?;
    if assignment.part == Part::Assisting {
        return None;
    }
    light_of(m.state.code(), m.moments.share(id).map_or(&[][..], |s| &s.turns), now)
}

/// The light in a state, by its code, with these turns: for those who have no more of a matter than a list's row.
/// Precedence done > grey > red > yellow > green.
pub fn light_of(state: &str, turns: &[Turn], now: Instant) -> Option<Shown> {
    match state {
        "draft" | "awaiting_approval" | "ended" | "discarded" | "withdrawn" => None,
        "closed" | "archived" => Some(plain(Light::Done)),
        "suspended" => Some(plain(Light::Grey)),
        state => {
            let shown = turned(turns, Light::Red, now)
                .or_else(|| turned(turns, Light::Yellow, now))
                .unwrap_or(plain(Light::Green));
            Some(Shown { stopped: State::CLAIMED.contains(&state), ..shown })
        }
    }
}

fn plain(light: Light) -> Shown {
    Shown { light, why: Vec::new(), since: None, stopped: false }
}

fn turned(turns: &[Turn], light: Light, now: Instant) -> Option<Shown> {
    let past: Vec<&Turn> = turns.iter().filter(|t| t.light == light && t.at <= now).collect();
    let since = past.iter().map(|t| t.at).min()?;
    let mut why: Vec<Why> = past.iter().map(|t| t.why).collect();
    why.dedup();
    Some(Shown { light, why, since: Some(since), stopped: false })
}
