//! Subset-row cuts (Jepsen and others): what a linear program takes in halves, and a roster can't.
//!
//! Take three rows: teams (one column each), people (columns and draws agree), slots (one column at most). Half their
//! sum, rounded down, is what any roster keeps: with a column in two or three of the rows counted once, these are no
//! more than half of what the rows allow, rounded down. For a person who is drawn `n` times that allows `k` for any `k`
//! that one likes, at the price of what `n` is more than `k`.

use super::{Cover, Node, WHOLE, further::Further};
use std::collections::{BTreeMap, BTreeSet};

/// Cuts at most, how many may come at once, and how many of those from one row.
const MOST: usize = 200;
const AT_ONCE: usize = 30;
const OF_ROW: u32 = 5;
/// By how much shares must exceed what a cut allows.
const CLEAR: f64 = 0.04;

/// The cuts of a search.
#[derive(Debug, Default)]
pub(super) struct Cuts {
    /// For each column the cuts that count it, and how often.
    of_column: Vec<Vec<(u32, i64)>>,
    known: BTreeSet<[(u32, u32); 3]>,
}

impl Cuts {
    /// The cuts that count a column, and how often.
    pub(super) fn of(&self, column: u32) -> &[(u32, i64)] {
        self.of_column.get(column as usize).map_or(&[], Vec::as_slice)
    }
}

/// Shares of columns by row.
struct Shares<'s> {
    shares: &'s [(u32, f64)],
    /// The rows of each of these columns.
    rows: Vec<Vec<u32>>,
    /// For each row the others with which it has columns in common, and their share.
    common: BTreeMap<u32, BTreeMap<u32, f64>>,
    /// What each row may allow.
    limits: BTreeMap<u32, Vec<(u32, f64)>>,
}

impl Cover<'_, '_> {
    /// Adds the cuts that the shares break most. Returns whether there are any.
    pub(super) fn cut(&mut self, node: &Node, shares: &[(u32, f64)]) -> bool {
        let broken = self.broken(node, shares);
        let mut often: BTreeMap<u32, u32> = BTreeMap::new();
        let mut added = 0;
        for (_, rows) in broken {
            if added == AT_ONCE || self.cuts.known.len() == MOST {
                break;
            }
            if rows.iter().any(|(row, _)| often.get(row).is_some_and(|&n| n >= OF_ROW)) {
                continue;
            }
            if self.cuts.known.insert(rows) {
                rows.iter().for_each(|(row, _)| *often.entry(*row).or_default() += 1);
                self.add(rows);
                added += 1;
            }
        }
        self.simplex.goes_on |= added > 0;
        added > 0
    }

    /// Adds the cut of three rows, each with what it allows.
    pub(super) fn add(&mut self, rows: [(u32, u32); 3]) {
        let (teams, people) = (self.columns.first.len() as u32 - 1, self.people.len() as u32);
        let mut counted = vec![0_i64; self.columns.memberships.len() + 1];
        let mut draws = Vec::new();
        for &(row, limit) in &rows {
            if let Some(slot) = row.checked_sub(teams + people) {
                let takers = (0..self.slots_of.len()).filter(|&m| self.slots_of[m].contains(&slot));
                takers.for_each(|m| counted[m] += 1);
            } else if let Some(i) = row.checked_sub(teams) {
                draws.push((i, limit));
                self.people[i as usize].memberships.iter().for_each(|&m| counted[m as usize] += 1);
            }
        }
        let number = self.further.len() as u32;
        self.cuts.of_column.resize(self.columns.count(), Vec::new());
        for team in 0..teams {
            let own = rows.iter().filter(|(row, _)| *row == team).count() as i64;
            for column in self.columns.first[team as usize]..self.columns.first[team as usize + 1] {
                let times = self.columns.of(column).iter().map(|&m| counted[m as usize]).sum::<i64>() + own;
                if times > 1 {
                    self.cuts.of_column[column as usize].push((number, times / 2));
                }
            }
        }
        let limit = rows.iter().map(|(_, limit)| i64::from(*limit)).sum::<i64>() / 2;
        self.further.push(Further { limit, draws });
    }

