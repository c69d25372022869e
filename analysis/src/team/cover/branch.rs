//! How a node is divided: somebody is put on a team or kept from it, or is drawn often or seldom.
//!
//! In haste everybody with a large share of a team is put on it, and the sides that are left out are forgotten: that
//! leads to rosters. With care ([`probe`](super::probe)) it is whoever raises the bound most on both sides: that leads to a
//! proof.

use super::{Cover, Node, WHOLE, probe::Care};

/// A share that is put on a team at once, in haste, and most of those at once, as a part of all.
const LARGE: f64 = 0.75;
const PORTION: usize = 6;

/// What a node is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Whether somebody is on a team, by membership.
    Member(u32),
    /// Whether somebody, by place, is drawn more often than this.
    Draws(u32, u32),
}

impl Cover<'_, '_> {
    /// Divides a node. Returns what is left of it if one side turns out to be empty.
    pub(super) fn branch(&mut self, node: Node, shares: &[(u32, f64)]) -> Option<Node> {
        self.dead_ends -= 1;
        if self.root.is_some() {
            self.hurry(&node, shares);
            return None;
        }
        match self.probe(&node, shares) {
            Care::Left(rest) => {
                self.dead_ends += 1;
                return rest.map(|rest| *rest);
            }
            Care::Divided(nodes) => self.open.extend(*nodes),
            Care::Unknown => {
                let m = self.contested(&node, shares).first()?.1;
                let (without, with) = self.divide(&node, Way::Member(m));
                self.open.extend([without, with]);
            }
        }
        None
    }

    /// Puts on their teams who have large shares there, and for another time keeps the first of them from it.
    fn hurry(&mut self, node: &Node, shares: &[(u32, f64)]) {
        let contested = self.contested(node, shares);
        let Some(&(_, first)) = contested.first() else { return };
        let undecided = contested.iter().filter(|(share, _)| *share > 0.0).count();
        let large =
            contested.iter().take(undecided / PORTION).skip(1).take_while(|(share, _)| *share >= LARGE);
        let (without, mut with) = self.divide(node, Way::Member(first));
        let mut wanted = vec![Vec::new(); node.first.len()];
        for &(_, m) in large {
            let team = self.columns.memberships[m as usize].team as usize;
            let has = |column: u32, m: &u32| self.columns.of(column).contains(m);
            let fits = |&&column: &&u32| has(column, &m) && wanted[team].iter().all(|m| has(column, m));
            if with.of(team).iter().any(|column| fits(&column)) {
                wanted[team].push(m);
            }
        }
        with.retain(|team, column| wanted[team].iter().all(|m| self.columns.of(column).contains(m)));
        self.open.extend([without, with]);
    }

    /// Divides a node: first the side without, then the side with.
    pub(super) fn divide(&self, node: &Node, way: Way) -> (Node, Node) {
        let (mut without, mut with) = (node.clone(), node.clone());
        without.turns += 1;
        match way {
            Way::Member(m) => {
                let at = self.columns.memberships[m as usize].team as usize;
                let has = |column: u32| self.columns.of(column).contains(&m);
                without.retain(|team, column| team != at || !has(column));
                with.retain(|team, column| team != at || has(column));
            }
            Way::Draws(i, few) => {
                without.high[i as usize] = without.high[i as usize].min(few);
                with.low[i as usize] = with.low[i as usize].max(few + 1);
            }
        }
        (without, with)
    }

    /// The memberships that are neither certain nor out, with their shares, the largest first; but last those whose
    /// share is whole.
    fn contested(&self, node: &Node, shares: &[(u32, f64)]) -> Vec<(f64, u32)> {
        let share = self.shares_of_memberships(shares);
        let count = self.columns.memberships.len();
        let mut columns = vec![0_u32; count + 1];
        for &column in &node.alive {
            self.columns.of(column).iter().for_each(|&m| columns[m as usize] += 1);
        }
        let open = |m: &usize| {
            let team = self.columns.memberships[*m].team as usize;
            columns[*m] > 0 && (columns[*m] as usize) < node.of(team).len()
        };
        let part = |m: usize| if share[m] < 1.0 - WHOLE { share[m] } else { -1.0 };
        let mut contested: Vec<(f64, u32)> = (0..count).filter(open).map(|m| (part(m), m as u32)).collect();
        contested.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        contested
    }

    /// How much of each membership the columns' shares come to, and of nobody's.
    pub(super) fn shares_of_memberships(&self, shares: &[(u32, f64)]) -> Vec<f64> {
        let mut share = vec![0.0; self.columns.memberships.len() + 1];
        for &(column, part) in shares {
            self.columns.of(column).iter().for_each(|&m| share[m as usize] += part);
        }
        share
    }
}
