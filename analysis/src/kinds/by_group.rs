//! Which kinds each group meets, and how many people stand behind that within it.

use super::{About, Finding, Kind, Row};
use std::collections::{BTreeMap, BTreeSet};

/// For each group the kinds that it meets, with their people. A kind of single messages (敏感, 疑难 …) counts
/// those of the group that are of that kind, one person once; a kind of categories (高频, 季节性) is no group's.
#[must_use]
pub fn by_group(rows: &[Row<'_>], found: &[Finding]) -> BTreeMap<u32, Vec<(Kind, usize)>> {
    let mut people: BTreeMap<(u32, Kind), usize> = BTreeMap::new();
    for finding in found {
        match finding.about {
            About::Category(_) => {}
            About::Group(group) => *people.entry((group, finding.kind)).or_default() += finding.people,
            About::Person(_, group) => *people.entry((group, finding.kind)).or_default() += 1,
            About::All => {
                let mut seen: BTreeSet<(u32, &str)> = BTreeSet::new();
                for row in finding.rows.iter().map(|&row| &rows[row]) {
                    if let Some(group) = row.group
                        && (row.person.is_empty() || seen.insert((group, row.person)))
                    {
                        *people.entry((group, finding.kind)).or_default() += 1;
                    }
                }
            }
        }
    }
    let mut groups: BTreeMap<u32, Vec<(Kind, usize)>> = BTreeMap::new();
    people.into_iter().for_each(|((group, kind), n)| groups.entry(group).or_default().push((kind, n)));
    groups
}
