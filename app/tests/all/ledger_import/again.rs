//! A ledger brought in again: each rule by which a row is recognised and what comes of it.

use super::{LEDGER, county::County, last_report};
use crate::engines::{each_engine, sqlite};
use bangdu_core::{
    matters::{Matter, Part},
    people::{Grant, Role},
};

fn units(county: &County, m: &Matter, part: Part) -> Vec<String> {
    let app = county.app.clone();
    let ids: Vec<_> = m.units(part).collect();
    let named = county.app.cx.db.read_blocking(move |tx| {
        let directory = app.directories.read(tx)?;
        Ok::<_, bangdu::db::DbError>(ids.iter().map(|id| directory.tree.name(*id).to_owned()).collect())
    });
    named.unwrap()
}

fn tick(preview: &str) -> String {
    preview.split("name=\"apply\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_changed_unit_is_shown_and_applied_only_if_ticked() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    county.bring_in(&staff, "台账.csv", LEDGER.as_bytes());
    let school = county.matter("实验小学扩建");
    // Known by its number, so that another unit may lead; it has new progress besides.
    let other = LEDGER.replace("县教育局", "县交通局").replace("主体已封顶", "正在装修");
    let entries = county.entries();
    let handed = county.hand_in(&staff, "file", "台账.csv", other.as_bytes());
    let preview = county.get(&staff, &handed.to).text();
    assert!(preview.contains("现承办单位：县教育局"), "{preview}");
    assert_eq!(county.entries(), entries);

    county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
    let now = county.matter("实验小学扩建");
    assert_eq!(units(&county, &now, Part::Lead), ["县教育局"], "not ticked, not changed");
    assert_eq!(now.lead().unwrap().last_report.as_ref().unwrap().text, "正在装修", "progress is always news");

    let handed = county.hand_in(&staff, "file", "台账.csv", other.as_bytes());
    let key = tick(&county.get(&staff, &handed.to).text());
    let form = [("apply", key.as_str()), ("unclassified", "yes")];
    county.post(&staff, &format!("{}/confirm", handed.to), &form);
    let now = county.matter("实验小学扩建");
    assert_eq!((now.id, units(&county, &now, Part::Lead)), (school.id, vec!["县交通局".to_owned()]));
    assert_eq!(county.matters().len(), 2);
    county.verifies();
}

#[test]
fn a_changed_deadline_and_helpers_are_shown_and_a_blank_says_nothing() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let ledger = "惠安县督查事项台账\n序号\t督查事项\t牵头单位\t配合单位\t完成时限\n\
        1\t村道硬化\t县交通局\t县财政局\t2026年12月31日\n";
    county.bring_in(&staff, "台账.csv", ledger.as_bytes());
    for blank in [ledger.replace("县财政局", ""), ledger.replace("2026年12月31日", "")] {
        let result = county.bring_in(&staff, "台账.csv", blank.as_bytes()).text();
        assert!(result.contains("<b>0</b><span>更新事项</span>"), "{result}");
    }
    let other = ledger.replace("县财政局", "县财政局、县水利局").replace("2026年12月31日", "2027年3月31日");
    county.bring_in(&staff, "台账.csv", other.as_bytes());
    let handed = county.hand_in(&staff, "file", "台账.csv", other.as_bytes());
    let preview = county.get(&staff, &handed.to).text();
    assert!(preview.contains("现承办单位：") && preview.contains("时限由"), "{preview}");
    assert!(preview.contains("完成时限由督查室负责人更正，本次导入不作变更"), "{preview}");
    let key = tick(&preview);
    county.post(&staff, &format!("{}/confirm", handed.to), &[("apply", &key), ("unclassified", "yes")]);
    let road = county.matter("村道硬化");
    assert_eq!(units(&county, &road, Part::Assisting).len(), 2, "the units are the staff's to change");
    let due = |m: &Matter| m.moments.due.as_ref().map(|due| due.date.to_string());
    assert_eq!(due(&road).as_deref(), Some("2026-12-31"), "as the preview said");
    let handed = county.hand_in(&staff, "file", "台账.csv", other.as_bytes());
    let preview = county.get(&staff, &handed.to).text();
    assert!(!preview.contains("name=\"apply\""), "nothing is left that the staff may apply: {preview}");
    let mut head = county.staff();
    head.grants.push(Grant::of(Role::OfficeHead, county.office));
    let handed = county.hand_in(&head, "file", "台账.csv", other.as_bytes());
    let key = tick(&county.get(&head, &handed.to).text());
    county.post(&head, &format!("{}/confirm", handed.to), &[("apply", &key), ("unclassified", "yes")]);
    let road = county.matter("村道硬化");
    assert_eq!(due(&road).as_deref(), Some("2027-03-31"));
    assert_eq!(county.matters().len(), 1);
    county.verifies();
}

