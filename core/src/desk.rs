//! 工作台: which versions of the desk somebody gets. They follow from what a person is trusted with; who holds
//! several roles gets all that belongs to them. What stands on a desk is the app's.

use crate::people::{Actor, Role};
use jiff::civil::Date;

/// The versions of the desk that a person gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// Who instructs and approves: their instructions first.
    pub leader: bool,
    /// The office's head: what is stuck, and what awaits the second key.
    pub head: bool,
    /// The office's hands: to-dos, who hasn't reported, what is due.
    pub clerk: bool,
    /// A unit's hands: this round, and the unit's lights.
    pub liaison: bool,
}

impl Versions {
    /// Those of `actor` on `today`; none for somebody without business.
    pub fn of(actor: &Actor, today: Date) -> Versions {
        let mut found = Versions::default();
        for grant in actor.business(today) {
            match grant.role {
                Role::GovernmentHead
                | Role::Delegate
                | Role::Leader
                | Role::Secretary
                | Role::SecretaryGeneral => found.leader = true,
                Role::OfficeHead => found.head = true,
                Role::Drafter | Role::OfficeStaff | Role::DispatchStaff | Role::DocumentClerk => {
                    found.clerk = true;
                }
                Role::Liaison | Role::UnitHead => found.liaison = true,
                Role::TeamLeader
                | Role::TeamMember
                | Role::HotlineAnalyst
                | Role::EnterpriseCadre
                | Role::EnterpriseUser
                | Role::ProtectedReader
                | Role::SystemAdministrator
                | Role::SecurityAdministrator
                | Role::AuditAdministrator => {}
            }
        }
        found
    }

    /// Whether this person leads and has a unit too, whose daily work others do: they are told of it in a line each.
    pub fn leads_a_unit(self) -> bool {
        self.leader && self.liaison && !self.clerk
    }

    /// Whether this person only leads: their desk needs no menu.
    pub fn only_leads(self) -> bool {
        self == Versions { leader: true, ..Versions::default() }
    }
}

/// Whether a role's work has no pages yet: who holds nothing else is told so in a plain sentence.
pub fn awaits_pages(role: Role) -> bool {
    matches!(
        role,
        Role::TeamLeader
            | Role::TeamMember
            | Role::HotlineAnalyst
            | Role::EnterpriseCadre
            | Role::EnterpriseUser
    )
}

/// The roles of `actor` whose pages don't exist yet.
pub fn awaited(actor: &Actor, today: Date) -> Vec<Role> {
    let mut roles: Vec<Role> =
        actor.business(today).map(|grant| grant.role).filter(|role| awaits_pages(*role)).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::{AccountId, PersonId, UnitId},
        people::Grant,
    };
    use jiff::civil::date;
    use uuid::Uuid;

    fn with(roles: &[Role]) -> Versions {
        let unit = UnitId(Uuid::nil());
        let actor = Actor {
            account: AccountId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            name: String::new(),
            unit,
            grants: roles.iter().map(|role| Grant::of(*role, unit)).collect(),
        };
        Versions::of(&actor, date(2026, 11, 3))
    }

    #[test]
    fn somebody_with_several_roles_gets_what_belongs_to_each() {
        assert!(with(&[Role::Leader]).only_leads());
        let both = with(&[Role::SecretaryGeneral, Role::OfficeHead]);
        assert!(both.leader && both.head && !both.clerk && !both.only_leads());
        assert!(with(&[Role::UnitHead]).liaison);
        assert_eq!(with(&[Role::Leader, Role::SystemAdministrator]), Versions::default(), "no business");
        for role in Role::ALL.iter().filter(|role| awaits_pages(**role)) {
            assert_eq!(with(&[*role]), Versions::default(), "{role:?} has a desk by now");
        }
    }
}
