//! The table of rights, told to people: how far each role's actions reach, and why somebody may do something or
//! may not. It reads the one table above and adds nothing to it.

use super::{Action, Reach, row};
use crate::{
    people::{
        actor::Actor,
        role::{Grant, Role},
        sight,
    },
    phrase::Word,
};
use jiff::civil::Date;

impl Reach {
    /// As a cell of the table says it.
    pub fn word(self) -> Word {
        match self {
            Reach::Office => Word::of("本督查室", "own office"),
            Reach::Key => Word::of("本督查室及受托", "own office and where asked"),
            Reach::Governed => Word::of("本级所辖", "own government"),
            Reach::Lead => Word::of("牵头事项", "where leading"),
            Reach::Undertaking => Word::of("承办事项", "where undertaking"),
            Reach::Assigned => Word::of("参与事项", "where assigned"),
            Reach::Helper => Word::of("协助事项", "where helping"),
            Reach::Unit => Word::of("本单位及下级", "own unit and below"),
            Reach::Anywhere => Word::of("不限单位", "anywhere"),
        }
    }

    /// The same as a sentence.
    pub fn meaning(self) -> Word {
        match self {
            Reach::Office => Word::of(
                "授予单位为督查室的，限该督查室的事项；为政府的，限其各督查室的事项",
                "matters of the office for which the role is granted, or of the offices of that government",
            ),
            Reach::Key => Word::of(
                "本督查室的事项，以及下级督查室提请本室审批、核查的事项",
                "the same, and matters of an office below that asked this one to hold a key",
            ),
            Reach::Governed => Word::of(
                "授予单位所属政府管辖的各单位",
                "units of the government to which the unit of the grant belongs",
            ),
            Reach::Lead => Word::of(
                "授予单位及其下级牵头的事项",
                "matters that the unit of the grant, or one below, leads",
            ),
            Reach::Undertaking => Word::of(
                "授予单位及其下级牵头或负责的事项",
                "matters in which the unit of the grant, or one below, is lead or responsible",
            ),
            Reach::Assigned => Word::of(
                "授予单位及其下级牵头、负责或协办的事项",
                "matters in which the unit of the grant, or one below, has a share",
            ),
            Reach::Helper => Word::of(
                "请授予单位及其下级帮助的事项",
                "matters for which the unit of the grant, or one below, is asked for help",
            ),
            Reach::Unit => Word::of("授予单位及其下级", "the unit of the grant and those below"),
            Reach::Anywhere => Word::of(
                "不涉及具体单位，或只及于本人可查看的内容",
                "no unit is concerned, or only what may be seen anyway",
            ),
        }
    }

    /// Every reach, from the office outwards.
    pub const ALL: [Reach; 9] = [
        Reach::Office,
        Reach::Key,
        Reach::Governed,
        Reach::Lead,
        Reach::Undertaking,
        Reach::Assigned,
        Reach::Helper,
        Reach::Unit,
        Reach::Anywhere,
    ];
}

/// How far a role may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// What.
    pub action: Action,
    /// Where, seen from the unit of the grant.
    pub reach: Reach,
    /// The role whose rights these are, where the role holds another's too.
    pub through: Option<Role>,
}

/// What a role may do, in the order of the actions; those who see matters see them besides ([`sees_word`]).
pub fn rights_of(role: Role) -> Vec<Right> {
    let mut rights = Vec::new();
    let (mut next, mut through) = (Some(role), None);
    while let Some(of) = next {
        let (also, own) = row(of);
        for (reach, actions) in own {
            rights.extend(actions.iter().map(|action| Right { action: *action, reach: *reach, through }));
        }
        (next, through) = (also, also);
    }
    rights.sort_by_key(|right| right.action);
    rights
}

/// How far a role may do one thing; more than one reach where it holds another role's rights too.
pub fn reaches_of(role: Role, action: Action) -> Vec<Reach> {
    let rights = rights_of(role).into_iter().filter(|right| right.action == action);
    rights.map(|right| right.reach).collect()
}

