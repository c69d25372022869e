//! Stories of people: units move, people come and go, accounts are trusted and closed.

use crate::engines::{TestStore, each_engine};
use bangdu::{
    act::ActError,
    clock::Clock,
    cx::{Cx, new_id},
    db::{DbError, Tx},
    journal::{entries, private::get_private, verify::verify},
    people::{
        act::{
            By, accounts,
            persons::{self, PersonForm},
            units,
        },
        directory::Directories,
        first_start::first_start,
        store::{self, AccountFilter, PersonFilter},
        streams,
    },
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    instant::Instant,
    people::{
        AccountCommand, AccountState, Action, Actor, Grant, Ground, Level, Role, Sight, UnitCommand,
        UnitForm, UnitKind, account::SignInFailure, sees, sight,
    },
};
use std::thread;

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);

/// A store with a small city in it, and everything that a story needs.
struct Town<'s> {
    store: &'s TestStore,
    cx: Cx,
    directories: Directories,
    city: UnitId,
    office: UnitId,
    housing: UnitId,
}

impl<'s> Town<'s> {
    fn build(store: &'s TestStore) -> Town<'s> {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let [city, office, housing] = [(); 3].map(|()| UnitId(new_id()));
        let town = Town { store, cx, directories: Directories::default(), city, office, housing };
        let government = UnitForm {
            kind: UnitKind::Government,
            ..UnitForm::department("泉州市人民政府", Level::City, None)
        };
        let desk = UnitForm {
            kind: UnitKind::Office,
            series: Some("督查立项".into()),
            ..UnitForm::department("泉州市政府督查室", Level::City, Some(city))
        };
        let bureau = UnitForm {
            short_name: "市住建局".into(),
            ..UnitForm::department("泉州市住房和城乡建设局", Level::City, Some(city))
        };
        for (id, form) in [(city, government), (office, desk), (housing, bureau)] {
            town.found(id, form).unwrap();
        }
        town
    }

    fn operator(&self) -> By {
        By::operator(&self.cx)
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &Directories) -> Result<T, ActError> + Send + 'static,
    ) -> Result<T, ActError> {
        let directories = self.directories.clone();
        self.store.db.write_blocking(move |tx| work(tx, &directories))
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &Directories) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        let directories = self.directories.clone();
        self.store.db.read_blocking(move |tx| work(tx, &directories)).unwrap()
    }

    fn found(&self, id: UnitId, form: UnitForm) -> Result<(), ActError> {
        let by = self.operator();
        self.write(move |tx, directories| units::found(tx, directories, &by, id, form.clone()))
    }

    fn change_unit(&self, by: &By, id: UnitId, command: UnitCommand) -> Result<(), ActError> {
        let by = by.clone();
        self.write(move |tx, directories| {
            units::change(tx, directories, &by, id, vec![command.clone()], |_, _| Ok(0))
        })
    }

    fn enter(&self, name: &str, unit: UnitId, phone: &str) -> PersonId {
        let (by, id) = (self.operator(), PersonId(new_id()));
        let form = PersonForm { name: name.into(), position: "科长".into(), phone: Some(phone.into()) };
        self.write(move |tx, directories| persons::enter(tx, directories, &by, id, unit, form.clone()))
            .unwrap();
        id
    }

    fn account(&self, by: &By, id: AccountId, command: AccountCommand) -> Result<(), ActError> {
        let by = by.clone();
        self.write(move |tx, directories| accounts::change(tx, directories, &by, id, command.clone()))
    }

    /// Somebody who has taken an account with these grants.
    fn actor(&self, name: &str, unit: UnitId, grants: &[Grant]) -> Actor {
        let (by, id) = (self.operator(), AccountId(new_id()));
        let person = self.enter(name, unit, "");
        self.account(&by, id, AccountCommand::Open { id, person, name: name.into() }).unwrap();
        for grant in grants {
            self.account(&by, id, AccountCommand::Grant { grant: *grant }).unwrap();
        }
        self.write(move |tx, _| accounts::note_password(tx, &by, id)).unwrap();
        self.read(move |tx, _| store::actor(tx, id)).expect("an account in use")
    }

    /// The rule that refuses, or a word for another reason.
    fn verified(&self) {
        let report = verify(&self.store.db, &streams::checks(), None).unwrap();
        assert!(report.ok, "{report:?}");
    }
}

fn rule<T: std::fmt::Debug>(result: Result<T, ActError>) -> &'static str {
    match result.unwrap_err() {
        ActError::Refused(refusal) => refusal.rule.code,
        other => panic!("{other}"),
    }
}

