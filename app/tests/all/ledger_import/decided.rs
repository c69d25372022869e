//! What a preview asks before it can be confirmed, and what it says of what isn't taken in: names that are nearly a
//! known unit's, sheets without a head, days that a file holds as numbers; and where a result leads.

use super::county::County;
use crate::engines::each_engine;
use axum::http::StatusCode;
use bangdu::{
    cx::new_id,
    matters::list::{self, Asked, Filter},
    people::act::{By, units},
};
use bangdu_core::{
    ids::{BatchId, UnitId},
    people::{Level, Sight, UnitForm},
};

const ZONE: &str = "泉州经济技术开发区管委会";

/// A ledger with an instruction sheet behind it, a unit called nearly like a known one, and a day as a number.
fn book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("台账").unwrap();
    for (column, head) in ["序号", "督查事项", "牵头单位", "完成时限"].iter().enumerate() {
        sheet.write_string(0, column as u16, *head).unwrap();
    }
    for (row, title, lead) in [(1, "标准厂房建设", "泉州开发区管委会"), (2, "村道硬化", "县交通局")]
    {
        sheet.write_number(row, 0, f64::from(row)).unwrap();
        sheet.write_string(row, 1, title).unwrap();
        sheet.write_string(row, 2, lead).unwrap();
        sheet.write_number(row, 3, 46_387.0).unwrap();
    }
    let notes = book.add_worksheet();
    notes.set_name("填报说明").unwrap();
    for (row, cells) in
        [["一、请按时填报", ""], ["事情", "谁来办"], ["河道清淤", "县水利局"]].iter().enumerate()
    {
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            notes.write_string(row as u32, column as u16, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn with_zone(county: &County) -> UnitId {
    let (by, directories) = (By::operator(&county.app.cx), county.app.directories.clone());
    let (id, above) = (UnitId(new_id()), county.government);
    let form = UnitForm::department(ZONE, Level::County, Some(above));
    county.app.cx.db.write_blocking(move |tx| units::found(tx, &directories, &by, id, form.clone())).unwrap();
    id
}

#[test]
fn a_name_nearly_like_a_known_units_is_decided_before_anything_is_stored() {
    each_engine(|store| {
        let county = County::build(store);
        let (staff, zone) = (county.staff(), with_zone(&county));
        let handed = county.hand_in(&staff, "file", "台账.xlsx", &book());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains(&format!("与已有单位名称相近：{ZONE}")), "{preview}");
        let same = preview.find(&format!("同一单位：{ZONE}")).unwrap();
        assert!(same < preview.find("不是同一单位，新建单位").unwrap(), "what is near stands first");
        assert!(preview.contains("<b>1</b><span>新增</span>"), "the other waits: {preview}");
        assert!(
            preview.contains("<span>牵头单位未确定</span>")
                && preview.contains("<b>1</b><span>将新建单位</span>")
        );

        // Nothing is decided for anybody: neither page nor API.
        let confirm = format!("{}/confirm", handed.to);
        let asked = county.post(&staff, &confirm, &[("unclassified", "yes")]);
        assert!(asked.text().contains("“泉州开发区管委会”与已有单位名称相近"), "{}", asked.text());
        assert!(county.matters().is_empty());

        let unit = ("unit:泉州开发区管委会", zone.to_string());
        let choices = format!("{}/choices", handed.to);
        assert_eq!(county.post(&staff, &choices, &[(unit.0, &unit.1)]).status, StatusCode::SEE_OTHER);
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("<b>2</b><span>新增</span>"), "read again, counted again: {preview}");
        assert!(!preview.contains("<span>牵头单位未确定</span>"), "{preview}");
        county.post(&staff, &choices, &[(unit.0, "none")]);
        let preview = county.get(&staff, &handed.to).text();
        assert!(
            preview.contains("<span>牵头单位未确定</span>"),
            "without a lead it would be given back: {preview}"
        );
        county.post(&staff, &choices, &[(unit.0, &unit.1)]);

        let confirmed = county.post(&staff, &confirm, &[("unclassified", "yes")]);
        let result = county.get(&staff, &confirmed.to).text();
        assert!(
            result.contains("<b>2</b><span>新增事项</span>")
                && result.contains("<b>1</b><span>新建单位</span>")
        );
        assert!(result.contains("<dt>未导入的工作表</dt><dd>填报说明</dd>"), "{result}");
        assert_eq!(county.matter("标准厂房建设").lead().map(|lead| lead.unit), Some(zone));
        county.verifies();
    });
}

#[test]
fn a_result_leads_to_the_matters_of_its_import_and_to_no_others() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        county.bring_in(
            &staff,
            "一.csv",
            "惠安县督查事项台账\n序号,督查事项,牵头单位\n1,村道硬化,县交通局\n".as_bytes(),
        );
        let second =
            "惠安县督查事项台账\n序号,督查事项,牵头单位\n1,村道硬化,县交通局\n2,敬老院改造,县民政局\n";
        let result = county.bring_in(&staff, "二.csv", second.as_bytes()).text();
        assert!(
            result.contains("查看本次导入的事项（1项）") && result.contains("<b>1</b><span>无变化</span>"),
            "{result}"
        );
        let batch = result.split("/matters?import=").nth(1).unwrap().split('"').next().unwrap();
        let batch: BatchId = batch.parse().unwrap();
        let now = county.app.cx.now();
        let found = county.app.cx.db.read_blocking(move |tx| {
            let filter = Filter { import: Some(batch), ..Filter::default() };
            let asked = Asked { sight: &Sight::Everything, filter: &filter, now };
            list::page(tx, &asked, list::Order::Due, None, 10)
        });
        let titles: Vec<String> = found.unwrap().lines.into_iter().map(|line| line.title).collect();
        assert_eq!(titles, ["敬老院改造"]);
    });
}

#[test]
fn a_sheet_without_a_head_says_why_it_is_left_out_and_is_taken_in_by_its_head_row() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let handed = county.hand_in(&staff, "file", "台账.xlsx", &book());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("未导入的工作表（1个）") && !preview.contains("<dt>填报说明"), "{preview}");
        assert!(preview.contains("未找到表头") && preview.contains("name=\"head_row:1\""), "{preview}");
        assert!(
            preview.contains("title=\"文件中的原值：46387\">2026年12月31日"),
            "a day is shown as one: {preview}"
        );
        let choices = [("head_row:1", "2"), ("field:事情", "督查事项"), ("field:谁来办", "牵头单位")];
        let path = format!("{}/choices", handed.to);
        assert_eq!(county.post(&staff, &path, &choices).status, StatusCode::SEE_OTHER);
        // Its heads are known only now, so that what they mean is chosen in a second step.
        county.post(&staff, &path, &choices);
        let preview = county.get(&staff, &format!("{}?sheet=1", handed.to)).text();
        assert!(preview.contains("已按第2行为表头识别") && preview.contains("河道清淤"), "{preview}");
        assert!(preview.contains("<b>3</b><span>新增</span>"), "{preview}");
        county.post(&staff, &path, &[("head_row:1", "")]);
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("<b>2</b><span>新增</span>") && preview.contains("未找到表头"), "{preview}");
    });
}
