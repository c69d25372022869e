//! 逾期: what a unit has not done in time while the matter is in its hands. One word with three kinds, named as the
//! light names its reason. Once completion is claimed the clock stands still and nothing is late any more: there is
//! nobody to urge.

use super::{
    lights::assignment_light,
    matter::Matter,
    parts::Assignment,
    todo::{TodoKind, todos},
    words::Why,
};
use crate::{ids::UnitId, instant::Instant, phrase::Word};

/// How a matter is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Late {
    /// A unit hasn't signed for it in time.
    Unsigned,
    /// A unit owes a round's report.
    Unreported,
    /// Its deadline has passed.
    Unfinished,
}

impl Late {
    /// Every kind, in the order of the loop.
    pub const ALL: [Late; 3] = [Late::Unsigned, Late::Unreported, Late::Unfinished];

    /// As it stands in URLs and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Late::Unsigned => "unsigned",
            Late::Unreported => "unreported",
            Late::Unfinished => "unfinished",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Late> {
        Late::ALL.into_iter().find(|late| late.code() == code)
    }

    /// As the light names it for its reason.
    pub const fn why(self) -> Why {
        match self {
            Late::Unsigned => Why::Unsigned,
            Late::Unreported => Why::Unreported,
            Late::Unfinished => Why::Overdue,
        }
    }

    /// The word on the screen, the light's own.
    pub fn word(self) -> Word {
        self.why().word()
    }

    /// The step of a unit whose limit tells it; none for the deadline, which is the matter's.
    pub const fn step(self) -> Option<TodoKind> {
        match self {
            Late::Unsigned => Some(TodoKind::SignFor),
            Late::Unreported => Some(TodoKind::Report),
            Late::Unfinished => None,
        }
    }
}

/// How the matter is late at `now`, and whose turn it is.
pub fn late(m: &Matter, now: Instant) -> Vec<(Late, UnitId)> {
    let mut found = Vec::new();
    for todo in todos(m).into_iter().filter(|todo| todo.by.is_some_and(|by| by <= now)) {
        let kind = Late::ALL.into_iter().find(|late| late.step() == Some(todo.kind));
        found.extend(kind.map(|late| (late, todo.unit)));
    }
    let past = m.is_running() && m.moments.due.as_ref().is_some_and(|due| due.at <= now);
    found.extend(m.lead().filter(|_| past).map(|lead| (Late::Unfinished, lead.unit)));
    found
}

/// How one unit's share is late at `now`: with a step of its own, or because the matter's deadline or its own has passed.
pub fn late_share(m: &Matter, a: &Assignment, now: Instant) -> Vec<Late> {
    let mut found: Vec<Late> =
        late(m, now).into_iter().filter(|(_, unit)| *unit == a.unit).map(|(late, _)| late).collect();
    let shown = assignment_light(m, a.id, now).filter(|_| m.is_running());
    let past = shown.is_some_and(|shown| shown.why.contains(&Why::Overdue));
    if past && !found.contains(&Late::Unfinished) {
        found.push(Late::Unfinished);
    }
    found
}