#[test]
fn a_unit_is_founded_renamed_moved_and_ended_on_record() {
    each_engine(|store| {
        let town = Town::build(store);
        let (by, housing) = (town.operator(), town.housing);
        let rename = UnitCommand::Rename {
            name: "泉州市城乡建设局".into(), short_name: "市城建局".into()
        };
        town.change_unit(&by, housing, rename).unwrap();
        let towns = vec!["350521102".to_owned()];
        town.change_unit(&by, housing, UnitCommand::SetLooksAfter { towns }).unwrap();
        let unit = town.read(move |tx, _| store::unit(tx, housing)).unwrap();
        assert_eq!(
            (unit.short_name.as_str(), unit.looks_after.as_slice()),
            ("市城建局", &["350521102".to_owned()][..])
        );
        let tree = town.read(|tx, directories| directories.read(tx));
        assert_eq!(tree.tree.find("市住建局").len(), 1, "the former short name still finds it");

        let below = UnitId(new_id());
        town.found(below, UnitForm::department("质量安全站", Level::City, Some(housing))).unwrap();
        let cycle = UnitCommand::Move { parent: Some(below) };
        assert_eq!(rule(town.change_unit(&by, housing, cycle)), "unit.cycle");
        let end = UnitCommand::End { on: town.cx.today() };
        assert_eq!(rule(town.change_unit(&by, housing, end.clone())), "unit.end");
        town.change_unit(&by, below, end.clone()).unwrap();
        town.change_unit(&by, housing, end).unwrap();

        let entries = town.read(move |tx, _| entries(tx, &format!("unit/{housing}")));
        let names: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
        assert_eq!(names, ["unit_founded", "unit_renamed", "unit_looks_after_set", "unit_ended"]);
        town.verified();
    });
}

#[test]
fn a_unit_with_open_matters_does_not_end() {
    each_engine(|store| {
        let town = Town::build(store);
        let (by, housing, on) = (town.operator(), town.housing, town.cx.today());
        let ended = town.write(move |tx, directories| {
            units::change(tx, directories, &by, housing, vec![UnitCommand::End { on }], |_, _| Ok(2))
        });
        assert_eq!(rule(ended), "unit.end");
    });
}

#[test]
fn two_clerks_in_two_processes_never_make_a_cycle() {
    each_engine(|store| {
        let town = Town::build(store);
        let (a, b) = (UnitId(new_id()), UnitId(new_id()));
        for (id, name) in [(a, "甲局"), (b, "乙局")] {
            town.found(id, UnitForm::department(name, Level::City, Some(town.city))).unwrap();
        }
        let other = store.another_handle();
        let moved: Vec<bool> = thread::scope(|scope| {
            let clerks = [(store.db.clone(), a, b), (other, b, a)].map(|(db, unit, above)| {
                let (by, directories) = (town.operator(), Directories::default());
                scope.spawn(move || {
                    let command = UnitCommand::Move { parent: Some(above) };
                    let done = db.write_blocking(move |tx| {
                        units::change(tx, &directories, &by, unit, vec![command.clone()], |_, _| Ok(0))
                    });
                    done.is_ok()
                })
            });
            clerks.into_iter().map(|clerk| clerk.join().unwrap()).collect()
        });
        assert_eq!(moved.iter().filter(|done| **done).count(), 1);
        town.verified();
    });
}

#[test]
fn another_process_sees_a_change_at_once() {
    each_engine(|store| {
        let town = Town::build(store);
        let (other, kept) = (store.another_handle(), Directories::default());
        let look = |kept: &Directories| {
            let kept = kept.clone();
            other.read_blocking(move |tx| kept.read(tx)).unwrap()
        };
        assert_eq!(look(&kept).unit(town.housing), "市住建局");
        let rename =
            UnitCommand::Rename { name: "泉州市住建局".into(), short_name: "住建局".into() };
        town.change_unit(&town.operator(), town.housing, rename).unwrap();
        assert_eq!(look(&kept).unit(town.housing), "住建局");
    });
}

#[test]
fn a_change_that_is_undone_is_not_remembered() {
    each_engine(|store| {
        let town = Town::build(store);
        let (by, housing) = (town.operator(), town.housing);
        let rename = UnitCommand::Rename { name: "泉州市某局".into(), short_name: "某局".into() };
        let undone = town.write(move |tx, directories| {
            units::change(tx, directories, &by, housing, vec![rename.clone()], |_, _| Ok(0))?;
            assert_eq!(directories.read(tx)?.unit(housing), "某局");
            Err::<(), _>(ActError::NotFound)
        });
        assert!(matches!(undone, Err(ActError::NotFound)));
        assert_eq!(town.read(|tx, directories| directories.read(tx)).unit(housing), "市住建局");
    });
}

