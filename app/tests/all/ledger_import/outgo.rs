//! The list of matters as a file: what its address asks for and its reader may see, no more.

use super::{LEDGER, county::County};
use crate::engines::{each_engine, sqlite};
use axum::http::StatusCode;
use bangdu::ledgers::read::{Book, read};
use bangdu_core::people::{Actor, Grant, Role};
use std::process::Command;

fn book(content: &[u8]) -> Book {
    read("台账.xlsx", content, &Default::default()).unwrap()
}

fn titles(book: &Book) -> Vec<String> {
    let rows = &book.sheets[0].rows;
    let column = rows[2].cells.iter().position(|cell| cell.text.as_ref() == "督查事项").unwrap();
    rows[3..].iter().map(|row| row.cell(column).text.to_string()).collect()
}

#[test]
fn the_list_is_exported_as_its_address_and_its_reader_see_it() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let ledger = LEDGER.replace("村道硬化", "=村道硬化");
        county.bring_in(&staff, "台账.csv", ledger.as_bytes());

        let answer = county.get(&staff, "/matters/export");
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let all = book(&answer.body);
        let line = &all.sheets[0].rows[1].cells[0].text;
        assert!(line.contains("填报单位：惠安县政府督查室") && line.contains("导出：林晓梅"), "{line}");
        assert!(line.contains("2026年11月3日 09:00"), "who had it made, and when: {line}");
        let mut found = titles(&all);
        found.sort();
        assert_eq!(found, ["=村道硬化", "实验小学扩建"], "a formula's sign is text");

        let some = county.get(&staff, "/matters/export?q=%E5%B0%8F%E5%AD%A6");
        assert_eq!(titles(&book(&some.body)), ["实验小学扩建"]);
        let none = county.get(&staff, "/matters/export?state=closed");
        assert!(titles(&book(&none.body)).is_empty());
        let unclear = county.get(&staff, "/matters/export?unit=%E6%B2%A1%E6%9C%89");
        assert_eq!(
            (unclear.status, unclear.to.as_str()),
            (StatusCode::SEE_OTHER, "/matters?unit=%E6%B2%A1%E6%9C%89")
        );
    });
}

#[test]
fn liaisons_are_named_with_their_phones_for_those_who_may_see_them() {
    each_engine(|store| {
        let county = County::build(store);
        county.bring_in(&county.staff(), "台账.csv", LEDGER.as_bytes());
        let lead = county.matter("村道硬化").lead().unwrap().unit;
        county.enter("陈志明", "13800138000", Grant::of(Role::Liaison, lead));
        let exported = |actor: &Actor| {
            let book = book(&county.get(actor, "/matters/export?q=%E6%9D%91%E9%81%93").body);
            let rows = &book.sheets[0].rows;
            let column = rows[2].cells.iter().position(|cell| cell.text.as_ref() == "联络员及电话").unwrap();
            rows[3].cell(column).text.to_string()
        };
        assert_eq!(exported(&county.staff()), "陈志明 13800138000、李强 13987654321");
        assert_eq!(exported(&county.actor(Role::Liaison, lead)), "陈志明 13800138000、李强 13987654321");
        assert_eq!(exported(&county.actor(Role::Leader, lead)), "李强", "who may not see contacts");
    });
}

#[test]
fn nobody_exports_what_they_do_not_see() {
    let store = sqlite();
    let county = County::build(&store);
    county.bring_in(&county.staff(), "台账.csv", LEDGER.as_bytes());
    let lead = county.matter("村道硬化").lead().unwrap().unit;
    let liaison = county.actor(Role::Liaison, lead);
    assert_eq!(titles(&book(&county.get(&liaison, "/matters/export").body)), ["村道硬化"]);
    let administrator = county.actor(Role::SystemAdministrator, county.government);
    assert_eq!(county.get(&administrator, "/matters/export").status, StatusCode::FORBIDDEN);
}

#[test]
fn more_matters_than_a_page_are_exported_once_each_and_known_again() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let mut ledger = String::from("惠安县督查事项台账\n序号\t立项编号\t督查事项\t牵头单位\t完成时限\n");
    for n in 1..=450 {
        let due = if n % 2 == 0 { "2026年12月31日" } else { "长期" };
        ledger.push_str(&format!("{n}\t督查立项〔2026〕{n}号\t事项{n:03}\t县教育局\t{due}\n"));
    }
    county.bring_in(&staff, "台账.csv", ledger.as_bytes());
    for path in ["/matters/export", "/matters/export?sort=changed"] {
        let answer = county.get(&staff, path);
        let mut found = titles(&book(&answer.body));
        assert_eq!(found.len(), 450);
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 450, "none twice");
    }
    let exported = county.get(&staff, "/matters/export").body;
    let result = county.bring_in(&staff, "台账.xlsx", &exported).text();
    assert!(result.contains("<b>0</b><span>新增事项</span>"), "{result}");
    assert!(result.contains("<b>0</b><span>更新事项</span>"), "{result}");
    county.verifies();
}

#[test]
fn the_command_exports_every_matter() {
    let place = tempfile::tempdir().unwrap();
    let (data, file, out) =
        (place.path().join("data"), place.path().join("台账.csv"), place.path().join("out.xlsx"));
    std::fs::write(&file, LEDGER).unwrap();
    let run = |words: [&str; 2], file: &std::path::Path, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bangdu"));
        command.args(words).arg(file).args(more).arg("--data").arg(&data).output().unwrap()
    };
    assert!(run(["import", "ledger"], &file, &["--confirm"]).status.success());
    let done = run(["export", "ledger"], &out, &[]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).contains("\"rows\":2"));
    let book = book(&std::fs::read(&out).unwrap());
    assert_eq!(titles(&book).len(), 2);
    assert!(book.sheets[0].rows[1].cells[0].text.contains("导出：运维人员"));
}
