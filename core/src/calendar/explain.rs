//! A reckoning in sentences: [`Step::phrase`] for each day, [`Reckoned::sentences`] for the whole,
//! with runs of rest days told together.

use super::{DayKind, Days, Limit, Reckoned, Rest, Step, Warning, Why};
use crate::{
    phrase,
    phrase::{Phrase, Word},
};
use jiff::civil::{Date, Weekday};

impl Step {
    /// What this day does to the reckoning.
    pub fn phrase(&self) -> Phrase {
        let (date, weekday) = (self.date, weekday(self.date));
        let nth = self.counted.unwrap_or_default();
        match self.why {
            Why::Counted => phrase!("{0}（{1}）：第{2}日", "{0} ({1}): day {2}", date, weekday, nth),
            Why::MakeUp => phrase!(
                "{0}（{1}）：{3}调休上班，第{2}日",
                "{0} ({1}): worked to make up for {3}, day {2}",
                date,
                weekday,
                nth,
                self.name()
            ),
            Why::Receipt => {
                phrase!("{0}（{1}）：收到当日，不计", "{0} ({1}): day of receipt, not counted", date, weekday)
            }
            Why::AfterCutoff => phrase!(
                "{0}（{1}）：下班时间之后收到，视为下一工作日收到",
                "{0} ({1}): received after hours, counts as received on the next working day",
                date,
                weekday
            ),
            Why::RestDayReceipt => phrase!(
                "{0}（{1}）：{2}收到，视为下一工作日收到",
                "{0} ({1}): received on a rest day ({2}), counts as received on the next working day",
                date,
                weekday,
                self.name()
            ),
            Why::DeemedReceipt => phrase!(
                "{0}（{1}）：视为收到当日，不计",
                "{0} ({1}): counts as the day of receipt, not counted",
                date,
                weekday
            ),
            Why::Weekend => {
                phrase!("{0}（{1}）：周末，不计", "{0} ({1}): weekend, not counted", date, weekday)
            }
            Why::Holiday => phrase!(
                "{0}（{1}）：{2}放假，不计",
                "{0} ({1}): holiday ({2}), not counted",
                date,
                weekday,
                self.name()
            ),
            Why::Paused => phrase!(
                "{0}（{1}）：暂停计时，不计",
                "{0} ({1}): the clock stood still, not counted",
                date,
                weekday
            ),
            Why::MovedTo => phrase!(
                "{0}（{1}）：期满日为休息日，顺延至此日",
                "{0} ({1}): the limit ended on a rest day and moves here",
                date,
                weekday
            ),
            Why::Fixed => phrase!("{0}（{1}）：确定的日期", "{0} ({1}): the date set", date, weekday),
            Why::Before => phrase!(
                "{0}（{1}）：此日下班后只剩所定的工作日",
                "{0} ({1}): after this day only the given working days are left",
                date,
                weekday
            ),
        }
    }

    fn name(&self) -> Word {
        match &self.kind {
            DayKind::Working { make_up: Some(name) } | DayKind::Rest(Rest::Holiday(name)) => holiday(name),
            DayKind::Rest(Rest::Weekend) => Word::of("周末", "weekend"),
            DayKind::Working { make_up: None } => Word::of("工作日", "working day"),
        }
    }

    fn is_rest_not_counted(&self) -> bool {
        self.counted.is_none() && matches!(self.why, Why::Weekend | Why::Holiday)
    }
}

impl Reckoned {
    /// The whole reckoning in a few sentences: what was asked, what was left out and why, the end,
    /// and what is uncertain about it.
    pub fn sentences(&self) -> Vec<Phrase> {
        let mut said = vec![self.asked()];
        let mut rest = self.days.as_slice();
        while let Some(step) = rest.first() {
            let run = run_length(rest);
            said.extend(told(&rest[..run], step));
            rest = &rest[run..];
        }
        said.push(self.ends());
        said.extend(self.doubts());
        said
    }