#[test]
fn a_phone_stands_beside_the_record_and_goes_with_its_person() {
    each_engine(|store| {
        let town = Town::build(store);
        let (by, housing) = (town.operator(), town.housing);
        let id = town.enter("林晓", housing, "１３８０５９５１２３４");
        let person = town.read(move |tx, _| store::person(tx, id)).unwrap();
        let reference = person.phone.clone().expect("a phone");
        let shown = town.read(move |tx, _| persons::phone_of(tx, &person));
        assert_eq!(shown.as_deref(), Some("13805951234"));

        let leaver = by.clone();
        town.write(move |tx, directories| persons::leave(tx, directories, &leaver, id)).unwrap();
        let person = town.read(move |tx, _| store::person(tx, id)).unwrap();
        assert_eq!((person.phone, person.left), (None, Some(town.cx.today())));
        let erased: Option<String> = town.read(move |tx, _| get_private(tx, &reference.id.to_string()));
        assert_eq!(erased, None);

        let told = town.read(move |tx, _| entries(tx, &format!("person/{id}")));
        assert!(told.iter().all(|entry| !entry.payload.contains("13805951234")));
        town.verified();
    });
}

#[test]
fn people_are_found_by_part_of_a_name_and_by_initials() {
    each_engine(|store| {
        let town = Town::build(store);
        let lin = town.enter("林晓梅", town.housing, "");
        let chen = town.enter("陈志强", town.office, "");
        let found = |text: &str, units: Vec<UnitId>| {
            let filter = PersonFilter { units, text: text.into(), ..PersonFilter::default() };
            let found = town.read(move |tx, _| store::persons(tx, &filter, 50));
            found.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!(found("晓", vec![]), [lin]);
        assert_eq!(found("czq", vec![]), [chen]);
        assert_eq!(found("", vec![town.office]), [chen]);
        assert!(found("%", vec![]).is_empty());
    });
}

#[test]
fn an_account_is_opened_trusted_and_closed_by_those_whose_work_it_is() {
    each_engine(|store| {
        let town = Town::build(store);
        let system = town.actor("sys", town.city, &[Grant::of(Role::SystemAdministrator, town.city)]);
        let security = town.actor("sec", town.city, &[Grant::of(Role::SecurityAdministrator, town.city)]);
        let (system, security) = (By::actor(&system, &town.cx), By::actor(&security, &town.cx));
        let (id, person) = (AccountId(new_id()), town.enter("林晓", town.housing, ""));
        let open = AccountCommand::Open { id, person, name: "linxiao".into() };
        let grant = AccountCommand::Grant { grant: Grant::of(Role::Liaison, town.housing) };

        assert_eq!(rule(town.account(&security, id, open.clone())), "rights.table");
        town.account(&system, id, open).unwrap();
        assert_eq!(rule(town.account(&system, id, grant.clone())), "rights.table");
        town.account(&security, id, grant).unwrap();
        assert_eq!(town.read(move |tx, _| store::actor(tx, id)), None, "not before it is taken");

        let by = town.operator();
        town.write(move |tx, _| accounts::note_password(tx, &by, id)).unwrap();
        let lin = town.read(move |tx, _| store::actor(tx, id)).expect("in use");
        let directory = town.read(|tx, directories| directories.read(tx));
        let matter = Ground { lead: Some(town.housing), ..Ground::of_office(town.office) };
        assert!(sees(&lin, &matter, &directory.tree, town.cx.today()));
        let lin_by = By::actor(&lin, &town.cx);
        assert!(
            lin_by.may(Action::Claim, &matter, &directory) && !lin_by.may(Action::Urge, &matter, &directory)
        );

        let disable = AccountCommand::Disable { reason: "岗位调整".into() };
        assert_eq!(rule(town.account(&security, id, disable.clone())), "rights.table");
        town.account(&system, id, disable).unwrap();
        assert_eq!(town.read(move |tx, _| store::actor(tx, id)), None);
        town.verified();
    });
}

#[test]
fn duties_stay_apart_though_two_administrators_grant_at_once() {
    each_engine(|store| {
        let town = Town::build(store);
        let by = town.operator();
        let person = town.enter("林晓", town.city, "");
        let ids = [AccountId(new_id()), AccountId(new_id())];
        for (id, name) in ids.into_iter().zip(["lin.a", "lin.b"]) {
            town.account(&by, id, AccountCommand::Open { id, person, name: name.into() }).unwrap();
        }
        let other = store.another_handle();
        let granted: Vec<bool> = thread::scope(|scope| {
            let both = [
                (store.db.clone(), ids[0], Role::SystemAdministrator),
                (other, ids[1], Role::AuditAdministrator),
            ];
            let clerks = both.map(|(db, id, role)| {
                let (by, directories, grant) =
                    (by.clone(), Directories::default(), Grant::of(role, town.city));
                scope.spawn(move || {
                    let command = AccountCommand::Grant { grant };
                    db.write_blocking(move |tx| accounts::change(tx, &directories, &by, id, command.clone()))
                        .is_ok()
                })
            });
            clerks.into_iter().map(|clerk| clerk.join().unwrap()).collect()
        });
        assert_eq!(granted.iter().filter(|done| **done).count(), 1);
    });
}

#[test]
fn a_head_of_government_delegates_approval_and_nothing_else() {
    each_engine(|store| {
        let town = Town::build(store);
        let head = town.actor("mayor", town.city, &[Grant::of(Role::GovernmentHead, town.city)]);
        let deputy = town.actor("deputy", town.office, &[]);
        let by = By::actor(&head, &town.cx);
        let grant = |role, scope| AccountCommand::Grant { grant: Grant::of(role, scope) };
        town.account(&by, deputy.account, grant(Role::Delegate, town.city)).unwrap();
        let more = town.account(&by, deputy.account, grant(Role::OfficeHead, town.office));
        assert_eq!(rule(more), "rights.table");
        let back = AccountCommand::Revoke { role: Role::Delegate, scope: town.city };
        town.account(&by, deputy.account, back).unwrap();
    });
}

#[test]
fn lists_of_accounts_are_narrowed_by_unit_state_role_and_text() {
    each_engine(|store| {
        let town = Town::build(store);
        let lin = town.actor("linxiao", town.housing, &[Grant::of(Role::Liaison, town.housing)]);
        let chen = town.actor("chenzq", town.office, &[Grant::of(Role::OfficeHead, town.office)]);
        let found = |filter: AccountFilter| {
            let rows = town.read(move |tx, _| store::accounts(tx, &filter, 50));
            rows.into_iter().map(|row| row.account.id).collect::<Vec<_>>()
        };
        let all = AccountFilter::default();
        assert_eq!(found(all.clone()), [lin.account, chen.account]);
        assert_eq!(found(AccountFilter { units: vec![town.office], ..all.clone() }), [chen.account]);
        assert_eq!(found(AccountFilter { role: Some(Role::Liaison), ..all.clone() }), [lin.account]);
        assert_eq!(found(AccountFilter { text: "zq".into(), ..all.clone() }), [chen.account]);
        assert_eq!(found(AccountFilter { after: Some(lin.account), ..all.clone() }), [chen.account]);
        assert!(found(AccountFilter { state: Some(AccountState::Disabled), ..all }).is_empty());
        let directory = town.read(|tx, directories| directories.read(tx));
        assert_eq!(sight(&chen, &directory.tree, town.cx.today()), Sight::Everything);
    });
}

#[test]
fn a_failed_sign_in_is_on_record_without_a_secret() {
    each_engine(|store| {
        let town = Town::build(store);
        let (lin, by) = (town.actor("linxiao", town.housing, &[]), town.operator());
        let id = lin.account;
        town.write(move |tx, _| accounts::note_failure(tx, &by, id, SignInFailure::Password)).unwrap();
        let told = town.read(move |tx, _| entries(tx, &format!("account/{id}")));
        assert_eq!(
            told.last().map(|entry| entry.payload.as_str()),
            Some(r#"{"sign_in_failed":{"why":"password"}}"#)
        );
        town.verified();
    });
}

#[tokio::test]
async fn the_first_start_gives_three_accounts_to_three_people_once() {
    for store in [Some(crate::engines::sqlite()), crate::engines::postgres()].into_iter().flatten() {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let link = |_: &mut Tx<'_>, account: AccountId, _: Instant| Ok(format!("/start/{account}"));
        let three = first_start(&cx, "泉州市人民政府", link).await.unwrap();
        let roles: Vec<Role> = three.iter().map(|(role, ..)| *role).collect();
        let expected = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];
        assert_eq!(roles, expected);
        let accounts = store.db.read(|tx| store::accounts(tx, &AccountFilter::default(), 9)).await.unwrap();
        assert!(accounts.iter().all(|row| row.account.state == AccountState::Invited));
        let persons: std::collections::BTreeSet<_> = accounts.iter().map(|row| row.account.person).collect();
        assert_eq!(persons.len(), 3);
        assert!(first_start(&cx, "泉州市人民政府", link).await.unwrap().is_empty());
        let report = tokio::task::spawn_blocking({
            let db = store.db.clone();
            move || verify(&db, &streams::checks(), None).unwrap()
        });
        assert!(report.await.unwrap().ok);
    }
}
