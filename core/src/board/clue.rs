//! 线索: what somebody wrote on a public page. It is screened once: into a matter, as a remark to the matter
//! that it is about, on to another office, or not accepted. Its words and how to reach its author are
//! personal data: only references stand here.

use super::codes::Receipt;
use crate::{
    ids::{MatterId, PrivateId, UnitId},
    instant::Instant,
    people::PrivateRef,
    phrase,
    phrase::{Phrase, Word},
    refusal::{Refusal, Rule},
    who::Who,
};
use serde::{Deserialize, Serialize};

/// A clue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clue {
    /// Its receipt, by which it is known.
    pub receipt: Receipt,
    /// The matter whose page it was written on.
    pub matter: MatterId,
    /// The office that screens it.
    pub office: UnitId,
    /// Its words, as a reference.
    pub text: PrivateRef,
    /// How its author can be reached, as a reference.
    pub contact: Option<PrivateRef>,
    /// When it was written, by the clock of the machine outside.
    pub written_at: Instant,
    /// When it came in.
    pub received_at: Instant,
    /// What became of it.
    pub outcome: Option<ClueOutcome>,
}

/// What becomes of a clue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ClueOutcome {
    /// A matter was drafted from it (转立项).
    Drafted {
        /// Which.
        matter: MatterId,
    },
    /// It stands with its matter as a remark (并入事项).
    Merged {
        /// What the office notes about it.
        note: String,
    },
    /// Another office has it (转办).
    PassedOn {
        /// Who.
        to: String,
    },
    /// Not accepted (不予受理).
    Declined {
        /// Why.
        reason: String,
    },
}

/// What can be asked of a clue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClueCommand {
    /// Take it in. `Clue::outcome` is none.
    Receive(Box<Clue>),
    /// Read how its author can be reached.
    ReadContact,
    /// Erase how its author can be reached.
    EraseContact,
    /// Screen it.
    Screen(ClueOutcome),
}

/// What happened to a clue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClueEvent {
    /// It came in.
    Received {
        /// As it came.
        clue: Box<Clue>,
    },
    /// Somebody read how its author can be reached.
    ContactRead {
        /// Who.
        by: Who,
    },
    /// How its author can be reached was erased.
    ContactErased {
        /// The row.
        row: PrivateId,
        /// By whom.
        by: Who,
    },
    /// It was screened.
    Screened {
        /// What became of it.
        outcome: ClueOutcome,
        /// By whom.
        by: Who,
    },
}

const ONCE: Rule = Rule::ours("clue.once", "线索只办理一次", "A clue is screened once");
const CONTACT: Rule =
    Rule::ours("clue.contact", "联系方式须为线索人所留", "Only a contact that was left is read or erased");
const WORDS: Rule =
    Rule::ours("clue.words", "线索去向须有说明", "What becomes of a clue is explained in words");

/// The longest note, in characters.
const LONGEST: usize = 500;

/// Decides a clue's command. Errors: a refusal that names its rule.
pub fn decide(clue: Option<&Clue>, command: &ClueCommand, by: Who) -> Result<Vec<ClueEvent>, Refusal> {
    match (clue, command) {
        (None, ClueCommand::Receive(clue)) => {
            Ok(vec![ClueEvent::Received { clue: Box::new(Clue { outcome: None, ..(**clue).clone() }) }])
        }
        (Some(clue), ClueCommand::ReadContact) => {
            contact(clue)?;
            Ok(vec![ClueEvent::ContactRead { by }])
        }
        (Some(clue), ClueCommand::EraseContact) => {
            Ok(vec![ClueEvent::ContactErased { row: contact(clue)?.id, by }])
        }
        (Some(clue), ClueCommand::Screen(outcome)) => {
            if let Some(known) = &clue.outcome {
                return Err(ONCE.refuse(
                    phrase!("该线索已办理：{0}", "it is screened already: {0}", known.word()),
                    phrase!("如有新情况，请在相应事项中办理", "go on in the matter that it led to"),
                ));
            }
            Ok(vec![ClueEvent::Screened { outcome: explained(outcome)?, by }])
        }
        (None | Some(_), _) => Err(ONCE.refuse(
            phrase!("该线索已收到或不存在", "it came in already, or there is none"),
            phrase!("请按受理编号查询", "look it up by its receipt"),
        )),
    }
}

