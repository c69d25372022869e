//! What the teams' wishes at moving prices say: who is wanted where and how often, and what follows when a
//! seat has one candidate left.

use super::{
    column::Found,
    model::{Candidate, Model},
};

/// Draws the consequences of seats with one candidate left. Returns false if a seat has none.
pub(super) fn settle(model: &Model, lists: &mut [Vec<Candidate>]) -> bool {
    let single = (0..lists.len()).filter(|&seat| lists[seat].len() == 1).collect();
    settle_from(model, lists, single)
}

/// The same when only these seats have lately come to one candidate.
pub(super) fn settle_from(model: &Model, lists: &mut [Vec<Candidate>], mut fresh: Vec<usize>) -> bool {
    if lists.iter().any(Vec::is_empty) {
        return false;
    }
    while let Some(seat) = fresh.pop() {
        let [Candidate { person, .. }] = lists[seat][..] else { return false };
        let team = model.team_of[seat];
        let has = |list: &Vec<Candidate>| matches!(list[..], [c] if c.person == person);
        let draws = lists.iter().filter(|list| has(list)).count() as u32;
        let room = model.room[person as usize];
        if draws > room {
            return false;
        }
        for (other, list) in lists.iter_mut().enumerate() {
            if other == seat || !(model.clash(model.team_of[other], team) || (draws == room && !has(list))) {
                continue;
            }
            let before = list.len();
            list.retain(|c| c.person != person);
            if list.is_empty() {
                return false;
            }
            if list.len() == 1 && before > 1 {
                fresh.push(other);
            }
        }
    }
    true
}

/// How often each candidate was wanted, newer answers counting more.
pub(super) struct Usage {
    people: Vec<Vec<(u32, f64)>>,
    total: f64,
}

impl Usage {
    pub(super) fn new(seats: usize) -> Self {
        Self { people: vec![Vec::new(); seats], total: 0.0 }
    }

    pub(super) fn count(&mut self, model: &Model, teams: &[Found]) {
        const FADE: f64 = 0.95;
        self.total = self.total * FADE + 1.0;
        for (team, found) in (0..).zip(teams) {
            for (seat, &person) in model.seats_of(team).zip(&found.people) {
                let wanted = &mut self.people[seat as usize];
                wanted.iter_mut().for_each(|(_, weight)| *weight *= FADE);
                match wanted.iter_mut().find(|(p, _)| *p == person) {
                    Some((_, weight)) => *weight += 1.0,
                    None => wanted.push((person, 1.0)),
                }
            }
        }
    }

    /// How often a candidate was wanted on a seat, between 0 and 1.
    fn share(&self, seat: usize, person: u32) -> f64 {
        let wanted = self.people[seat].iter().find(|(p, _)| *p == person);
        wanted.map_or(0.0, |(_, weight)| weight / self.total)
    }

    /// The open seats with the person wanted most there, the clearest first.
    pub(super) fn clearest(&self, lists: &[Vec<Candidate>]) -> Vec<(f64, usize, u32)> {
        let open = (0..lists.len()).filter(|&seat| lists[seat].len() > 1);
        let favourite = |seat: usize| {
            let shares = lists[seat].iter().map(|c| (self.share(seat, c.person), seat, c.person));
            shares.max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)))
        };
        let mut clearest: Vec<(f64, usize, u32)> = open.filter_map(favourite).collect();
        clearest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        clearest
    }

    /// The seat and person whose share is nearest to a clear half, among those still open.
    pub(super) fn most_contested(&self, lists: &[Vec<Candidate>]) -> Option<(usize, u32)> {
        let open = (0..lists.len()).filter(|&seat| lists[seat].len() > 1);
        let candidates = open.flat_map(|seat| lists[seat].iter().map(move |c| (seat, c.person)));
        let far = |(seat, person): (usize, u32)| ((self.share(seat, person) - 0.6).abs() * 1e6) as i64;
        candidates.min_by_key(|&at| (far(at), at))
    }
}
