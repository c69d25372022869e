//! Why a seat is hard or impossible to fill: how many people each rule removes, and who stands where.

use super::{
    instance::Instance,
    model::{Model, NOBODY},
    roster::Roster,
    rules::{Bar, bars},
};

/// How many people of the pool each rule keeps from a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The team.
    pub team: usize,
    /// The seat in the team.
    pub seat: usize,
    /// Each rule that keeps somebody out, with how many it keeps out; one person may be under several.
    pub by_rule: Vec<(Bar, usize)>,
    /// Who is left.
    pub eligible: usize,
}

/// Counts over the pool what keeps people from a seat.
pub fn removed(instance: &Instance, team: usize, seat: usize) -> Removed {
    let plan = &instance.teams[team];
    let mut by_rule: Vec<(Bar, usize)> = Bar::ALL.into_iter().map(|bar| (bar, 0)).collect();
    let mut eligible = 0;
    for person in &instance.people {
        let found = bars(person, plan, plan.seats[seat]);
        eligible += usize::from(found.is_empty());
        for bar in found {
            if let Some((_, count)) = by_rule.iter_mut().find(|(b, _)| *b == bar) {
                *count += 1;
            }
        }
    }
    by_rule.retain(|(_, count)| *count > 0);
    Removed { team, seat, by_rule, eligible }
}

/// Why an eligible person isn't on a seat of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They are.
    Chosen,
    /// H6: another team of theirs is out in the same week.
    Week {
        /// That team.
        team: u32,
    },
    /// H9: another team of theirs inspects one of the units.
    Unit {
        /// That team.
        team: u32,
    },
    /// H7: has had all draws by this roster.
    CapReached,
    /// Sits on another seat of this team.
    SameTeam,
    /// H8: the team would no longer be mixed as it must be.
    Mix,
    /// H10: an excluded pair with a member.
    ExcludedPair {
        /// The member.
        member: u32,
    },
    /// Could take the seat; the roster would cost so many points more (less, if negative).
    Costs {
        /// The difference.
        points: i64,
    },
}

/// How an eligible person stands to a seat of a roster, in which everybody else stays.
pub fn standing(roster: &Roster, seat: u32, person: u32) -> Standing {
    let model = roster.model();
    let team = model.team_of[seat as usize];
    if roster.holder(seat) == person {
        return Standing::Chosen;
    }
    for other in roster.seats_of(person) {
        let at = model.team_of[other as usize];
        if at == team {
            return Standing::SameTeam;
        }
        if model.clash(at, team) {
            let teams = &model.instance.teams;
            let weeks = &teams[team as usize].weeks;
            let same = weeks.iter().any(|week| teams[at as usize].weeks.contains(week));
            return if same { Standing::Week { team: at } } else { Standing::Unit { team: at } };
        }
    }
    if roster.draws(person) >= model.room[person as usize] {
        return Standing::CapReached;
    }
    let members = model.seats_of(team).filter(|&other| other != seat).map(|other| roster.holder(other));
    let mut members = members.filter(|&member| member != NOBODY);
    if let Some(member) = members.find(|&member| model.tie(person, member).is_none()) {
        return Standing::ExcludedPair { member };
    }
    roster.weigh(seat, person).map_or(Standing::Mix, |points| Standing::Costs { points })
}

/// The cheapest person to take the place of a seat's holder while everybody else stays; none if no rule
/// lets anybody. `out` never comes back.
pub fn replacement(model: &Model, roster: &mut Roster, seat: u32, out: &[u32]) -> Option<u32> {
    roster.vacate(seat);
    let free = model.candidates(seat).iter().map(|c| c.person).filter(|person| !out.contains(person));
    let best = free.filter_map(|person| Some((roster.weigh(seat, person)?, person))).min();
    let (_, person) = best?;
    roster.place(seat, person);
    Some(person)
}