/// Which matters a role shows.
pub fn sees_word(role: Role) -> Word {
    sight::extent(role)
}

/// Why somebody may do something: a grant, and what its role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What was granted.
    pub grant: Grant,
    /// What that allows.
    pub right: Right,
}

/// Everything that somebody may do on `today`, each with the grant that gives it.
pub fn reasons(actor: &Actor, today: Date) -> Vec<Reason> {
    let administers = actor.live(today).any(|grant| grant.role.is_administrator());
    let counting = actor.live(today).filter(|grant| grant.role.is_administrator() == administers);
    let of_grant = |grant: &Grant| {
        rights_of(grant.role).into_iter().map(|right| Reason { grant: *grant, right }).collect::<Vec<_>>()
    };
    let mut reasons: Vec<Reason> = counting.flat_map(of_grant).collect();
    reasons.sort_by_key(|reason| reason.right.action);
    reasons
}

/// The grants that give nothing on `today`, because who administers the installation has no business.
pub fn idle(actor: &Actor, today: Date) -> Vec<Grant> {
    let administers = actor.live(today).any(|grant| grant.role.is_administrator());
    actor.live(today).filter(|grant| administers && !grant.role.is_administrator()).copied().collect()
}

/// The roles that may do something somewhere.
pub fn roles_with(action: Action) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| super::may_somewhere(*role, action)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::UnitId,
        people::{
            ground::Ground,
            rights::allows,
            sample::{CITY, CITY_OFFICE, FINANCE, HOUSING, JINJIANG, JINJIANG_OFFICE, city, somebody},
        },
    };
    use jiff::civil::date;

    fn actor(grants: &[(Role, UnitId)]) -> Actor {
        let grants: Vec<Grant> = grants.iter().map(|(role, scope)| Grant::of(*role, *scope)).collect();
        somebody(FINANCE, &grants)
    }

    #[test]
    fn what_the_table_allows_is_explained_and_nothing_else_is() {
        let (tree, today) = (city(), date(2026, 11, 3));
        let units = [CITY, CITY_OFFICE, HOUSING, FINANCE, JINJIANG, JINJIANG_OFFICE];
        let whole = |office| Ground {
            asked_office: Some(CITY_OFFICE),
            lead: Some(HOUSING),
            responsible: vec![FINANCE],
            assisting: vec![JINJIANG],
            helpers: vec![HOUSING],
            ..Ground::of_office(office)
        };
        for role in Role::ALL {
            for scope in units {
                let who = actor(&[(*role, scope)]);
                let explained: Vec<Action> = reasons(&who, today).iter().map(|r| r.right.action).collect();
                for action in Action::ALL {
                    let somewhere = units.into_iter().any(|unit| {
                        [whole(unit), Ground::of_unit(unit), Ground::draft(unit)]
                            .iter()
                            .any(|ground| allows(&who, *action, ground, &tree, today))
                    });
                    let by_sight = matches!(action, Action::SeeMatter | Action::SeeDraft);
                    assert!(by_sight || !somewhere || explained.contains(action), "{role:?} {action:?}");
                }
            }
            for right in rights_of(*role) {
                assert!(roles_with(right.action).contains(role), "{role:?} {:?}", right.action);
            }
        }
    }

    #[test]
    fn a_head_holds_what_staff_may_do_and_is_told_so() {
        let rights = rights_of(Role::OfficeHead);
        let urge = rights.iter().find(|right| right.action == Action::Urge);
        assert_eq!(urge.and_then(|right| right.through), Some(Role::OfficeStaff));
        assert_eq!(reaches_of(Role::OfficeHead, Action::ApproveClosure), [Reach::Key]);
    }

    #[test]
    fn who_administers_is_told_that_business_roles_give_nothing() {
        let today = date(2026, 11, 3);
        let both = actor(&[(Role::SystemAdministrator, CITY), (Role::OfficeHead, CITY_OFFICE)]);
        assert!(reasons(&both, today).iter().all(|reason| reason.grant.role == Role::SystemAdministrator));
        assert_eq!(idle(&both, today).len(), 1);
    }
}