#[test]
fn who_may_import_but_not_amend_gets_the_ticked_row_back() {
    let store = sqlite();
    let county = County::build(&store);
    county.bring_in(&county.staff(), "台账.csv", LEDGER.as_bytes());
    let drafter = county.actor(Role::Drafter, county.office);
    let renamed = LEDGER.replace("实验小学扩建", "实验小学改扩建").replace("主体已封顶", "正在装修");
    let handed = county.hand_in(&drafter, "file", "台账.csv", renamed.as_bytes());
    let key = tick(&county.get(&drafter, &handed.to).text());
    county.post(&drafter, &format!("{}/confirm", handed.to), &[("apply", &key), ("unclassified", "yes")]);
    let result = county.get(&drafter, &handed.to).text();
    assert!(result.contains("您的角色不能"), "{result}");
    let school = county.matter("实验小学扩建");
    let said = school.lead().unwrap().last_report.clone().unwrap().text;
    assert_eq!(said, "主体已封顶", "a row is taken whole or given back whole");
    county.verifies();
}

#[test]
fn a_matter_without_a_number_is_known_by_its_key_and_another_title_is_another_matter() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    county.bring_in(&staff, "台账.csv", LEDGER.as_bytes());
    let spaced = LEDGER.replace("村道硬化", "村道　硬化");
    let result = county.bring_in(&staff, "台账.csv", spaced.as_bytes()).text();
    assert!(result.contains("<b>0</b><span>新增事项</span>"), "{result}");
    let other = LEDGER.replace("村道硬化", "村道亮化");
    let result = county.bring_in(&staff, "台账.csv", other.as_bytes()).text();
    assert!(result.contains("<b>1</b><span>新增事项</span>"), "{result}");
    assert_eq!(county.matters().len(), 3);
}

/// A workbook with one sheet a month, each with the same matter further along.
fn by_month(months: &[(&str, &str)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (month, progress) in months {
        let sheet = book.add_worksheet().set_name(*month).unwrap();
        sheet.write_string(0, 0, "惠安县督查事项台账").unwrap();
        let rows = [["序号", "督查事项", "牵头单位", "本期进展"], ["1", "村道硬化", "县交通局", progress]];
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                sheet.write_string(row as u32 + 1, column as u16, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_matter_on_another_sheet_and_in_another_file_is_the_same_and_brings_progress() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let file = by_month(&[("9月", "已完成8公里"), ("10月", "已完成12公里")]);
        let result = county.bring_in(&staff, "三季度台账.xlsx", &file).text();
        assert!(result.contains("<b>1</b><span>新增事项</span>"), "{result}");
        assert!(result.contains("<b>1</b><span>更新事项</span>"), "the next month's sheet: {result}");
        let road = county.matter("村道硬化");
        assert_eq!(last_report(&county, road.id).as_deref(), Some("已完成12公里"));

        let next = by_month(&[("11月", "已全线贯通")]);
        let result = county.bring_in(&staff, "十一月.xlsx", &next).text();
        assert!(result.contains("<b>0</b><span>新增事项</span>"), "another file: {result}");
        assert_eq!(county.matters().len(), 1);
        assert_eq!(last_report(&county, road.id).as_deref(), Some("已全线贯通"));
        county.verifies();
    });
}