    /// Threes of rows, with what each allows, of which the shares break the cut; the worst first.
    fn broken(&self, node: &Node, shares: &[(u32, f64)]) -> Vec<(f64, [(u32, u32); 3])> {
        let shares = self.by_row(node, shares);
        let mut broken = Vec::new();
        for (&a, near_a) in &shares.common {
            for (&b, &ab) in near_a.range(a + 1..) {
                let Some(near_b) = shares.common.get(&b) else { continue };
                for (&c, &ac) in near_a.range(b + 1..) {
                    let Some(&bc) = near_b.get(&c) else { continue };
                    if ab + ac + bc > 1.0 + CLEAR {
                        broken.extend(shares.worst(a, b, c, ab + ac + bc));
                    }
                }
            }
        }
        broken.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        broken
    }

    fn by_row<'s>(&self, node: &Node, shares: &'s [(u32, f64)]) -> Shares<'s> {
        let (teams, people) = (self.columns.first.len() as u32 - 1, self.people.len() as u32);
        let team_of = |column: u32| self.columns.first.partition_point(|&first| first <= column) as u32 - 1;
        let rows_of = |&(column, _): &(u32, f64)| {
            let mut rows = vec![team_of(column)];
            for &m in self.columns.of(column).iter().filter(|&&m| m < self.columns.nobody()) {
                rows.push(teams + self.person_of[m as usize]);
                rows.extend(self.slots_of[m as usize].iter().map(|&slot| teams + people + slot));
            }
            rows.sort_unstable();
            rows
        };
        let rows: Vec<Vec<u32>> = shares.iter().map(rows_of).collect();
        let mut common: BTreeMap<u32, BTreeMap<u32, f64>> = BTreeMap::new();
        let mut total: BTreeMap<u32, f64> = BTreeMap::new();
        let mut parted: BTreeSet<u32> = BTreeSet::new();
        for (rows, (_, share)) in rows.iter().zip(shares) {
            rows.iter().for_each(|row| *total.entry(*row).or_default() += share);
            if *share < 1.0 - WHOLE {
                parted.extend(rows);
            }
        }
        for (rows, (_, share)) in rows.iter().zip(shares) {
            for &a in rows.iter().filter(|row| parted.contains(row)) {
                for &b in rows.iter().filter(|&&b| b > a && parted.contains(&b)) {
                    *common.entry(a).or_default().entry(b).or_default() += share;
                }
            }
        }
        let limits = |(row, total): (u32, f64)| {
            let person = row.checked_sub(teams).filter(|i| *i < people);
            let Some(i) = person else { return (row, vec![(1, 0.0)]) };
            let (low, high) = (node.low[i as usize], node.high[i as usize]);
            let few = total.floor().max(0.0) as u32;
            let both = [few, few + 1].into_iter().filter(|k| (low..=high).contains(k));
            (row, both.map(|k| (k, (total - f64::from(k)).max(0.0))).collect())
        };
        let limits = total.into_iter().map(limits).collect();
        Shares { shares, rows, common, limits }
    }
}

impl Shares<'_> {
    /// The limits of three rows with which their cut is broken most, if it is. `most` is more than their common share.
    fn worst(&self, a: u32, b: u32, c: u32, most: f64) -> Option<(f64, [(u32, u32); 3])> {
        let mut exact = None;
        let mut worst: Option<(f64, [(u32, u32); 3])> = None;
        for &(ka, pa) in &self.limits[&a] {
            for &(kb, pb) in &self.limits[&b] {
                for &(kc, pc) in &self.limits[&c] {
                    let allowed = f64::from((ka + kb + kc) / 2) + pa + pb + pc;
                    if (ka + kb + kc) % 2 == 0 || most - allowed < CLEAR {
                        continue;
                    }
                    let by = *exact.get_or_insert_with(|| self.counted([a, b, c])) - allowed;
                    if by > CLEAR && worst.as_ref().is_none_or(|(worst, _)| by > *worst) {
                        worst = Some((by, [(a, ka), (b, kb), (c, kc)]));
                    }
                }
            }
        }
        worst
    }

    /// The share of columns that are in at least two of three rows.
    fn counted(&self, three: [u32; 3]) -> f64 {
        let times = |rows: &Vec<u32>| rows.iter().filter(|row| three.contains(row)).count() / 2;
        self.rows.iter().zip(self.shares).map(|(rows, (_, share))| times(rows) as f64 * share).sum()
    }
}
