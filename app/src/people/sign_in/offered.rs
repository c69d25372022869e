//! Whom a demo's sign-in page offers: one of each role with what the role does, then everybody by unit.

use super::pages::SignInPage;
use bangdu_core::{desk::awaits_pages, people::Role};

/// Somebody whom a demo offers to sign in as. Exists in demo data only.
#[derive(Clone, Debug)]
pub struct DemoPerson {
    /// The account's name.
    pub account: String,
    /// Its password.
    pub password: String,
    /// The person.
    pub person: String,
    /// What they are trusted with; the first tells what they do.
    pub roles: Vec<Role>,
    /// Their unit.
    pub unit: String,
}

impl SignInPage {
    /// The first person of each role, in the order of the table of rights.
    pub fn examples(&self) -> Vec<&DemoPerson> {
        let first = |role: &Role| self.demo.iter().find(|who| who.roles.first() == Some(role));
        Role::ALL.iter().filter_map(first).collect()
    }

    /// Everybody, by unit.
    pub fn units(&self) -> Vec<(&str, Vec<&DemoPerson>)> {
        let mut units: Vec<(&str, Vec<&DemoPerson>)> = Vec::new();
        for who in self.demo.iter() {
            match units.iter_mut().find(|(unit, _)| *unit == who.unit) {
                Some((_, people)) => people.push(who),
                None => units.push((&who.unit, vec![who])),
            }
        }
        units
    }

    pub fn roles(&self, who: &DemoPerson) -> String {
        let words: Vec<String> = who.roles.iter().map(|role| self.frame.word(&role.word())).collect();
        words.join(self.frame.t("sign_in.and"))
    }

    /// Whether all that this person is trusted with has no pages yet.
    pub fn waits(&self, who: &DemoPerson) -> bool {
        !who.roles.is_empty() && who.roles.iter().all(|role| awaits_pages(*role))
    }

    pub fn does(&self, who: &DemoPerson) -> &'static str {
        who.roles.first().map_or("", |role| self.frame.t(does(*role)))
    }
}

/// Message key of what somebody of a role does.
fn does(role: Role) -> &'static str {
    match role {
        Role::Drafter => "sign_in.does_drafter",
        Role::OfficeStaff => "sign_in.does_office_staff",
        Role::OfficeHead => "sign_in.does_office_head",
        Role::GovernmentHead | Role::Delegate => "sign_in.does_government_head",
        Role::Leader | Role::Secretary => "sign_in.does_leader",
        Role::SecretaryGeneral | Role::DispatchStaff => "sign_in.does_dispatch",
        Role::Liaison => "sign_in.does_liaison",
        Role::UnitHead => "sign_in.does_unit_head",
        Role::TeamLeader | Role::TeamMember => "sign_in.does_team",
        Role::HotlineAnalyst => "sign_in.does_analyst",
        Role::EnterpriseCadre | Role::EnterpriseUser => "sign_in.does_enterprise",
        Role::DocumentClerk => "sign_in.does_clerk",
        Role::ProtectedReader => "sign_in.does_protected",
        Role::SystemAdministrator => "sign_in.does_system",
        Role::SecurityAdministrator => "sign_in.does_security",
        Role::AuditAdministrator => "sign_in.does_audit",
    }
}
