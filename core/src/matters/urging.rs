//! 催办 and 督办单. Nobody is pressed before they have been helped: a yellow, orange or red slip needs
//! a help step since the light changed, or a waiver. Messages are never gated.

use super::{
    event::{Event, Issued, Urged, What},
    facts::Facts,
    gates::{SHARE, given, in_state},
    late::{Late, late_share},
    lights::light,
    matter::{Matter, State},
    parts::{AnswerBy, Assignment, HelpStand, Receipt, Waiver},
    words::{HelpResult, Slip},
};
use crate::{
    calendar::Calendar,
    ids::UnitId,
    instant::Instant,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
    who::Who,
};
use jiff::civil::Date;

const HELP_FIRST: Rule = Rule::ours("slip.help_first", "先帮后督", "Help before pressure");

const ANSWER_AHEAD: Rule = Rule::ours("urge.answer_by", "回复时限", "Reply date");

/// What an urge says, and until when it asks for an answer.
pub struct Words<'w> {
    /// The words.
    pub text: &'w str,
    /// The day.
    pub answer_by: Option<Date>,
}

/// Urges by message.
pub fn urge(m: &Matter, words: &Words<'_>, f: &Facts) -> Result<Vec<What>, Refusal> {
    urgeable(m)?;
    message(m, words, addressees(m), f)
}

/// Urges some of its units alone, by message or by a slip: the others have nothing to do with what these owe.
pub fn urge_units(
    m: &Matter,
    units: &[UnitId],
    words: &Words<'_>,
    slip: Option<&(Slip, Option<Waiver>)>,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    urgeable(m)?;
    let to = some_of(m, units)?;
    match slip {
        Some((slip, waiver)) => issue(m, *slip, words, waiver.as_ref(), to, f),
        None => message(m, words, to, f),
    }
}

fn message(m: &Matter, words: &Words<'_>, to: Vec<UnitId>, f: &Facts) -> Result<Vec<What>, Refusal> {
    let text = given(words.text, Word::of("催办内容", "Message"))?;
    let to_sign = Some(owing_signature(m, &to, f.now));
    Ok(vec![What::Urged(Urged { text, to, answer_by: answer_by(words, f)?, to_sign })])
}

/// Those of these units that owe nothing now but their signature (未签收): of the others a written answer is asked, and
/// signing is none.
fn owing_signature(m: &Matter, to: &[UnitId], now: Instant) -> Vec<UnitId> {
    let only_signing = |unit: &&UnitId| {
        m.assignments.iter().any(|a| {
            a.unit == **unit
                && matches!(a.receipt, Receipt::Awaiting { .. })
                && late_share(m, a, now).iter().all(|late| *late == Late::Unsigned)
        })
    };
    to.iter().filter(only_signing).copied().collect()
}

/// An answer is asked for by a day's cut-off, and that lies ahead.
fn answer_by(words: &Words<'_>, f: &Facts) -> Result<Option<AnswerBy>, Refusal> {
    let Some(on) = words.answer_by else { return Ok(None) };
    let at = f.calendar.cutoff_of(on);
    if at <= f.now {
        return Err(ANSWER_AHEAD.refuse(
            phrase!("要求回复的时限{0}已过", "the reply date {0} has passed", on),
            phrase!("请填写今后的日期，或不填", "give a day that lies ahead, or none"),
        ));
    }
    Ok(Some(AnswerBy { on, at }))
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
    words: &Words<'_>,
    waiver: Option<&Waiver>,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    urgeable(m)?;
    issue(m, slip, words, waiver, addressees(m), f)
}

fn issue(
    m: &Matter,
    slip: Slip,
    words: &Words<'_>,
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
    let text = given(words.text, Word::of("督办内容", "Content"))?;
    let answer_by = answer_by(words, f)?;
    let to_sign = Some(owing_signature(m, &to, f.now));
    Ok(vec![What::SlipIssued(Issued { slip, text, to, waiver: waiver.cloned(), answer_by, to_sign })])
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

/// Whom an urge reaches that is meant for some units: those that are late; where none is, those with work in it; where
/// that is nobody either, all of them that have a share.
pub fn addressees_among(m: &Matter, units: &[UnitId], now: Instant) -> Vec<UnitId> {
    let of = |wanted: &dyn Fn(&Assignment) -> bool| -> Vec<UnitId> {
        let shares = m.assignments.iter().filter(|a| units.contains(&a.unit) && wanted(a));
        shares.map(|a| a.unit).collect()
    };
    let ways: [&dyn Fn(&Assignment) -> bool; 3] =
        [&|a| !late_share(m, a, now).is_empty(), &|a| !matches!(a.receipt, Receipt::Informed), &|_| true];
    ways.into_iter().map(of).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The reason of a waiver in words.
pub fn waiver_word(waiver: &Waiver) -> crate::phrase::Arg {
    match waiver {
        Waiver::Standing { case } => case.word().into(),
        Waiver::Reason { text } => text.as_str().into(),
    }
}

/// That a unit was urged, the last time, and what it has done about it since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// Who was urged.
    pub unit: UnitId,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Who,
    /// With which words.
    pub text: String,
    /// By a slip of this colour; by message where it is none.
    pub slip: Option<Slip>,
    /// Until when it was asked to answer, where it was told.
    pub answer_by: Option<AnswerBy>,
    /// Whether its signature is all that was asked for.
    pub by_signing: bool,
    /// The unit's first step since that does what was asked: there is no other answer to an urge.
    pub answered: Option<(Instant, Answer)>,
}

/// How an answer stands to the day by which it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timely {
    /// It is still awaited, and in time.
    Awaited,
    /// It is awaited, and late.
    Overdue,
    /// It came in time.
    InTime,
    /// It came late.
    Late,
}

