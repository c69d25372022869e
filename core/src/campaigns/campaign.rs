//! A campaign's own life: opened, its rules changed, ended.

use super::Rules;
use crate::{
    ids::{CampaignId, UnitId},
    phrase,
    phrase::Phrase,
    refusal::{Refusal, Rule},
};
use serde::{Deserialize, Serialize};

/// A special campaign (专项行动).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Identity.
    pub id: CampaignId,
    /// Name on the screen.
    pub name: String,
    /// The office that runs it.
    pub office: UnitId,
    /// The rules its matters run by.
    pub rules: Rules,
    /// Whether it takes no more matters.
    pub ended: bool,
}

/// What can be asked of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CampaignCommand {
    /// Open a new one.
    Open {
        /// Identity, made by the caller.
        id: CampaignId,
        /// Name.
        name: String,
        /// The office that runs it.
        office: UnitId,
        /// Its rules.
        rules: Rules,
    },
    /// Change its rules; instants of running matters are recomputed by a job.
    ChangeRules(Rules),
    /// Take no more matters.
    End,
}

/// What happened to a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignEvent {
    /// It was opened.
    Opened {
        /// Identity.
        id: CampaignId,
        /// Name.
        name: String,
        /// The office that runs it.
        office: UnitId,
        /// Its rules.
        rules: Rules,
    },
    /// Its rules changed.
    RulesChanged {
        /// The rules from now on.
        rules: Rules,
    },
    /// It ended.
    Ended,
}

const NAME: Rule = Rule::ours("campaign.name", "专项行动须有名称", "A campaign has a name");
const ENDED: Rule =
    Rule::ours("campaign.ended", "已结束的专项行动不再变更", "An ended campaign is not changed");
const SOUND: Rule = Rule::ours("campaign.rules", "规则须前后一致", "Rules must be consistent");

/// Decides a campaign's command. Errors: a refusal that names its rule.
pub fn decide(campaign: Option<&Campaign>, command: &CampaignCommand) -> Result<Vec<CampaignEvent>, Refusal> {
    match (campaign, command) {
        (None, CampaignCommand::Open { id, name, office, rules }) => {
            named(name)?;
            sound(rules)?;
            let name = name.trim().to_owned();
            Ok(vec![CampaignEvent::Opened { id: *id, name, office: *office, rules: rules.clone() }])
        }
        (Some(c), CampaignCommand::ChangeRules(rules)) if !c.ended => {
            sound(rules)?;
            Ok(vec![CampaignEvent::RulesChanged { rules: rules.clone() }])
        }
        (Some(c), CampaignCommand::End) if !c.ended => Ok(vec![CampaignEvent::Ended]),
        _ => Err(ENDED.refuse(
            phrase!("该专项行动已结束或不存在", "the campaign has ended or does not exist"),
            phrase!("请另建专项行动", "open a new campaign"),
        )),
    }
}

/// The campaign after `event`.
pub fn apply(campaign: Option<Campaign>, event: &CampaignEvent) -> Option<Campaign> {
    match (campaign, event) {
        (_, CampaignEvent::Opened { id, name, office, rules }) => Some(Campaign {
            id: *id,
            name: name.clone(),
            office: *office,
            rules: rules.clone(),
            ended: false,
        }),
        (Some(c), CampaignEvent::RulesChanged { rules }) => Some(Campaign { rules: rules.clone(), ..c }),
        (Some(c), CampaignEvent::Ended) => Some(Campaign { ended: true, ..c }),
        (None, _) => None,
    }
}

impl CampaignEvent {
    /// The event's stable name in the journal.
    pub fn name(&self) -> &'static str {
        match self {
            CampaignEvent::Opened { .. } => "campaign.opened",
            CampaignEvent::RulesChanged { .. } => "campaign.rules_changed",
            CampaignEvent::Ended => "campaign.ended",
        }
    }

    /// The sentence that tells it.
    pub fn sentence(&self) -> Phrase {
        match self {
            CampaignEvent::Opened { name, .. } => {
                phrase!("设立专项行动“{0}”", "opened the campaign “{0}”", name.as_str())
            }
            CampaignEvent::RulesChanged { .. } => {
                phrase!("调整了专项行动的规则", "changed the campaign's rules")
            }
            CampaignEvent::Ended => phrase!("结束了专项行动", "ended the campaign"),
        }
    }
}

fn named(name: &str) -> Result<(), Refusal> {
    if name.trim().is_empty() || name.chars().count() > 100 {
        return Err(NAME.refuse(
            phrase!("名称为空或超过100字", "the name is empty or longer than 100 characters"),
            phrase!("请填写100字以内的名称", "give a name of at most 100 characters"),
        ));
    }
    Ok(())
}

/// Whether the rules are in range and agree with each other.
///
/// # Errors
/// A refusal that says what is out of range.
pub(crate) fn sound(rules: &Rules) -> Result<(), Refusal> {
    let bounded = [rules.sign_for_days, rules.object_days, rules.yellow_days, rules.return_days]
        .iter()
        .all(|days| *days <= 366);
    let months = rules.look_back_months.iter().all(|m| (1..=120).contains(m));
    let round = rules.round.is_none_or(|r| (1..=31).contains(&r.day));
    let points = rules.slipping_points <= rules.behind_points && rules.yellow_percent <= 100;
    if bounded && months && round && points {
        return Ok(());
    }
    Err(SOUND.refuse(
        phrase!(
            "天数、月数或百分点超出范围，或黄灯差距大于红灯差距",
            "days, months or points are out of range, or yellow lies beyond red"
        ),
        phrase!("请核对各项数值后再保存", "check the numbers and save again"),
    ))
}
