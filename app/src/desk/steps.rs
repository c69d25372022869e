//! The open steps that a person may take, by kind and deadline. Those that need no words are taken where they stand.

use super::looked::Look;
use crate::{
    act::ActError,
    db::Tx,
    matters::store::waiting::{self, Behind, Waiting, Whose},
    web::{lang, list::Filters},
};
use bangdu_core::matters::{Help, HelpStand, Receipt, TodoKind};
use std::collections::BTreeSet;

/// So many steps of a kind are shown on the desk; their list has all of them.
const SHOWN: usize = 3;
/// More than this is not counted.
const COUNTED: usize = 100;

/// Steps of one kind.
pub(super) struct Steps {
    pub kind: TodoKind,
    pub name: String,
    pub count: String,
    pub rows: Vec<Step>,
    /// The list behind the group, where it has one.
    pub all: String,
    /// Whether a document's rows can be approved together.
    pub together: bool,
}

/// One step.
pub(super) struct Step {
    /// The matter's page.
    pub matter: String,
    /// Where the step is taken, and what it is called.
    pub href: String,
    pub act: String,
    pub title: String,
    pub number: String,
    pub unit: String,
    /// The limit, in the reader's manner; empty where there is none.
    pub by: String,
    pub past: bool,
    /// What must be known of it: why it was sent back, what help is asked for.
    pub note: String,
    /// What the button says where no words are needed.
    pub at_once: Option<AtOnce>,
}

/// An act that is done with one press.
pub(super) struct AtOnce {
    pub label: String,
    pub version: u64,
    /// The share that it is done on, where it is done on one.
    pub assignment: String,
}

/// Everything that waits for the reader, in the order of the loop; kinds without a step are left out, and so are
/// those that `leave_out` names, which stand elsewhere on the desk.
pub(super) fn read(tx: &mut Tx<'_>, look: &Look<'_>, leave_out: &[TodoKind]) -> Result<Vec<Steps>, ActError> {
    let whose = Whose::of(look.actor, &look.around.directory.tree, look.today()).within(&look.units);
    let mut groups = Vec::new();
    for kind in TodoKind::ALL.iter().copied().filter(|kind| !leave_out.contains(kind)) {
        let whose = whose.only(kind);
        let mut steps = waiting::waiting(tx, &whose, None, SHOWN + 1)?;
        let full = steps.len() > SHOWN;
        // A person with two units in a matter has one step there.
        let mut seen = BTreeSet::new();
        steps.retain(|step| seen.insert(step.matter.id));
        let count = if full { waiting::count(tx, &whose, COUNTED + 1)? } else { steps.len() };
        steps.truncate(SHOWN);
        if !steps.is_empty() {
            groups.push(Steps::of(kind, count, steps, look));
        }
    }
    Ok(groups)
}

/// How many steps of one kind wait for the reader, and those whose limit is nearest.
pub(super) fn of_kind(tx: &mut Tx<'_>, look: &Look<'_>, kind: TodoKind) -> Result<Option<Steps>, ActError> {
    let others: Vec<TodoKind> = TodoKind::ALL.iter().copied().filter(|other| *other != kind).collect();
    Ok(read(tx, look, &others)?.pop())
}

impl Steps {
    /// With all of them counted, as a paper must tell them.
    pub fn in_full(mut self, tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Steps, ActError> {
        if self.count.ends_with('+') {
            let whose = Whose::of(look.actor, &look.around.directory.tree, look.today()).within(&look.units);
            self.count = waiting::count(tx, &whose.only(self.kind), usize::MAX >> 1)?.to_string();
        }
        Ok(self)
    }

    fn of(kind: TodoKind, count: usize, steps: Vec<Waiting>, look: &Look<'_>) -> Steps {
        Steps {
            kind,
            name: lang::word(look.lang, &kind.word()),
            count: if count > COUNTED { format!("{COUNTED}+") } else { count.to_string() },
            rows: steps.into_iter().map(|step| Step::of(step, look)).collect(),
            all: look.list(&format!("/desk/steps?kind={}", kind.code())),
            together: kind == TodoKind::ApproveRegistration,
        }
    }

    /// More than are shown.
    pub fn more(&self) -> bool {
        self.count != self.rows.len().to_string()
    }
}

impl Step {
    /// The step's form, which leads back to where it was opened.
    pub fn way(&self, here: &str) -> String {
        Filters::of(&self.href, "").with("back", here)
    }