impl Timely {
    /// What pages say.
    pub fn word(self) -> Word {
        match self {
            Timely::Awaited => Word::of("催办待回复", "Urge not answered"),
            Timely::Overdue => Word::of("逾期未回复", "Answer overdue"),
            Timely::InTime => Word::of("按时回复", "Answered in time"),
            Timely::Late => Word::of("逾期回复", "Answered late"),
        }
    }
}

/// The day by which an answer is usually asked for: two working days are given.
pub fn usual_answer_by(calendar: &Calendar, now: Instant) -> Option<Date> {
    calendar.working_days_from(now, 2).ok().map(|by| by.end_date)
}

impl Pressed {
    /// How it stands at `now`; nothing where no day was named.
    pub fn timely(&self, now: Instant) -> Option<Timely> {
        let by = self.answer_by?.at;
        Some(match self.answered {
            Some((at, _)) if at <= by => Timely::InTime,
            Some(_) => Timely::Late,
            None if now < by => Timely::Awaited,
            None => Timely::Overdue,
        })
    }
}

/// How a unit answers an urge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It reported on its progress.
    Reported,
    /// It signed for its share.
    Signed,
    /// It says that another unit should do it.
    Objected,
    /// It says that it is done.
    Claimed,
}

impl Answer {
    /// All of them.
    pub const ALL: [Answer; 4] = [Answer::Reported, Answer::Signed, Answer::Objected, Answer::Claimed];

    /// Whether it answers an urge that asks for more than a signature: what is written about the matter does. Signing
    /// for it, or naming another who should do it, answers only whoever was asked to sign.
    pub fn is_feedback(self) -> bool {
        matches!(self, Answer::Reported | Answer::Claimed)
    }

    /// As tables have it.
    pub fn code(self) -> &'static str {
        match self {
            Answer::Reported => "reported",
            Answer::Signed => "signed",
            Answer::Objected => "objected",
            Answer::Claimed => "claimed",
        }
    }

    /// What pages say.
    pub fn word(self) -> Word {
        match self {
            Answer::Reported => Word::of("已反馈（催办后）", "Reported since urged"),
            Answer::Signed => Word::of("已签收（催办后）", "Signed for since urged"),
            Answer::Objected => Word::of("已申请改派（催办后）", "Objected since urged"),
            Answer::Claimed => Word::of("已申请办结（催办后）", "Claimed done since urged"),
        }
    }
}

/// Each unit's last urge in a matter's story, which is told oldest first. Derived from what happened: an urge is
/// answered by the unit's next step that does what it asked, and by nothing else.
pub fn pressed<'e>(story: impl IntoIterator<Item = (Instant, &'e Event)>) -> Vec<Pressed> {
    let mut found: Vec<Pressed> = Vec::new();
    for (at, event) in story {
        let asked = match Pressing::of(event) {
            Some(Pressing::Urged(asked)) => asked,
            Some(Pressing::Answered(unit, answer)) => {
                let open = |p: &&mut Pressed| p.unit == unit && p.answered.is_none();
                if let Some(open) = found.iter_mut().find(open)
                    && (answer.is_feedback() || open.by_signing)
                {
                    open.answered = Some((at, answer));
                }
                continue;
            }
            None => continue,
        };
        found.retain(|p| !asked.to.contains(&p.unit));
        let one = |unit: &UnitId| Pressed {
            unit: *unit,
            at,
            by: event.by,
            text: asked.text.to_owned(),
            slip: asked.slip,
            answer_by: asked.answer_by,
            by_signing: asked.by_signing(*unit),
            answered: None,
        };
        found.extend(asked.to.iter().map(one));
    }
    found
}

/// What an urge asks of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'e> {
    /// Who is urged.
    pub to: &'e [UnitId],
    /// With which words.
    pub text: &'e str,
    /// By a slip of this colour; by message where it is none.
    pub slip: Option<Slip>,
    /// Until when they are asked to answer.
    pub answer_by: Option<AnswerBy>,
    to_sign: Option<&'e [UnitId]>,
}

impl Asked<'_> {
    /// Whether this unit's signature is all that is asked for; of older urges any step was an answer.
    pub fn by_signing(&self, unit: UnitId) -> bool {
        self.to_sign.is_none_or(|to_sign| to_sign.contains(&unit))
    }
}

/// What an event does to urges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressing<'e> {
    /// Units are urged.
    Urged(Asked<'e>),
    /// A unit takes a step, which may answer what it was urged on.
    Answered(UnitId, Answer),
}

impl Pressing<'_> {
    /// Nothing where the event has nothing to do with urges.
    pub fn of(event: &Event) -> Option<Pressing<'_>> {
        match &event.what {
            What::Urged(Urged { text, to, answer_by, to_sign }) => Some(Pressing::Urged(Asked {
                to,
                text,
                slip: None,
                answer_by: *answer_by,
                to_sign: to_sign.as_deref(),
            })),
            What::SlipIssued(Issued { slip, text, to, waiver: _, answer_by, to_sign }) => {
                Some(Pressing::Urged(Asked {
                    to,
                    text,
                    slip: Some(*slip),
                    answer_by: *answer_by,
                    to_sign: to_sign.as_deref(),
                }))
            }
            other => answer(other).map(|(unit, answer)| Pressing::Answered(unit, answer)),
        }
    }
}

fn answer(what: &What) -> Option<(UnitId, Answer)> {
    Some(match what {
        What::Reported(report) => (report.unit, Answer::Reported),
        What::SignedFor { unit, .. } => (*unit, Answer::Signed),
        What::Objected { unit, .. } => (*unit, Answer::Objected),
        What::Claimed { unit, .. } => (*unit, Answer::Claimed),
        _ => return None,
    })
}
