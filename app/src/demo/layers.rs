//! 剥笋: layers beneath a problem, each registered and followed on its own.

use super::{
    cases::Case,
    goals,
    story::{Paper, Step, Story},
};
use bangdu_core::matters::{Basis, Command, MatterKind, Part, Source, Urgency};

const LAYERS: [(&str, &str); 2] = [
    ("——流程层：审批衔接不畅", "查清环节衔接问题，明确并联办理清单。"),
    ("——制度层：责任边界不清", "修订责任分工，形成长效机制。"),
];

/// Two layers beneath the problem that `above` tells; the first is in hand, the second registered.
pub fn beneath(case: &Case<'_>, above: &Story<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let from = (case.world.days.last - 12).max(above.walk.day.min(case.world.days.last - 6));
    for (n, (title, requirement)) in LAYERS.iter().enumerate() {
        let mut seed = above.seed.clone();
        for _ in 0..=n {
            seed.next();
        }
        let seed = super::seed::Seed::of(seed.next(), n as u64);
        let mut story = Story::begin(case.world, seed, above.desk, from + i64::try_from(n).unwrap_or(0));
        let reason = "上级问题办理中发现的深层原因，单列跟踪。".to_owned();
        let deadline = goals::later(case, &story, 40);
        story.draft(Paper {
            kind: MatterKind::Problem,
            title: format!("{}{title}", case.topic.title.replace("{地}", &case.place)),
            requirement: (*requirement).to_owned(),
            source: Source::Inspection,
            basis: Basis::Proposal { reason },
            campaign: None,
            urgency: Urgency::Complex,
            deadline: Some(deadline),
            layer: Some(case.layer_of(above.id)),
        });
        story.submit();
        story.act(0, story.approver(), Command::Approve);
        if n == 0 {
            let shares = story.shares(&[(case.lead, Part::Lead)]);
            story.assign(1, &shares);
            story.sign(0, &shares);
        }
        steps.extend(story.steps);
    }
    steps
}
