//! The life of a unit, and every refusal on its way.

use super::{
    sample::*,
    unit::{Level, Unit, UnitEvent, UnitForm, UnitKind, apply},
    unit_change::{UnitCommand, UnitFacts, decide},
};
use crate::ids::UnitId;
use jiff::civil::date;
use rstest::rstest;
use uuid::Uuid;

const NEW: UnitId = UnitId(Uuid::from_u128(50));

fn run(unit: Option<&Unit>, command: UnitCommand) -> Result<Vec<UnitEvent>, &'static str> {
    run_with(unit, command, 0, 0)
}

fn run_with(
    unit: Option<&Unit>,
    command: UnitCommand,
    open_matters: u64,
    accounts: u64,
) -> Result<Vec<UnitEvent>, &'static str> {
    let tree = city();
    decide(unit, command, UnitFacts { tree: &tree, open_matters, accounts }).map_err(|refusal| {
        assert!(refusal.why.is_sound() && refusal.instead.is_sound());
        refusal.rule.code
    })
}

fn known(id: UnitId) -> Unit {
    city().get(id).expect("a unit of the sample").clone()
}

fn found(name: &str, parent: Option<UnitId>) -> UnitCommand {
    UnitCommand::Found { id: NEW, form: UnitForm::department(name, Level::City, parent) }
}

#[test]
fn a_renamed_unit_is_still_found_by_its_former_names() {
    let rename =
        UnitCommand::Rename { name: "泉州市城乡建设局".into(), short_name: "市城建局".into() };
    let events = run(Some(&known(HOUSING)), rename).expect("allowed");
    let unit = events.iter().fold(Some(known(HOUSING)), apply).expect("a unit");
    assert_eq!(unit.aliases, ["建设局", "泉州市住房和城乡建设局", "市住建局"]);
    assert!(unit.initials.contains(&"scjj".to_owned()) && unit.initials.contains(&"szjj".to_owned()));
    assert!(events.iter().all(|event| event.sentence().is_sound()));
}

#[test]
fn a_zone_without_a_code_looks_after_towns_of_another_county() {
    let towns = vec![" 350521104 ".into(), "350521102".into(), "350521104".into()];
    let events = run(Some(&known(HUIAN)), UnitCommand::SetLooksAfter { towns }).expect("allowed");
    assert_eq!(events, [UnitEvent::LooksAfterSet { towns: vec!["350521102".into(), "350521104".into()] }]);
}

#[test]
fn what_changes_nothing_leaves_no_trace() {
    let unit = known(HOUSING);
    for command in [
        UnitCommand::Rename { name: unit.name.clone(), short_name: unit.short_name.clone() },
        UnitCommand::Move { parent: unit.parent },
        UnitCommand::AddAlias { alias: "建设局".into() },
        UnitCommand::RemoveAlias { alias: "没有".into() },
        UnitCommand::SetLooksAfter { towns: vec![] },
        UnitCommand::Describe { level: unit.level, kind: unit.kind, division: None },
        UnitCommand::SetOffice { is_office: false, series: None },
    ] {
        assert_eq!(run(Some(&unit), command), Ok(vec![]));
    }
}

#[rstest]
#[case("unit.name", found(" （） ", Some(CITY)))]
#[case("unit.name", found(&"局".repeat(101), Some(CITY)))]
#[case("unit.same_name", found("泉州市 财政局", Some(CITY)))]
#[case("unit.parent", found("新局", Some(NEW)))]
#[case("unit.exists", UnitCommand::End { on: date(2026, 11, 3) })]
#[case("unit.series", UnitCommand::Found { id: NEW, form: UnitForm {
    kind: UnitKind::Office, ..UnitForm::department("督查室", Level::City, Some(CITY)) } })]
#[case("unit.division", UnitCommand::Found { id: NEW, form: UnitForm {
    division: Some("3505".into()), ..UnitForm::department("新局", Level::City, Some(CITY)) } })]
fn a_unit_is_not_founded(#[case] rule: &str, #[case] command: UnitCommand) {
    assert_eq!(run(None, command), Err(rule));
}

#[rstest]
#[case("unit.cycle", UnitCommand::Move { parent: Some(JINJIANG_HOUSING) })]
#[case("unit.cycle", UnitCommand::Move { parent: Some(JINJIANG) })]
#[case("unit.parent", UnitCommand::Move { parent: Some(NEW) })]
#[case("unit.same_name", UnitCommand::Rename { name: "惠安县人民政府".into(), short_name: String::new() })]
#[case("unit.end", UnitCommand::End { on: date(2026, 11, 3) })]
#[case("unit.exists", found("新局", None))]
fn a_county_is_not_changed(#[case] rule: &str, #[case] command: UnitCommand) {
    assert_eq!(run(Some(&known(JINJIANG)), command), Err(rule));
}

#[rstest]
#[case("unit.alias", "泉州市财政局")]
#[case("unit.alias", "市住建局")]
fn an_alias_is_no_other_units_name(#[case] rule: &str, #[case] alias: &str) {
    let unit = department(NEW, "泉州市审计局");
    assert_eq!(run(Some(&unit), UnitCommand::AddAlias { alias: alias.into() }), Err(rule));
    let form =
        UnitForm { aliases: vec![alias.into()], ..UnitForm::department("新局", Level::City, Some(CITY)) };
    assert_eq!(run(None, UnitCommand::Found { id: NEW, form }), Err(rule));
}

#[test]
fn a_countys_bureau_may_be_called_as_the_citys_is() {
    let housing = known(JINJIANG_HOUSING);
    let alias = UnitCommand::AddAlias { alias: "市住建局".into() };
    assert!(run(Some(&housing), alias).is_ok(), "晋江 is a city too: each office means its own");
}

#[test]
fn a_unit_ends_with_nothing_left_open_and_then_changes_no_more() {
    let end = || UnitCommand::End { on: date(2026, 11, 3) };
    let unit = known(FINANCE);
    assert_eq!(run_with(Some(&unit), end(), 3, 0), Err("unit.end"));
    assert_eq!(run_with(Some(&unit), end(), 0, 1), Err("unit.end"));
    let events = run(Some(&unit), end()).expect("allowed");
    let ended = events.iter().fold(Some(unit), apply).expect("a unit");
    let rename = UnitCommand::Rename { name: "财政厅".into(), short_name: String::new() };
    assert_eq!(run(Some(&ended), rename), Err("unit.ended"));
}
