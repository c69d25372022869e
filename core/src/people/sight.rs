//! Who sees what: for one matter ([`sees`]), and for lists, counts, search, export and SQL ([`sight`]).
//! The two agree; a property test in `table_test.rs` holds them together.

use super::{
    actor::Actor,
    ground::Ground,
    role::{Grant, Role},
    tree::UnitTree,
    unit::UnitKind,
};
use crate::{
    ids::{PersonId, UnitId},
    phrase::Word,
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Which matters somebody sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// None.
    Nothing,
    /// All, drafts too.
    Everything,
    /// Those of `offices`, drafts too; and those, drafts excepted, in which one of `units` is lead,
    /// responsible, assisting or helping; and those that rest on the reader's own instruction.
    Units {
        /// Offices whose matters and drafts are seen.
        offices: BTreeSet<UnitId>,
        /// Units whose part in a matter makes it seen.
        units: BTreeSet<UnitId>,
        /// Whose own instructions are seen, from the draft on; `None` where the reader writes none.
        author: Option<PersonId>,
    },
}

impl Sight {
    /// Whether a matter with this ground is seen.
    pub fn covers(&self, ground: &Ground) -> bool {
        match self {
            Sight::Nothing => false,
            Sight::Everything => true,
            Sight::Units { offices, units, author } => {
                offices.contains(&ground.office)
                    || author.is_some_and(|author| ground.authors.contains(&author))
                    || (!ground.draft && ground.participants().any(|unit| units.contains(&unit)))
            }
        }
    }
}

/// How far a role sees from its grant's scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// No matters.
    Nothing,
    /// What has a part in it for a unit of the scope's subtree.
    Part,
    /// Everything of the government that the scope belongs to (for an office) or is.
    Government,
}

fn view(role: Role) -> View {
    match role {
        Role::Drafter
        | Role::OfficeStaff
        | Role::OfficeHead
        | Role::GovernmentHead
        | Role::Delegate
        | Role::SecretaryGeneral
        | Role::DispatchStaff
        | Role::DocumentClerk => View::Government,
        Role::Leader | Role::Secretary | Role::Liaison | Role::UnitHead => View::Part,
        // Teams see their inspections, the others their own requests and enterprises: not matters.
        Role::TeamLeader
        | Role::TeamMember
        | Role::HotlineAnalyst
        | Role::EnterpriseCadre
        | Role::EnterpriseUser
        | Role::ProtectedReader => View::Nothing,
        Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator => View::Nothing,
    }
}

/// Which matters a role shows, as people read it.
pub(super) fn extent(role: Role) -> Word {
    match view(role) {
        View::Nothing => Word::of("不查看事项", "no matters"),
        View::Part => Word::of(
            "授予单位及其下级参与的事项",
            "matters in which the unit of the grant, or one below, has a part",
        ),
        View::Government => Word::of(
            "本级政府的全部事项和拟办，以及所辖单位参与的事项",
            "all matters and drafts of the government, and those in which its units have a part",
        ),
    }
}

/// Whether `actor` sees a matter with this ground.
pub fn sees(actor: &Actor, ground: &Ground, tree: &UnitTree, today: Date) -> bool {
    let own = ground.authors.contains(&actor.person) && instructs(actor, today);
    own || actor.business(today).any(|grant| grant_sees(grant, ground, tree))
}

/// Whether somebody writes instructions, or enters them in a leader's name.
fn instructs(actor: &Actor, today: Date) -> bool {
    actor.business(today).any(|g| matches!(g.role, Role::Leader | Role::Secretary | Role::GovernmentHead))
}

fn grant_sees(grant: &Grant, ground: &Ground, tree: &UnitTree) -> bool {
    let part = |top| !ground.draft && ground.participants().any(|unit| tree.within(unit, top));
    match view(grant.role) {
        View::Nothing => false,
        View::Part => part(grant.scope),
        View::Government => {
            let top = tree.governed(grant.scope);
            is_whole(top, tree) || tree.within(ground.office, top) || part(top)
        }
    }
}

/// What `actor` sees, for lists, counts, search, export and SQL.
pub fn sight(actor: &Actor, tree: &UnitTree, today: Date) -> Sight {
    let (mut offices, mut units) = (BTreeSet::new(), BTreeSet::new());
    for grant in actor.business(today) {
        match view(grant.role) {
            View::Nothing => {}
            View::Part => units.extend(tree.subtree(grant.scope)),
            View::Government => match office_sight(grant.scope, tree) {
                Sight::Nothing => {}
                Sight::Everything => return Sight::Everything,
                Sight::Units { offices: more, units: also, .. } => {
                    offices.extend(more);
                    units.extend(also);
                }
            },
        }
    }
    let author = instructs(actor, today).then_some(actor.person);
    if units.is_empty() && author.is_none() {
        Sight::Nothing
    } else {
        Sight::Units { offices, units, author }
    }
}

/// The areas among which somebody may narrow what they look at: a government's own units and the counties and zones
/// below it, where they see that government; the units in their charge. Empty where there is nothing to choose.
pub fn areas(actor: &Actor, tree: &UnitTree, today: Date) -> Vec<UnitId> {
    let mut found = Vec::new();
    for grant in actor.business(today) {
        match view(grant.role) {
            View::Nothing => {}
            View::Part => found.push(grant.scope),
            View::Government => {
                let top = tree.governed(grant.scope);
                let below = tree.subtree(top).into_iter().filter(|unit| *unit != top);
                let counties: Vec<UnitId> =
                    below.filter(|unit| tree.county_of(*unit).is_some_and(|area| area.id == *unit)).collect();
                if !counties.is_empty() {
                    found.push(top);
                }
                found.extend(counties);
            }
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|unit| tree.get(*unit).is_some_and(|unit| unit.ended.is_none()) && seen.insert(*unit));
    if found.len() > 1 { found } else { Vec::new() }
}

/// The units of an area: a county or zone with all below it. A government above counties stands for its own units
/// (市直单位) here: what is below its counties is theirs, and everything is asked for without an area.
pub fn area_units(tree: &UnitTree, area: UnitId) -> Vec<UnitId> {
    let all = tree.subtree(area);
    if !is_above_counties(tree, area) {
        return all;
    }
    all.into_iter().filter(|unit| tree.county_of(*unit).is_none()).collect()
}

/// Whether as an area it stands for its own units.
pub fn is_above_counties(tree: &UnitTree, area: UnitId) -> bool {
    let government = tree.get(area).is_some_and(|unit| unit.kind == UnitKind::Government);
    government && tree.county_of(area).is_none()
}

/// What an office's wall screen may add up: everything of the government that the office belongs to.
pub fn office_sight(office: UnitId, tree: &UnitTree) -> Sight {
    let top = tree.governed(office);
    if is_whole(top, tree) {
        return Sight::Everything;
    }
    let whole = BTreeSet::from_iter(tree.subtree(top));
    if whole.is_empty() {
        Sight::Nothing
    } else {
        Sight::Units { offices: whole.clone(), units: whole, author: None }
    }
}

fn is_whole(top: UnitId, tree: &UnitTree) -> bool {
    matches!(tree.roots()[..], [root] if root.id == top)
}
