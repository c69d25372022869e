//! A small city for the tests of this room.

use super::{
    actor::Actor,
    role::Grant,
    tree::UnitTree,
    unit::{Level, Unit, UnitEvent, UnitForm, UnitKind},
    unit_change::{UnitCommand, UnitFacts, decide},
};
use crate::ids::{AccountId, PersonId, UnitId};
use uuid::Uuid;

pub const CITY: UnitId = UnitId(Uuid::from_u128(1));
pub const CITY_OFFICE: UnitId = UnitId(Uuid::from_u128(2));
pub const HOUSING: UnitId = UnitId(Uuid::from_u128(3));
pub const FINANCE: UnitId = UnitId(Uuid::from_u128(4));
pub const JINJIANG: UnitId = UnitId(Uuid::from_u128(5));
pub const JINJIANG_OFFICE: UnitId = UnitId(Uuid::from_u128(6));
pub const JINJIANG_HOUSING: UnitId = UnitId(Uuid::from_u128(7));
pub const HUIAN: UnitId = UnitId(Uuid::from_u128(8));
pub const HUIAN_OFFICE: UnitId = UnitId(Uuid::from_u128(9));

/// 泉州: a city office, two departments, two counties with offices of their own.
pub fn city() -> UnitTree {
    let government = |name: &str, level, parent| UnitForm {
        kind: UnitKind::Government,
        ..UnitForm::department(name, level, parent)
    };
    let office = |name: &str, level, parent| UnitForm {
        kind: UnitKind::Office,
        series: Some("督查立项".into()),
        ..UnitForm::department(name, level, parent)
    };
    let housing = UnitForm {
        short_name: "市住建局".into(),
        aliases: vec!["建设局".into()],
        ..UnitForm::department("泉州市住房和城乡建设局", Level::City, Some(CITY))
    };
    UnitTree::new([
        founded(CITY, government("泉州市人民政府", Level::City, None)),
        founded(CITY_OFFICE, office("泉州市政府督查室", Level::City, Some(CITY))),
        founded(HOUSING, housing),
        founded(FINANCE, UnitForm::department("泉州市财政局", Level::City, Some(CITY))),
        founded(JINJIANG, government("晋江市人民政府", Level::County, Some(CITY))),
        founded(JINJIANG_OFFICE, office("晋江市政府督查室", Level::County, Some(JINJIANG))),
        founded(JINJIANG_HOUSING, UnitForm::department("晋江市住建局", Level::County, Some(JINJIANG))),
        founded(HUIAN, government("惠安县人民政府", Level::County, Some(CITY))),
        founded(HUIAN_OFFICE, office("惠安县政府督查室", Level::County, Some(HUIAN))),
    ])
}

/// A department as `decide` founds it.
pub fn department(id: UnitId, name: &str) -> Unit {
    founded(id, UnitForm::department(name, Level::City, None))
}

fn founded(id: UnitId, mut form: UnitForm) -> Unit {
    let parent = form.parent.take();
    let tree = UnitTree::default();
    let facts = UnitFacts { tree: &tree, open_matters: 0, accounts: 0 };
    match decide(None, UnitCommand::Found { id, form }, facts).map(|mut events| events.remove(0)) {
        Ok(UnitEvent::Founded { unit }) => Unit { parent, ..*unit },
        other => panic!("{other:?}"),
    }
}

/// Somebody of `unit` with these grants.
pub fn somebody(unit: UnitId, grants: &[Grant]) -> Actor {
    Actor {
        account: AccountId(Uuid::from_u128(100)),
        person: PersonId(Uuid::from_u128(101)),
        name: "林晓".into(),
        unit,
        grants: grants.to_vec(),
    }
}
