//! Why somebody is, or isn't, on a seat: every person of the pool with the rules that keep them from it.

use super::{
    instance::{Given, compile},
    limits::{Limit, Limits},
    solution::Solution,
};
use anyhow::bail;
use bangdu_analysis::team::{
    self, Options, Outcome, Roster, bars,
    reasons::{Standing, removed, standing},
};
use serde_json::{Value, json};

/// How long a roster is looked for if none is given, in seconds.
const PATIENCE: f64 = 5.0;

/// Each person: chosen, or the rules that exclude them, or what else stands in the way in the roster.
pub fn explain(given: &Given, team: usize, seat: usize, roster: Option<Solution>) -> anyhow::Result<Value> {
    let instance = &given.instance;
    let Some(plan) = instance.teams.get(team) else {
        bail!("there is no team {team}; there are {}, counted from 0", instance.teams.len());
    };
    let Some(&wanted) = plan.seats.get(seat) else {
        bail!("team {team} has no seat {seat}; it has {}, counted from 0", plan.seats.len());
    };
    let model = compile(given)?;
    let limits = Limits::begin(Limit::Seconds(PATIENCE));
    let teams = match roster {
        Some(roster) => Some(roster.teams),
        None => match team::solve(&model, &Options::default(), &mut |p| limits.go_on(p.steps)) {
            Outcome::Solved(solved) => Some(solved.teams),
            Outcome::Impossible(_) | Outcome::NotFound { .. } => None,
        },
    };
    let roster = teams.map(|teams| Roster::fill(&model, &teams));
    let people: Vec<Value> = (0..)
        .zip(&instance.people)
        .map(|(id, person)| {
            let barred = bars(person, plan, wanted);
            if !barred.is_empty() {
                let rules: Vec<Value> =
                    barred.iter().map(|bar| json!({ "rule": bar.rule(), "reason": bar.words() })).collect();
                return json!({ "person": id, "state": "excluded", "rules": rules });
            }
            let place = model.seat_at(team, seat);
            let standing = roster.as_ref().zip(place).map(|(roster, place)| standing(roster, place, id));
            told(id, standing)
        })
        .collect();
    let removed = removed(instance, team, seat);
    let by_rule: Vec<Value> = removed
        .by_rule
        .iter()
        .map(|(bar, count)| json!({ "rule": bar.rule(), "reason": bar.words(), "people": count }))
        .collect();
    Ok(json!({
        "instance": given.name, "team": team, "seat": seat,
        "pool": instance.people.len(), "eligible": removed.eligible, "removed": by_rule, "people": people,
    }))
}

fn told(person: u32, standing: Option<Standing>) -> Value {
    let out = |rule: &str, reason: String| json!({ "person": person, "state": "excluded", "rules": [{ "rule": rule, "reason": reason }] });
    match standing {
        None => json!({ "person": person, "state": "eligible" }),
        Some(Standing::Chosen) => json!({ "person": person, "state": "chosen" }),
        Some(Standing::Costs { points }) => {
            json!({ "person": person, "state": "eligible", "points_more": points })
        }
        Some(Standing::SameTeam) => out("H6", "sits on another seat of this team".into()),
        Some(Standing::Week { team }) => out("H6", format!("is with team {team} in one of its weeks")),
        Some(Standing::Unit { team }) => out("H9", format!("inspects one of its units with team {team}")),
        Some(Standing::CapReached) => out("H7", "has had all draws of the period with this roster".into()),
        Some(Standing::Mix) => out("H8", "would upset the mix of the team".into()),
        Some(Standing::ExcludedPair { member }) => {
            out("H10", format!("may not share a team with person {member}"))
        }
    }
}
