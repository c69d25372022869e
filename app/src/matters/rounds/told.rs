//! An urge in words, the same wherever one is told: by whom and when, by which day an answer is asked for, and how the
//! answer stands to that day.

use crate::web::lang::{self, Lang, NoNames, tf, word};
use bangdu_core::{
    calendar::{
        Calendar,
        written::{Context, parse_date},
    },
    instant::Instant,
    matters::{AnswerBy, Pressed, Timely},
};
use jiff::civil::Date;

/// By whom and when, and by which day an answer was asked for.
pub fn was_urged(lang: Lang, who: &str, at: &str, answer_by: Option<AnswerBy>) -> String {
    match answer_by {
        None => tf(lang, "rounds.was_urged", &[("who", who), ("at", at)]),
        Some(by) => {
            let on = lang::date(lang, by.on);
            tf(lang, "rounds.was_urged_by", &[("who", who), ("at", at), ("on", &on)])
        }
    }
}

/// What is said of an urge that waits for its answer, and whether that is late.
pub fn awaited(lang: Lang, urge: &Pressed, now: Instant) -> (String, bool) {
    let timely = urge.timely(now).unwrap_or(Timely::Awaited);
    (word(lang, &timely.word()), timely == Timely::Overdue)
}

/// What is said of an answer that came late; empty where it didn't.
pub fn late(lang: Lang, urge: &Pressed, now: Instant) -> String {
    let late = urge.timely(now).filter(|timely| *timely == Timely::Late);
    late.map(|late| word(lang, &late.word())).unwrap_or_default()
}

/// The day that was typed, or none; a limit such as 3个工作日 counts from now.
///
/// # Errors
/// What can't be read, as a sentence.
pub fn answer_by(
    text: Option<&str>,
    lang: Lang,
    calendar: &Calendar,
    now: Instant,
) -> Result<Option<Date>, String> {
    let Some(text) = text else { return Ok(None) };
    let context = Context { today: calendar.date_of(now), year: None, may_be_serial: false };
    let written = parse_date(text, &context);
    let Some(meaning) = written.meaning else { return Err(lang::say(lang, &written.note, &NoNames)) };
    let reckoned = meaning.reckon(calendar, now, &[]).ok().flatten();
    let day = reckoned.map(|reckoned| Some(reckoned.end_date));
    day.ok_or_else(|| lang::t(lang, "matters.need_a_day").to_owned())
}
