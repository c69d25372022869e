//! Strong branching: the most promising ways to divide a node are tried out, each side for some exchanges of the
//! simplex, and the one that raises the bound most on both sides is taken. What a way was worth is remembered.

use super::{Cover, Node, UNIT, branch::Way};

/// Ways tried at most, and how many in a row that are no better end it.
const TRIED: usize = 6;
const IDLE: u32 = 4;
/// Exchanges of each trial.
const EXCHANGES: u64 = 40;
/// Shares nearer to a whole number than this are whole.
const CLEAR: f64 = 0.02;

/// What trials said.
pub(super) enum Care {
    /// One side is empty, or too dear: this is the other, if that isn't.
    Left(Option<Box<Node>>),
    /// Both sides, the one to be searched first last.
    Divided(Box<[Node; 2]>),
    /// There is nothing to try.
    Unknown,
}

/// What ways to divide a node were worth when last tried; 0 if never.
#[derive(Debug, Default)]
pub(super) struct Worth {
    member: Vec<f64>,
    draws: Vec<f64>,
    sum: f64,
    count: f64,
}

impl Worth {
    fn of(&mut self, way: Way) -> &mut f64 {
        let (list, i) = match way {
            Way::Member(m) => (&mut self.member, m as usize),
            Way::Draws(i, _) => (&mut self.draws, i as usize),
        };
        if list.len() <= i {
            list.resize(i + 1, 0.0);
        }
        &mut list[i]
    }

    /// What a way may be worth, at this share.
    fn guess(&mut self, way: Way, share: f64) -> f64 {
        let usual = if self.count > 0.0 { self.sum / self.count } else { 1.0 };
        let known = *self.of(way);
        let part = share.fract();
        4.0 * part * (1.0 - part) * if known > 0.0 { known } else { usual }
    }

    fn learn(&mut self, way: Way, worth: f64) {
        *self.of(way) = worth;
        self.sum += worth;
        self.count += 1.0;
    }
}

impl Cover<'_, '_> {
    /// Tries the ways to divide a node.
    pub(super) fn probe(&mut self, node: &Node, shares: &[(u32, f64)]) -> Care {
        let start = self.simplex.start();
        let mut best: Option<(f64, Box<[Node; 2]>)> = None;
        let mut idle = 0;
        for way in self.promising(shares) {
            let (without, with) = self.divide(node, way);
            let without = self.try_out(without);
            self.simplex.begin_at(&start);
            let with = self.try_out(with);
            self.simplex.begin_at(&start);
            let (without, with) = match (without, with) {
                (Some(without), Some(with)) => (without, with),
                (without, with) => return Care::Left(without.or(with).map(Box::new)),
            };
            let gain = |side: &Node| (side.bound - node.bound).max(0) as f64 / UNIT as f64 + 1e-4;
            let worth = gain(&without) * gain(&with);
            self.worth.learn(way, worth);
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                let with_first = with.bound <= without.bound;
                best = Some((worth, Box::new(if with_first { [without, with] } else { [with, without] })));
                idle = 0;
            } else {
                idle += 1;
                if idle >= IDLE {
                    break;
                }
            }
        }
        best.map_or(Care::Unknown, |(_, nodes)| Care::Divided(nodes))
    }

    /// One side after some exchanges; none if it is empty or too dear.
    fn try_out(&mut self, mut side: Node) -> Option<Node> {
        if !self.settle(&mut side) {
            return None;
        }
        let until = self.work + EXCHANGES * self.simplex.effort();
        self.relax(&mut side, Some(until));
        self.simplex.goes_on = false;
        self.strike(&mut side);
        (side.bound <= self.goal && self.settle(&mut side)).then_some(side)
    }

    /// The ways that promise most, by what is known of them and how undecided the shares are.
    fn promising(&mut self, shares: &[(u32, f64)]) -> Vec<Way> {
        let share = self.shares_of_memberships(shares);
        let mut ways: Vec<(f64, Way)> = Vec::new();
        let undecided = |share: f64| (CLEAR..1.0 - CLEAR).contains(&share.fract());
        for (m, &share) in (0..).zip(&share[..self.columns.memberships.len()]) {
            if undecided(share) {
                ways.push((self.worth.guess(Way::Member(m), share), Way::Member(m)));
            }
        }
        for (i, one) in (0..).zip(&self.people) {
            let draws: f64 = one.memberships.iter().map(|&m| share[m as usize]).sum();
            if undecided(draws) {
                let way = Way::Draws(i, draws as u32);
                ways.push((self.worth.guess(way, draws), way));
            }
        }
        ways.sort_by(|a, b| b.0.total_cmp(&a.0));
        ways.truncate(TRIED);
        ways.into_iter().map(|(_, way)| way).collect()
    }
}