fn contact(clue: &Clue) -> Result<&PrivateRef, Refusal> {
    clue.contact.as_ref().ok_or_else(|| {
        CONTACT.refuse(
            phrase!("该线索未留联系方式，或联系方式已删除", "none was left, or it was erased"),
            phrase!("请按线索内容办理", "go by what the clue says"),
        )
    })
}

fn explained(outcome: &ClueOutcome) -> Result<ClueOutcome, Refusal> {
    let text = |text: &str| {
        let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        let text = text.trim().to_owned();
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(WORDS.refuse(
                phrase!(
                    "说明为空或超过{0}字",
                    "the words are missing or longer than {0} characters",
                    LONGEST
                ),
                phrase!("请填写说明", "say it in words"),
            ));
        }
        Ok(text)
    };
    Ok(match outcome {
        ClueOutcome::Drafted { matter } => ClueOutcome::Drafted { matter: *matter },
        ClueOutcome::Merged { note } => ClueOutcome::Merged { note: text(note)? },
        ClueOutcome::PassedOn { to } => ClueOutcome::PassedOn { to: text(to)? },
        ClueOutcome::Declined { reason } => ClueOutcome::Declined { reason: text(reason)? },
    })
}

/// The clue after `event`.
pub fn apply(before: Option<Clue>, event: &ClueEvent) -> Option<Clue> {
    match (before, event) {
        (_, ClueEvent::Received { clue }) => Some((**clue).clone()),
        (Some(clue), ClueEvent::ContactRead { .. }) => Some(clue),
        (Some(clue), ClueEvent::ContactErased { .. }) => Some(Clue { contact: None, ..clue }),
        (Some(clue), ClueEvent::Screened { outcome, .. }) => {
            Some(Clue { outcome: Some(outcome.clone()), ..clue })
        }
        (None, _) => None,
    }
}

impl ClueOutcome {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ClueOutcome::Drafted { .. } => "drafted",
            ClueOutcome::Merged { .. } => "merged",
            ClueOutcome::PassedOn { .. } => "passed_on",
            ClueOutcome::Declined { .. } => "declined",
        }
    }

    /// As it is read.
    pub fn word(&self) -> Word {
        Clue::word_of(self.code())
    }
}

impl Clue {
    /// Where it can stand: waiting, then the codes of [`ClueOutcome`].
    pub const CODES: &'static [&'static str] = &["waiting", "drafted", "merged", "passed_on", "declined"];

    /// Where it stands.
    pub fn code(&self) -> &'static str {
        self.outcome.as_ref().map_or("waiting", ClueOutcome::code)
    }

    /// The word of a code.
    pub fn word_of(code: &str) -> Word {
        match code {
            "drafted" => Word::of("转立项", "Drafted as a matter"),
            "merged" => Word::of("并入事项", "Merged into its matter"),
            "passed_on" => Word::of("转办", "Passed on"),
            "declined" => Word::of("不予受理", "Not accepted"),
            _ => Word::of("待甄别", "To be screened"),
        }
    }
}

impl ClueEvent {
    /// The event's stable name in the journal.
    pub fn name(&self) -> &'static str {
        match self {
            ClueEvent::Received { .. } => "clue.received",
            ClueEvent::ContactRead { .. } => "clue.contact_read",
            ClueEvent::ContactErased { .. } => "clue.contact_erased",
            ClueEvent::Screened { .. } => "clue.screened",
        }
    }

    /// The sentence that tells it.
    pub fn sentence(&self) -> Phrase {
        match self {
            ClueEvent::Received { clue } => {
                phrase!("收到线索{0}", "clue {0} came in", clue.receipt.as_str())
            }
            ClueEvent::ContactRead { by } => phrase!("{0}查阅了联系方式", "{0} read the contact", *by),
            ClueEvent::ContactErased { by, .. } => {
                phrase!("{0}删除了联系方式", "{0} erased the contact", *by)
            }
            ClueEvent::Screened { outcome, by } => match outcome {
                ClueOutcome::Drafted { .. } => {
                    phrase!("{0}据此拟办督查事项", "{0} drafted a matter from it", *by)
                }
                ClueOutcome::Merged { note } => {
                    phrase!("{0}并入所涉事项：{1}", "{0} merged it into its matter: {1}", *by, note.as_str())
                }
                ClueOutcome::PassedOn { to } => {
                    phrase!("{0}转办：{1}", "{0} passed it on: {1}", *by, to.as_str())
                }
                ClueOutcome::Declined { reason } => {
                    phrase!("{0}不予受理：{1}", "{0} did not accept it: {1}", *by, reason.as_str())
                }
            },
        }
    }
}
