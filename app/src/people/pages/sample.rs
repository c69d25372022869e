//! Named samples of this room's pages, so that a test renders every one in every language.

use super::{
    accounts::{AccountFormPage, AccountPage, AccountsPage, Held, Row},
    choices_of,
    persons::{PersonFormPage, PersonPage, PersonRow, PersonsPage},
    rights::{MatrixPage, WhyPage},
    tree::{self, MovePage, UnitsPage},
    units::{UnitFormPage, UnitPage},
};
use crate::{
    people::store::AccountRow,
    web::{
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::Frame,
        list::Filters,
        sample::{Sample, reader},
    },
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    people::{Account, AccountState, Actor, Grant, Level, Person, Role, Unit, UnitKind, UnitTree},
    phrase,
    refusal::{Refusal, Rule},
};
use jiff::civil::date;
use uuid::Uuid;

/// The room's pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = units(lang);
    samples.extend(persons(lang));
    samples.extend(accounts(lang));
    samples.extend(rights(lang));
    samples
}

fn frame(lang: Lang) -> Frame {
    Frame::sample(lang, Some(reader()))
}

fn units(lang: Lang) -> Vec<Sample> {
    let (city, bureau) = (city(), bureau());
    let list = |units: Vec<Unit>, query: &str, may_manage: bool| UnitsPage {
        frame: frame(lang).titled("units.title"),
        filters: Filters::of("/units", query),
        count: units.len(),
        pieces: tree::pieces(&UnitTree::new(units), query.contains("all")),
        all: query.contains("all"),
        may_manage,
    };
    let moving = || {
        let frame = frame(lang).called(&bureau.name);
        MovePage {
            form: Form::typed(&frame, Fields::from([("parent", "泉州市人民政府")])),
            unit: bureau.clone(),
            parent: "泉州市人民政府".into(),
            below: 0,
            units: vec![Choice::of("", "泉州市人民政府")],
            frame,
        }
    };
    let show = |unit: &Unit, may_manage: bool| UnitPage {
        frame: frame(lang).called(&unit.name),
        parent: unit.parent.map(|_| city.clone()),
        below: if unit.parent.is_none() { vec![bureau.clone()] } else { vec![] },
        people: may_manage.then(|| vec![person()]),
        may_manage,
        unit: unit.clone(),
    };
    let ended = Unit { ended: Some(date(2026, 11, 3)), ..bureau.clone() };
    vec![
        Sample::of("people.units", list(vec![city.clone(), bureau.clone()], "", true)),
        Sample::of("people.units.unfolded", list(vec![city.clone(), bureau.clone()], "open=all", false)),
        Sample::of("people.units.empty", list(vec![], "q=x", true)),
        Sample::of("people.units.none", list(vec![], "", true)),
        Sample::of("people.units.none_ask", list(vec![], "", false)),
        Sample::of("people.unit_move", moving()),
        Sample::of("people.unit", show(&city, true)),
        Sample::of("people.unit.ended", show(&ended, false)),
        Sample::of("people.unit_form", unit_form(lang, Fields::default(), false)),
        Sample::of("people.unit_form.refused", unit_form(lang, Fields::from([("name", "（）")]), true)),
    ]
}

fn unit_form(lang: Lang, typed: Fields, refused: bool) -> UnitFormPage {
    let frame = frame(lang).titled("units.new");
    let mut form = Form::typed(&frame, typed);
    if refused {
        form.needed("level");
        form.refuse(&refusal(), &frame);
    }
    UnitFormPage {
        levels: choices_of(&Level::ALL, &frame, Level::code, Level::word),
        kinds: choices_of(&UnitKind::ALL, &frame, UnitKind::code, UnitKind::word),
        units: vec![Choice::of("", "泉州市人民政府")],
        action: "/units".into(),
        back: "/units".into(),
        frame,
        form,
    }
}

fn persons(lang: Lang) -> Vec<Sample> {
    let list = |rows: Vec<PersonRow>, query: &str| {
        let frame = frame(lang).titled("persons.title");
        let filters = Filters::of("/persons", query);
        PersonsPage {
            search: Form::typed(&frame, filters.fields().clone()),
            units: vec![Choice::of("", "市住建局")],
            next: rows.first().map(|row| row.person.id.to_string()),
            rows,
            may_manage: true,
            frame,
            filters,
        }
    };
    let row = PersonRow { person: person(), unit: "市住建局".into(), phone: "138****1234".into() };
    let gone = Person { left: Some(date(2026, 11, 3)), ..person() };
    let show = |person: Person, here: bool| PersonPage {
        frame: frame(lang).called(&person.name),
        unit: "泉州市住房和城乡建设局".into(),
        phone: "13805951234".into(),
        accounts: here.then(|| vec![account()]),
        may_manage: here,
        may_open: here,
        person,
    };
    let form = || {
        let frame = frame(lang).titled("persons.new");
        let phone_hint = frame.tf("persons.phone_keep", &[("phone", "138****1234")]);
        PersonFormPage {
            form: Form::blank(&frame),
            action: "/persons".into(),
            back: "/persons".into(),
            units: vec![Choice::of("", "市住建局")],
            has_phone: true,
            phone_hint,
            frame,
        }
    };
    vec![
        Sample::of("people.persons", list(vec![row], "")),
        Sample::of("people.persons.empty", list(vec![], "q=x")),
        Sample::of("people.person", show(person(), true)),
        Sample::of("people.person.left", show(gone, false)),
        Sample::of("people.person_form", form()),
    ]
}