    fn asked(&self) -> Phrase {
        match self.limit {
            Limit::Within { days, kind: Days::Working } => {
                phrase!("时限为{0}个工作日", "The limit is {0} working days", days)
            }
            Limit::Within { days, kind: Days::Natural } => {
                phrase!("时限为{0}日（自然日）", "The limit is {0} natural days", days)
            }
            Limit::On => phrase!("时限为确定的日期", "The limit is a fixed date"),
            Limit::Before { days } => {
                phrase!("期满前{0}个工作日", "{0} working days before the end", days)
            }
        }
    }

    fn ends(&self) -> Phrase {
        let (end, weekday) = (self.end, weekday(self.end_date));
        phrase!("截至{0}（{1}）", "Ends at {0} ({1})", end, weekday)
    }

    fn doubts(&self) -> Vec<Phrase> {
        let mut said = Vec::new();
        if let Some(Warning::OnRestDay(_)) = self.warning {
            said.push(phrase!(
                "{0}是休息日，期限不作顺延",
                "{0} is a rest day; the date stays",
                self.end_date
            ));
        }
        if self.provisional {
            said.push(phrase!(
                "所涉年度的放假安排尚未录入，暂按周一至周五为工作日推算，录入后重新核定",
                "A year on the way has no known holiday notice: Monday to Friday are taken for working days until it is entered"
            ));
        }
        said
    }
}

/// How many steps at the head are told in one sentence.
fn run_length(steps: &[Step]) -> usize {
    let Some(first) = steps.first() else { return 0 };
    let same = |step: &&Step| step.why == first.why && step.name() == first.name();
    match first.why {
        Why::Weekend | Why::Holiday | Why::Paused | Why::Counted => steps.iter().take_while(same).count(),
        _ => 1,
    }
}

/// The sentence for a run of days; nothing for ordinary days and lone weekends that explain
/// themselves.
fn told(run: &[Step], first: &Step) -> Option<Phrase> {
    let last = run.last()?.date;
    let (from, to) = (first.date.min(last), first.date.max(last));
    match first.why {
        Why::Counted | Why::Weekend | Why::Fixed | Why::Before => None,
        Why::Paused if from != to => Some(phrase!(
            "{0}至{1}暂停计时，不计",
            "From {0} to {1} the clock stood still, not counted",
            from,
            to
        )),
        Why::Holiday if first.is_rest_not_counted() && from != to => Some(phrase!(
            "{0}至{1}{2}放假，不计",
            "From {0} to {1} holiday ({2}), not counted",
            from,
            to,
            first.name()
        )),
        _ => Some(first.phrase()),
    }
}

/// The day of the week as a word.
pub fn weekday(date: Date) -> Word {
    match date.weekday() {
        Weekday::Monday => Word::of("周一", "Mon"),
        Weekday::Tuesday => Word::of("周二", "Tue"),
        Weekday::Wednesday => Word::of("周三", "Wed"),
        Weekday::Thursday => Word::of("周四", "Thu"),
        Weekday::Friday => Word::of("周五", "Fri"),
        Weekday::Saturday => Word::of("周六", "Sat"),
        Weekday::Sunday => Word::of("周日", "Sun"),
    }
}

/// A holiday's name in both languages; one that we don't know keeps its own.
pub fn holiday(name: &str) -> Word {
    let english: Vec<&str> = name.split('、').map(|one| english(one).unwrap_or(one)).collect();
    Word { zh: name.to_owned().into(), en: english.join(", ").into() }
}

fn english(name: &str) -> Option<&'static str> {
    Some(match name {
        "元旦" => "New Year",
        "春节" => "Spring Festival",
        "清明节" => "Qingming",
        "劳动节" => "Labour Day",
        "端午节" => "Dragon Boat Festival",
        "中秋节" => "Mid-Autumn Festival",
        "国庆节" => "National Day",
        _ => return None,
    })
}
