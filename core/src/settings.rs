//! What an installation sets for itself: its working-day calendar and the default rules.

use crate::{
    calendar::{Calendar, Year},
    campaigns::Rules,
    phrase,
    phrase::Phrase,
    refusal::{Refusal, Rule},
};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// The installation's settings as they stand. A new installation begins with the shipped calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Working days, cut-off and zone.
    pub calendar: Calendar,
    /// The rules where no campaign says otherwise.
    pub rules: Rules,
}

/// What can be asked of the settings.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsCommand {
    /// Take over a year's notice.
    ImportYear(Year),
    /// Set the hour at which a working day ends.
    SetCutoff(Time),
    /// Set the default rules.
    SetRules(Rules),
}

/// What happened to the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsEvent {
    /// A year's notice was taken over.
    YearImported {
        /// The year with its days.
        year: Year,
    },
    /// The cut-off was set.
    CutoffSet {
        /// When a working day ends.
        cutoff: Time,
    },
    /// The default rules were set.
    RulesSet {
        /// The rules from now on.
        rules: Rules,
    },
}

const SAME: Rule = Rule::ours("settings.same", "设置须有变化", "A setting changes something");
const NOT_EMPTY: Rule = Rule::ours("settings.year", "放假安排须有内容", "A notice names days");

impl Default for Settings {
    fn default() -> Settings {
        Settings { calendar: Calendar::shipped(), rules: Rules::default() }
    }
}

/// Decides a change of settings. Matters are recomputed by a job afterwards.
///
/// # Errors
/// A refusal where nothing would change, or a notice names no day.
pub fn decide(settings: &Settings, command: &SettingsCommand) -> Result<Vec<SettingsEvent>, Refusal> {
    let event = match command {
        SettingsCommand::ImportYear(year) if year.days().is_empty() => return Err(empty()),
        SettingsCommand::ImportYear(year) => SettingsEvent::YearImported { year: year.clone() },
        SettingsCommand::SetCutoff(cutoff) => SettingsEvent::CutoffSet { cutoff: *cutoff },
        SettingsCommand::SetRules(rules) => {
            crate::campaigns::sound(rules)?;
            SettingsEvent::RulesSet { rules: rules.clone() }
        }
    };
    if matches!(&event, SettingsEvent::RulesSet { rules } if *rules == settings.rules)
        || matches!(&event, SettingsEvent::CutoffSet { cutoff } if *cutoff == settings.calendar.cutoff)
    {
        return Err(SAME.refuse(
            phrase!("与现行设置相同", "it is already set so"),
            phrase!("无须保存", "there is nothing to save"),
        ));
    }
    Ok(vec![event])
}

fn empty() -> Refusal {
    NOT_EMPTY.refuse(
        phrase!("该通知没有列出任何放假或上班日期", "the notice names no day"),
        phrase!("请核对通知全文后重新导入", "check the notice's text and import it again"),
    )
}

/// The settings after `event`.
pub fn apply(settings: Settings, event: &SettingsEvent) -> Settings {
    match event {
        SettingsEvent::YearImported { year } => {
            Settings { calendar: settings.calendar.with_year(year.clone()), ..settings }
        }
        SettingsEvent::CutoffSet { cutoff } => {
            Settings { calendar: settings.calendar.with_cutoff(*cutoff), ..settings }
        }
        SettingsEvent::RulesSet { rules } => Settings { rules: rules.clone(), ..settings },
    }
}

impl SettingsEvent {
    /// The event's stable name in the journal.
    pub fn name(&self) -> &'static str {
        match self {
            SettingsEvent::YearImported { .. } => "settings.year_imported",
            SettingsEvent::CutoffSet { .. } => "settings.cutoff_set",
            SettingsEvent::RulesSet { .. } => "settings.rules_set",
        }
    }

    /// The sentence that tells it.
    pub fn sentence(&self) -> Phrase {
        match self {
            SettingsEvent::YearImported { year } => {
                phrase!("导入{0}年放假调休安排", "imported the notice for {0}", i64::from(year.year()))
            }
            SettingsEvent::CutoffSet { cutoff } => {
                phrase!(
                    "将工作日截止时间设为{0}",
                    "set the cut-off to {0}",
                    cutoff.strftime("%H:%M").to_string()
                )
            }
            SettingsEvent::RulesSet { .. } => phrase!("调整了默认规则", "changed the default rules"),
        }
    }
}
