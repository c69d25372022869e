//! The consequences of what columns are left: who is certain for a team can't be in another at the same
//! time, nor drawn more often than allowed; who must be drawn so often and has no more teams than that is
//! certain for all of them.

use super::{Cover, Node};

/// What is known of a membership.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Open,
    /// In every column of the team.
    Certain,
    /// In none.
    Gone,
}

impl Cover<'_, '_> {
    /// Strikes columns until nothing follows any more. Returns false if a team has none left.
    pub(super) fn settle(&mut self, node: &mut Node) -> bool {
        loop {
            if node.first.windows(2).any(|pair| pair[0] == pair[1]) {
                return false;
            }
            self.work += node.alive.len() as u64;
            let known = self.known(node);
            let Some(wanted) = self.consequences(node, &known) else { return false };
            if wanted == known {
                return true;
            }
            let mut certain = vec![Vec::new(); node.first.len()];
            for (m, membership) in self.columns.memberships.iter().enumerate() {
                if wanted[m] == Known::Certain && known[m] == Known::Open {
                    certain[membership.team as usize].push(m as u32);
                }
            }
            node.retain(|team, column| {
                let members = self.columns.of(column);
                let barred = |&&m: &&u32| wanted.get(m as usize) == Some(&Known::Gone);
                !members.iter().any(|m| barred(&m)) && certain[team].iter().all(|m| members.contains(m))
            });
        }
    }

    fn known(&self, node: &Node) -> Vec<Known> {
        let mut counts = vec![0_u32; self.columns.memberships.len() + 1];
        for &column in &node.alive {
            self.columns.of(column).iter().for_each(|&m| counts[m as usize] += 1);
        }
        let of = |(&count, membership): (&u32, &super::super::columns::Membership)| {
            if count == 0 {
                Known::Gone
            } else if count as usize == node.of(membership.team as usize).len() {
                Known::Certain
            } else {
                Known::Open
            }
        };
        counts.iter().zip(&self.columns.memberships).map(of).collect()
    }

    /// What follows for each membership; none if it can't be.
    fn consequences(&self, node: &mut Node, known: &[Known]) -> Option<Vec<Known>> {
        let mut wanted = known.to_vec();
        for (m, _) in known.iter().enumerate().filter(|(_, known)| **known == Known::Certain) {
            for &n in &self.clashing[m] {
                if wanted[n as usize] == Known::Certain {
                    return None;
                }
                wanted[n as usize] = Known::Gone;
            }
        }
        for (i, one) in self.people.iter().enumerate() {
            let count = |what| one.memberships.iter().filter(|&&m| wanted[m as usize] == what).count() as u32;
            let (certain, open) = (count(Known::Certain), count(Known::Open));
            node.low[i] = node.low[i].max(certain);
            node.high[i] = node.high[i].min(certain + open);
            if node.low[i] > node.high[i] {
                return None;
            }
            let all = if open == 0 {
                continue;
            } else if certain == node.high[i] {
                Known::Gone
            } else if certain + open == node.low[i] {
                Known::Certain
            } else {
                continue;
            };
            for &m in one.memberships.iter().filter(|&&m| known[m as usize] == Known::Open) {
                if wanted[m as usize] == Known::Open {
                    wanted[m as usize] = all;
                }
            }
        }
        Some(wanted)
    }
}
