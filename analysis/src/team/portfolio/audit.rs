//! Whether a portfolio is what was promised of it. Nothing of the search is trusted: every roster goes before the judge
//! that also judges solutions, and chances are counted anew.

use super::super::{Instance, Seat, Violation, check};
use super::chances::{Chances, Place, Ticketed};

/// What a portfolio promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promised {
    /// Nobody's chance for a place is above this, in basis points.
    pub cap_bp: u64,
    /// No roster's objective is above this.
    pub objective_at_most: i64,
    /// All rosters have the same leaders; the cap holds for the other seats.
    pub leaders_named: bool,
    /// What the cap counts as one place.
    pub place: Place,
}

/// How a promise is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A roster breaks a hard rule.
    #[error("roster {roster} breaks a hard rule: {violation}")]
    Rule {
        /// Which, from 0.
        roster: usize,
        /// The first rule it breaks.
        violation: Violation,
    },
    /// A roster is worse than promised.
    #[error("roster {roster} has the objective {objective}; at most {most} was promised")]
    Objective {
        /// Which, from 0.
        roster: usize,
        /// Its objective.
        objective: i64,
        /// What was promised.
        most: i64,
    },
    /// The leaders aren't those of the first roster.
    #[error(
        "roster {roster} has another leader for team {team} than the first one; leaders are named, not drawn"
    )]
    Leader {
        /// Which, from 0.
        roster: usize,
        /// The team.
        team: usize,
    },
    /// Somebody's chance is above the cap.
    #[error(
        "person {person} goes {} {number} with a chance of {found_bp} basis points; at most {cap_bp} was promised",
        place.words()
    )]
    Cap {
        /// The person.
        person: u32,
        /// What kind of place.
        place: Place,
        /// The locality or the team.
        number: u32,
        /// The chance, rounded up.
        found_bp: u64,
        /// What was promised.
        cap_bp: u64,
    },
}

/// Checks every roster by every hard rule, the objective, the leaders, and everybody's chance against the cap.
///
/// # Errors
/// The first promise that is broken.
pub fn audit(instance: &Instance, rosters: &[Ticketed], promised: &Promised) -> Result<Chances, Broken> {
    for (roster, Ticketed { teams, .. }) in rosters.iter().enumerate() {
        let verdict = check(instance, teams);
        if let Some(violation) = verdict.violations.into_iter().next() {
            return Err(Broken::Rule { roster, violation });
        }
        let (objective, most) = (verdict.objective.total(), promised.objective_at_most);
        if objective > most {
            return Err(Broken::Objective { roster, objective, most });
        }
        if promised.leaders_named
            && let Some(team) = other_leader(instance, &rosters[0].teams, teams)
        {
            return Err(Broken::Leader { roster, team });
        }
    }
    let chances = Chances::of(instance, rosters, promised.leaders_named);
    let (found_bp, (number, person)) = chances.most(promised.place);
    if found_bp > promised.cap_bp {
        let (place, cap_bp) = (promised.place, promised.cap_bp);
        return Err(Broken::Cap { person, place, number, found_bp, cap_bp });
    }
    Ok(chances)
}

fn other_leader(instance: &Instance, first: &[Vec<u32>], teams: &[Vec<u32>]) -> Option<usize> {
    instance.teams.iter().enumerate().find_map(|(at, team)| {
        let leads = |seat: &usize| matches!(team.seats[*seat], Seat::Leader { .. });
        (0..team.seats.len()).filter(leads).any(|seat| first[at][seat] != teams[at][seat]).then_some(at)
    })
}
