//! The demo city's people: two hundred persons, each with an account and roles over the table of rights.

use super::{
    names::Names,
    seed::Seed,
    units::{COUNTIES, Units},
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    instant::Instant,
    people::{Actor, Grant, Role},
};
use jiff::civil::Date;
use std::collections::HashMap;

/// How many persons there are.
pub const PERSONS: usize = 200;

/// A person with an account.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who acts, as rights see it.
    pub actor: Actor,
    /// The account's name.
    pub account: String,
    /// Position.
    pub position: String,
    /// An invented phone.
    pub phone: String,
}

/// Everybody, found by role and unit.
#[derive(Clone, Debug)]
pub struct People {
    /// In the order in which they were entered.
    pub members: Vec<Member>,
    seats: HashMap<(Role, UnitId), Vec<usize>>,
}

impl People {
    /// Everybody of a city; ids are made at `at`, powers of attorney end on `until`.
    pub fn of(units: &Units, at: Instant, until: Date, seed: &mut Seed) -> People {
        let mut hiring = Hiring { at, until, seed, names: Names::default(), members: Vec::new() };
        hiring.administrators(units);
        hiring.city(units);
        hiring.city_office(units);
        hiring.departments(units);
        hiring.counties(units);
        hiring.deputies(units);
        let mut seats: HashMap<(Role, UnitId), Vec<usize>> = HashMap::new();
        for (n, member) in hiring.members.iter().enumerate() {
            for grant in &member.actor.grants {
                seats.entry((grant.role, grant.scope)).or_default().push(n);
            }
        }
        People { members: hiring.members, seats }
    }

    /// The place of the `n`th person (counted around) with this role for this unit; where nobody has it,
    /// that of the first administrator, who may do no business.
    pub fn seat(&self, role: Role, unit: UnitId, n: usize) -> usize {
        let seats = self.seats.get(&(role, unit)).map_or(&[][..], Vec::as_slice);
        seats.get(n % seats.len().max(1)).copied().unwrap_or(0)
    }
}

struct Hiring<'a> {
    at: Instant,
    until: Date,
    seed: &'a mut Seed,
    names: Names,
    members: Vec<Member>,
}

impl Hiring<'_> {
    fn hire(&mut self, unit: UnitId, position: &str, grants: Vec<Grant>) {
        let (name, account) = self.names.next(self.seed);
        let n = self.members.len();
        let at = self.at.plus_ms(i64::try_from(n).unwrap_or(0));
        let actor = Actor {
            account: AccountId(self.seed.id(at)),
            person: PersonId(self.seed.id(at)),
            name,
            unit,
            grants,
        };
        // 1380000xxxx is given to nobody.
        let phone = format!("1380000{:04}", 1000 + n * 7);
        self.members.push(Member { actor, account, position: position.to_owned(), phone });
    }

    fn with(&mut self, unit: UnitId, position: &str, roles: &[Role]) {
        self.hire(unit, position, roles.iter().map(|role| Grant::of(*role, unit)).collect());
    }

    fn administrators(&mut self, units: &Units) {
        for (role, position) in [
            (Role::SystemAdministrator, "系统管理员"),
            (Role::SecurityAdministrator, "安全管理员"),
            (Role::AuditAdministrator, "审计管理员"),
        ] {
            self.with(units.city, position, &[role]);
        }
    }

    /// The head, four leaders who share departments and counties among them, their secretaries, and the
    /// secretaries-general.
    fn city(&mut self, units: &Units) {
        let city = units.city;
        self.with(city, "市长", &[Role::GovernmentHead]);
        for n in 0..4 {
            let grants = |role| {
                let departments = units.departments.iter().map(|(id, _)| *id).skip(n).step_by(4);
                let counties = units.counties.iter().map(|county| county.government).skip(n).step_by(4);
                departments.chain(counties).map(|unit| Grant::of(role, unit)).collect::<Vec<_>>()
            };
            self.hire(city, "副市长", grants(Role::Leader));
            if n < 2 {
                let until = Some(self.until);
                let acting = grants(Role::Secretary).into_iter().map(|g| Grant { until, ..g }).collect();
                self.hire(city, "秘书", acting);
            }
        }
        self.with(city, "秘书长", &[Role::SecretaryGeneral, Role::Delegate]);
        self.with(city, "副秘书长", &[Role::SecretaryGeneral, Role::Delegate]);
        self.with(city, "副秘书长", &[Role::SecretaryGeneral]);
    }

    fn city_office(&mut self, units: &Units) {
        let office = units.office;
        self.with(office, "市政府督查室主任", &[Role::OfficeHead]);
        self.with(office, "市政府督查室副主任", &[Role::OfficeHead]);
        for _ in 0..6 {
            self.with(office, "四级调研员", &[Role::OfficeStaff]);
        }
        for _ in 0..3 {
            self.with(office, "一级主任科员", &[Role::Drafter]);
        }
        self.with(office, "帮督组组长", &[Role::TeamLeader]);
        self.with(office, "帮督组组员", &[Role::TeamMember]);
        self.with(office, "调度工作人员", &[Role::DispatchStaff]);
        self.with(office, "文秘", &[Role::DocumentClerk]);
        self.with(office, "督查专员", &[Role::OfficeStaff, Role::ProtectedReader]);
        self.with(units.city, "热线分析员", &[Role::HotlineAnalyst]);
    }

    fn departments(&mut self, units: &Units) {
        for (unit, short) in &units.departments {
            let head = match *short {
                name if name.ends_with("集团") || name.ends_with("公司") => "董事长、总经理",
                name if name.ends_with('委') => "主任",
                _ => "局长",
            };
            self.with(*unit, head, &[Role::UnitHead]);
            self.with(*unit, "办公室主任、联络员", &[Role::Liaison]);
        }
    }

    fn counties(&mut self, units: &Units) {
        for (county, of) in COUNTIES.iter().zip(&units.counties) {
            let (top, deputy) = match county.name {
                "台商投资区" | "开发区" => ("管委会主任", "管委会副主任"),
                name if ["晋江", "石狮", "南安"].contains(&name) => ("市长", "副市长"),
                name if ["惠安", "安溪", "永春", "德化"].contains(&name) => ("县长", "副县长"),
                _ => ("区长", "副区长"),
            };
            self.with(of.government, top, &[Role::GovernmentHead, Role::UnitHead]);
            self.with(of.government, deputy, &[Role::Delegate, Role::Leader]);
            self.with(of.government, "政府办副主任、联络员", &[Role::Liaison]);
            self.with(of.office, "督查室主任", &[Role::OfficeHead]);
            self.with(of.office, "督查室科员", &[Role::OfficeStaff]);
            self.with(of.office, "督查室科员", &[Role::OfficeStaff]);
            self.with(of.office, "督查室经办人", &[Role::Drafter]);
            self.with(of.housing, "局长", &[Role::UnitHead]);
            self.with(of.housing, "综合股股长、联络员", &[Role::Liaison]);
        }
    }

    /// Deputies and second liaisons in the departments, until everybody is there.
    fn deputies(&mut self, units: &Units) {
        for (n, (unit, _)) in units.departments.iter().cycle().enumerate().take(PERSONS) {
            if self.members.len() >= PERSONS {
                break;
            }
            let (role, position) = if n < units.departments.len() {
                (Role::Liaison, "科长、联络员")
            } else {
                (Role::UnitHead, "分管负责人")
            };
            self.with(*unit, position, &[role]);
        }
    }
}
