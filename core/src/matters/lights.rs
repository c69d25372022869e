//! The light of a matter at an instant (亮灯), with its reason. Nothing is reckoned here: instants
//! that an event brought are compared with now.

use super::{
    matter::{Matter, State},
    moments::Turn,
    words::{Light, Part, Why},
};
use crate::{calendar::Calendar, ids::AssignmentId, instant::Instant, phrase::Word};

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
    /// Since when a round's report is owed, where that is a reason.
    pub report_due: Option<Instant>,
}

impl Shown {
    /// The reasons in words, for every place that says them: desk, list and the matter's page alike. Of an overdue
    /// report they say when it was due, by which round, and how long ago that is.
    pub fn told(&self, calendar: &Calendar, now: Instant) -> Vec<Word> {
        let late = self.stopped && self.why.contains(&Why::Overdue);
        let reasons = self.why.iter().filter(|why| !late || **why != Why::Overdue);
        let mut words: Vec<Word> = reasons.map(|why| self.reason(*why, calendar, now)).collect();
        words.dedup();
        if late {
            words.push(Word::of("逾期后申请办结，停止计时", "claimed too late, clock stopped"));
        } else if self.stopped {
            words.push(Word::of("已申请办结，停止计时", "completion claimed, clock stopped"));
        }
        words
    }

    fn reason(&self, why: Why, calendar: &Calendar, now: Instant) -> Word {
        let Some(due) = self.report_due.filter(|_| why == Why::Unreported) else { return why.word() };
        let (due, today) = (calendar.date_of(due), calendar.date_of(now));
        let zh = if due.year() == today.year() {
            format!("{}月{}日", due.month(), due.day())
        } else {
            format!("{}年{}月{}日", due.year(), due.month(), due.day())
        };
        let days = (today - due).get_days();
        let (late_zh, late_en) = match days {
            _ if self.stopped => ("，未反馈".to_owned(), ", not made".to_owned()),
            ..=0 => ("，已逾期".to_owned(), ", overdue".to_owned()),
            1 => ("，逾期1天".to_owned(), ", 1 day late".to_owned()),
            days => (format!("，逾期{days}天"), format!(", {days} days late")),
        };
        // Rounds are monthly: the campaigns know no other.
        Word {
            zh: format!("应于{zh}反馈（每月）{late_zh}").into(),
            en: format!("monthly report due {}{late_en}", due.strftime("%-d %b %Y")).into(),
        }
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
    Shown { light, why: Vec::new(), since: None, stopped: false, report_due: None }
}

fn turned(turns: &[Turn], light: Light, now: Instant) -> Option<Shown> {
    let past: Vec<&Turn> = turns.iter().filter(|t| t.light == light && t.at <= now).collect();
    let since = past.iter().map(|t| t.at).min()?;
    let mut why: Vec<Why> = past.iter().map(|t| t.why).collect();
    why.dedup();
    let report_due = past.iter().find(|t| t.why == Why::Unreported).map(|t| t.at);
    Some(Shown { light, why, since: Some(since), stopped: false, report_due })
}