fn accounts(lang: Lang) -> Vec<Sample> {
    let list = |rows: Vec<Row>, query: &str| {
        let frame = frame(lang).titled("accounts.title");
        let filters = Filters::of("/accounts", query);
        AccountsPage {
            search: Form::typed(&frame, filters.fields().clone()),
            states: choices_of(&AccountState::ALL, &frame, AccountState::code, AccountState::word),
            roles: choices_of(Role::ALL, &frame, Role::code, Role::word),
            next: None,
            rows,
            may_open: true,
            frame,
            filters,
        }
    };
    let row = Row {
        row: AccountRow { account: account(), person_name: "林晓梅".into(), unit: bureau().id },
        unit: "市住建局".into(),
        roles: vec![frame(lang).word(&Role::Liaison.word())],
    };
    let form = |person| {
        let frame = frame(lang).titled("accounts.new");
        AccountFormPage { form: Form::blank(&frame), frame, person }
    };
    let disabled = Account { state: AccountState::Disabled, ..account() };
    vec![
        Sample::of("people.accounts", list(vec![row], "")),
        Sample::of("people.account", account_page(lang, account(), None)),
        Sample::of("people.account.link", account_page(lang, account(), Some("/start/0123".into()))),
        Sample::of("people.account.disabled", account_page(lang, disabled, None)),
        Sample::of("people.account_form", form(Some((person().id, "林晓梅".into(), "市住建局".into())))),
        Sample::of("people.account_form.nobody", form(None)),
    ]
}

fn account_page(lang: Lang, account: Account, link: Option<String>) -> AccountPage {
    let frame = frame(lang).called(&account.name);
    let held = account.grants.iter().map(|grant| Held {
        grant: *grant,
        role: frame.word(&grant.role.word()),
        scope: "泉州市住房和城乡建设局".into(),
        lapsed: grant.until.is_some(),
    });
    let mut disable_form = Form::blank(&frame);
    if !account.is_usable() {
        disable_form.refuse(&refusal(), &frame);
    }
    AccountPage {
        held: held.collect(),
        person: "林晓梅".into(),
        unit: "泉州市住房和城乡建设局".into(),
        roles: choices_of(Role::ALL, &frame, Role::code, Role::word),
        units: vec![Choice::of("", "市住建局")],
        grant_form: Form::blank(&frame),
        disable_form,
        may_manage: true,
        may_grant: account.is_usable(),
        link,
        account,
        frame,
    }
}

/// Any refusal: what it says is the rules' matter.
fn refusal() -> Refusal {
    const RULE: Rule = Rule::ours("unit.name", "单位须有名称", "a unit has a name");
    RULE.refuse(phrase!("名称为空", "the name is empty"), phrase!("请填写名称", "enter the name"))
}

fn city() -> Unit {
    Unit {
        id: UnitId(Uuid::from_u128(1)),
        name: "泉州市人民政府".into(),
        short_name: "市政府".into(),
        aliases: vec!["市府".into()],
        initials: vec![],
        level: Level::City,
        kind: UnitKind::Government,
        parent: None,
        division: Some("350500".into()),
        looks_after: vec!["350521102".into()],
        is_office: true,
        series: Some("督查立项".into()),
        ended: None,
    }
}

fn bureau() -> Unit {
    Unit {
        id: UnitId(Uuid::from_u128(2)),
        name: "泉州市住房和城乡建设局".into(),
        short_name: "市住建局".into(),
        kind: UnitKind::Department,
        parent: Some(city().id),
        division: None,
        is_office: false,
        series: None,
        ..city()
    }
}

fn person() -> Person {
    Person {
        id: PersonId(Uuid::from_u128(3)),
        name: "林晓梅".into(),
        initials: "lxm".into(),
        unit: bureau().id,
        position: "建设科科长".into(),
        phone: None,
        left: None,
    }
}

fn account() -> Account {
    let grant = Grant { until: Some(date(2026, 6, 30)), ..Grant::of(Role::Leader, bureau().id) };
    Account {
        id: AccountId(Uuid::from_u128(4)),
        person: person().id,
        name: "林晓梅".into(),
        state: AccountState::Active,
        taken: true,
        second_factor: true,
        grants: vec![Grant::of(Role::Liaison, bureau().id), grant],
    }
}

/// Who may what: the whole table, one role's column, and what two people may do.
fn rights(lang: Lang) -> Vec<Sample> {
    let matrix = |one| MatrixPage::of(frame(lang), one, |role| usize::from(role == Role::Drafter) * 3);
    let (city, bureau) = (city(), bureau());
    let unit = |id: UnitId| if id == city.id { city.name.clone() } else { bureau.name.clone() };
    let why = |grants: Vec<Grant>, own: bool| {
        let actor = Actor {
            account: AccountId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            name: "林晓梅".into(),
            unit: bureau.id,
            grants,
        };
        let frame = frame(lang).titled("rights.own");
        WhyPage::of(frame, &actor, own, unit, date(2026, 11, 3))
    };
    let until = Grant { until: Some(date(2026, 12, 31)), ..Grant::of(Role::OfficeHead, bureau.id) };
    let both = vec![Grant::of(Role::SystemAdministrator, city.id), until];
    vec![
        Sample::of("people.rights", matrix(None)),
        Sample::of("people.rights.one", matrix(Some(Role::OfficeHead))),
        Sample::of("people.rights.own", why(vec![until], true)),
        Sample::of("people.rights.none", why(vec![], true)),
        Sample::of("people.rights.of", why(both, false)),
    ]
}
