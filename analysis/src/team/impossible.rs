//! Why an instance can't be solved, as far as it can be proven: the seat, the rule, how many people each
//! rule removes.

use super::{
    column::NEVER,
    model::Model,
    reasons::{Removed, removed},
};

/// A proof that there is no roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// Nobody may take these seats (H1–H5, H7), whoever else is on the team.
    Nobody {
        /// The seats, with what removes whom.
        seats: Vec<Removed>,
    },
    /// These seats together are more than the draws that the people eligible for them have left (H7).
    TooFew {
        /// The seats, with what removes whom.
        seats: Vec<Removed>,
        /// People who are eligible for one of them.
        people: usize,
        /// The draws they have left.
        draws: u64,
    },
    /// Whoever is eligible for this team's seats, no choice keeps its mix (H8), excluded pairs (H10) and
    /// everybody on one seat.
    Mix {
        /// The team's seats, with what removes whom.
        seats: Vec<Removed>,
    },
    /// The teams together ask for more than weeks (H6), draws (H7) and inspected units (H9) allow: the bound
    /// on the cost is higher than any roster can cost, or every branch of the search ended without one.
    Together,
}

impl Impossible {
    /// Seats for which nobody is eligible.
    pub(super) fn at_once(model: &Model) -> Option<Self> {
        let seats = (0..model.seat_count() as u32).filter(|&seat| model.candidates(seat).is_empty());
        let seats: Vec<Removed> = seats.map(|seat| reasons(model, seat)).collect();
        (!seats.is_empty()).then_some(Self::Nobody { seats })
    }

    /// Seats that the flow couldn't all fill, if that holds over all candidates and not just the shortlist.
    pub(super) fn by_crowd(model: &Model, crowded: &[u32]) -> Option<Self> {
        if crowded.is_empty() {
            return None;
        }
        let all = crowded.iter().flat_map(|&seat| model.candidates(seat)).map(|c| c.person);
        let mut people: Vec<u32> = all.collect();
        people.sort_unstable();
        people.dedup();
        let draws: u64 = people.iter().map(|&person| u64::from(model.room[person as usize])).sum();
        let seats = || crowded.iter().map(|&seat| reasons(model, seat)).collect();
        (draws < crowded.len() as u64).then(|| Self::TooFew { seats: seats(), people: people.len(), draws })
    }

    /// A team that can't be mixed at any price.
    pub(super) fn by_team(model: &Model, values: &[i64]) -> Option<Self> {
        let team = values.iter().position(|value| *value >= NEVER)?;
        let seats = model.seats_of(team as u32).map(|seat| reasons(model, seat)).collect();
        Some(Self::Mix { seats })
    }
}

fn reasons(model: &Model, seat: u32) -> Removed {
    let team = model.team_of[seat as usize];
    removed(model.instance, team as usize, (seat - model.first_seat[team as usize]) as usize)
}

/// No roster costs more, in points: every seat at its dearest, all pairs, no mentoring, draws at the cap.
pub(super) fn dearest(model: &Model) -> i64 {
    let instance = model.instance;
    let seats = 0..model.seat_count() as u32;
    let seat: i64 = seats.map(|s| model.candidates(s).last().map_or(0, |c| i64::from(c.cost))).sum();
    let pair: i64 = instance.past_pairs.iter().map(|&(_, _, n)| i64::from(n)).sum();
    let people = 0..instance.people.len() as u32;
    let draw =
        people.map(|p| model.room[p as usize].checked_sub(1).map_or(0, |last| model.draw_cost(p, last)));
    let load = draw.max().unwrap_or(0).saturating_mul(model.seat_count() as i64);
    let mentor = instance.weights.mentor * instance.teams.len() as i64;
    let pairs = instance.weights.pair.saturating_mul(pair).saturating_mul(instance.teams.len() as i64);
    seat.saturating_add(load).saturating_add(mentor).saturating_add(pairs)
}