    fn of(waiting: Waiting, look: &Look<'_>) -> Step {
        let (at_once, note) = (at_once(&waiting, look), note(&waiting, look));
        let Waiting { matter, kind, by, unit, .. } = waiting;
        let code = kind.usual_offer(&matter, unit);
        let act = bangdu_core::matters::offer(code).map(|offer| lang::word(look.lang, &offer.word));
        Step {
            matter: format!("/matters/{}", matter.id),
            href: format!("/matters/{}/{}", matter.id, code),
            act: act.unwrap_or_default(),
            number: matter.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            unit: look.lead(&matter),
            past: by.is_some_and(|by| by <= look.now()),
            title: matter.title,
            by: by.map(|by| look.at(by)).unwrap_or_default(),
            note,
            at_once,
        }
    }
}

/// In somebody's own words, with what they are about.
fn note(waiting: &Waiting, look: &Look<'_>) -> String {
    let m = &waiting.matter;
    match waiting.kind {
        TodoKind::Complete => m.to_complete().map_or_else(String::new, |returned| {
            let key = if returned.kind.is_some() { "desk.sent_back" } else { "desk.closure_refused" };
            lang::tf(look.lang, key, &[("why", &returned.opinion)])
        }),
        TodoKind::CoordinateHelp | TodoKind::AnswerHelp => {
            let mine = |help: &&Help| waiting.kind == TodoKind::CoordinateHelp || help.helper == waiting.unit;
            let asked = m.helps.iter().filter(|help| matches!(help.stand, HelpStand::Asked)).find(mine);
            asked.map_or_else(String::new, |help| {
                let unit = look.unit(help.helper);
                let args = [
                    ("kind", lang::word(look.lang, &help.kind.word())),
                    ("unit", unit),
                    ("text", help.text.clone()),
                ];
                let args: Vec<(&str, &str)> =
                    args.iter().map(|(name, value)| (*name, value.as_str())).collect();
                lang::tf(look.lang, "matters.help_of", &args)
            })
        }
        _ => String::new(),
    }
}

/// What can be done with one press: nothing is asked that the desk doesn't know.
fn at_once(waiting: &Waiting, look: &Look<'_>) -> Option<AtOnce> {
    let share = || {
        let mine = |a: &&bangdu_core::matters::Assignment| {
            a.unit == waiting.unit && matches!(a.receipt, Receipt::Awaiting { .. })
        };
        waiting.matter.assignments.iter().find(mine).map(|a| a.id.to_string())
    };
    let assignment = match waiting.kind {
        TodoKind::ApproveRegistration | TodoKind::TakeNote => String::new(),
        TodoKind::SignFor => share()?,
        _ => return None,
    };
    let label = bangdu_core::matters::offer(waiting.kind.offer())?.word.clone();
    Some(AtOnce { label: lang::word(look.lang, &label), version: waiting.version, assignment })
}

/// So many steps stand on a page of the list of one kind.
const PAGE: usize = 40;

/// A page of all the steps of one kind, and where the next begins.
pub(super) fn page_of(
    tx: &mut Tx<'_>,
    look: &Look<'_>,
    kind: TodoKind,
    behind: Option<&Behind>,
) -> Result<(Steps, Option<String>), ActError> {
    let whose = Whose::of(look.actor, &look.around.directory.tree, look.today()).within(&look.units);
    let whose = whose.only(kind);
    let mut steps = waiting::waiting(tx, &whose, behind, PAGE + 1)?;
    let more = steps.len() > PAGE;
    steps.truncate(PAGE);
    let next = steps.last().filter(|_| more).map(|last| Behind::of(last).to_text());
    let count = waiting::count(tx, &whose, COUNTED + 1)?;
    let mut seen = BTreeSet::new();
    steps.retain(|step| seen.insert(step.matter.id));
    Ok((Steps::of(kind, count, steps, look), next))
}
