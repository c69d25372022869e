//! What a clerk who brings a ledger in for the first time stumbled over: deadlines that can't be read, phones in a
//! column of their own, rows that say that they are done, names that are decided once.

use super::county::County;
use crate::engines::each_engine;
use axum::http::StatusCode;
use bangdu::{
    cx::new_id,
    ledgers::read::read,
    people::act::{By, units},
};
use bangdu_core::{
    calendar::Deadline,
    ids::UnitId,
    matters::{MatterKind, Rate, Source, Urgency},
    people::{Level, UnitForm},
};

const DEADLINES: &str = "惠安县督查事项台账\n\
    序号\t督查事项\t牵头单位\t完成时限\n\
    1\t河道清淤\t县水利局\t13月32日\n\
    2\t村道硬化\t县交通局\t\n\
    3\t校园安防\t县教育局\t长期坚持\n\
    4\t敬老院改造\t县民政局\t时限待定\n";

#[test]
fn a_deadline_that_cannot_be_read_holds_its_row_back_until_it_is_mended() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let handed = county.hand_in(&staff, "file", "台账.csv", DEADLINES.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("需核对、暂不能导入的行（1行）"), "{preview}");
        assert!(preview.contains("完成时限未能识别，请写明日期，或填“长期”“时限待定”。"), "{preview}");
        assert!(
            preview.contains("id=\"fix-0-3-3\"") && preview.contains("按时限待定导入"),
            "a box to mend it"
        );
        assert!(preview.contains("1行未填完成时限") && preview.contains("可导入的行（3行）"), "{preview}");
        let doubts = county.get(&staff, &format!("{}?view=doubts", handed.to)).text();
        assert!(doubts.contains("河道清淤"), "it stands among those to look at: {doubts}");

        let confirmed = county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        let result = county.get(&staff, &confirmed.to).text();
        assert!(result.contains("<b>3</b><span>新增事项</span>") && result.contains("完成时限未能识别"));
        let deadline = |title: &str| county.matter(title).deadline;
        assert_eq!(deadline("村道硬化"), Deadline::Open, "an empty cell isn't 长期");
        assert_eq!(deadline("敬老院改造"), Deadline::Open);
        assert_eq!(deadline("校园安防"), Deadline::Standing);

        let handed = county.hand_in(&staff, "file", "台账.csv", DEADLINES.as_bytes());
        let mended = [("place", "0-3-3"), ("text", "12月31日")];
        assert_eq!(
            county.post(&staff, &format!("{}/cells", handed.to), &mended).status,
            StatusCode::SEE_OTHER
        );
        county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        assert_eq!(deadline("河道清淤"), Deadline::On(jiff::civil::date(2026, 12, 31)));
        let book =
            read("台账.xlsx", &county.get(&staff, "/matters/export").body, &Default::default()).unwrap();
        let texts: Vec<&str> =
            book.sheets[0].rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_ref()).collect();
        assert_eq!(texts.iter().filter(|text| **text == "时限待定").count(), 2, "{texts:?}");
        county.verifies();
    });
}

#[test]
fn what_hinders_a_row_and_what_it_asks_for_stand_on_the_matters_page() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let ledger = "惠安县督查事项台账\n\
            序号\t督查事项\t牵头单位\t完成时限\t目前进展情况\t存在问题\t需协调事项\t下一步措施\n\
            1\t村道硬化\t县交通局\t2026年12月31日\t正在施工\t用地未落实\t请加快用地报批\t先行开工二标段\n";
        county.bring_in(&staff, "台账.csv", ledger.as_bytes());
        let page = county.get(&staff, &format!("/matters/{}", county.matter("村道硬化").id)).text();
        for said in ["正在施工", "用地未落实", "请加快用地报批", "先行开工二标段"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    });
}

#[test]
fn rows_without_a_deadline_are_given_back_if_so_chosen() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let handed = county.hand_in(&staff, "file", "台账.csv", DEADLINES.as_bytes());
        let form = [("unclassified", "yes"), ("undated", "give_back")];
        let confirmed = county.post(&staff, &format!("{}/confirm", handed.to), &form);
        let result = county.get(&staff, &confirmed.to).text();
        assert!(
            result.contains("<b>2</b><span>新增事项</span>") && result.contains("完成时限未填写"),
            "{result}"
        );
    });
}

/// 联系人 and 联系电话 side by side under one merged head, the phone a number.
fn with_phones() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let (sheet, format) = (book.add_worksheet(), rust_xlsxwriter::Format::new());
    for (column, head) in ["序号", "督查事项", "牵头单位", "完成时限"].iter().enumerate() {
        sheet.merge_range(0, column as u16, 1, column as u16, head, &format).unwrap();
    }
    sheet.merge_range(0, 4, 0, 5, "联系方式", &format).unwrap();
    for (column, head) in [(4, "联系人"), (5, "联系电话")] {
        sheet.write_string(1, column, head).unwrap();
    }
    for (row, title, name, phone) in
        [(2, "河道清淤", "陈水生", 13_800_000_001.0), (3, "村道硬化", "林交通", 13_800_000_002.0)]
    {
        sheet.write_number(row, 0, f64::from(row - 1)).unwrap();
        for (column, text) in [(1, title), (2, "县水利局"), (3, "2026年12月31日"), (4, name)] {
            sheet.write_string(row, column, text).unwrap();
        }
        sheet.write_number(row, 5, phone).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn names_and_phones_in_two_columns_are_one_contact_kept_apart_from_the_record() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let handed = county.hand_in(&staff, "file", "台账.xlsx", &with_phones());
        let preview = county.get(&staff, &handed.to).text();
        assert!(!preview.contains("已略去"), "{preview}");
        assert!(preview.contains("联系电话按个人信息单独保存"), "{preview}");
        county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        assert!(!county.record().contains("13800000001"), "phones aren't on record");
        let named = county.matter("河道清淤").taken_over.unwrap().contacts;
        assert_eq!(named.len(), 1);
        assert!(named[0].name == "陈水生" && named[0].liaison && named[0].phone.is_some(), "{named:?}");
        let exported = |actor| {
            let book =
                read("台账.xlsx", &county.get(actor, "/matters/export").body, &Default::default()).unwrap();
            let cells = book.sheets[0].rows.iter().flat_map(|row| row.cells.clone());
            cells.map(|cell| cell.text.to_string()).collect::<Vec<_>>().join(" | ")
        };
        assert!(exported(&staff).contains("陈水生 13800000001"), "{}", exported(&staff));
        let lead = county.matter("河道清淤").lead().unwrap().unit;
        let leader = county.actor(bangdu_core::people::Role::Leader, lead);
        assert!(!exported(&leader).contains("13800000001"), "who may not see contacts");
        county.verifies();
    });
}

const DONE: &str = "惠安县督查事项台账\n\
    序号\t督查事项\t牵头单位\t完成时限\t完成率\t本期进展\n\
    1\t河道清淤\t县水利局\t2026年12月31日\t100%\t全线完工\n\
    2\t村道硬化\t县交通局\t2026年12月31日\t已完成\t\n\
    3\t校园安防\t县教育局\t2026年12月31日\t2/3\t\n";

#[test]
fn what_a_ledger_calls_done_stays_in_progress_unless_somebody_says_that_it_was_claimed() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        for (chosen, state, place, source) in [
            ("in_progress", "in_progress", "惠安县", "decision"),
            // The office's next ledger is offered what was chosen for this one.
            ("claimed", "under_verification", "崇武镇", "meeting"),
        ] {
            let ledger = DONE.replace("惠安县", place).replace("河道", &format!("{place}河道"));
            let handed = county.hand_in(&staff, "file", "台账.csv", ledger.as_bytes());
            let preview = county.get(&staff, &handed.to).text();
            assert!(preview.contains("2行标注已完成或完成率100%"), "{preview}");
            assert!(preview.contains("value=\"in_progress\" checked"), "{preview}");
            assert!(preview.contains(&format!("<option value=\"{source}\" selected>")), "{preview}");
            let form =
                [("unclassified", "yes"), ("done", chosen), ("source", "meeting"), ("urgency", "urgent")];
            county.post(&staff, &format!("{}/confirm", handed.to), &form);
            let river = county.matter(&format!("{place}河道清淤"));
            assert_eq!(river.state.code(), state);
            assert_eq!(river.lead().unwrap().rate, Some(Rate::WHOLE));
            assert_eq!((river.origin.source, river.urgency), (Source::Meeting, Urgency::Urgent));
            let school = county.matter("校园安防");
            assert_eq!(school.lead().unwrap().last_report.as_ref().unwrap().text, "2/3", "said once");
        }
    });
}

#[test]
fn what_a_name_means_is_remembered_for_the_offices_next_ledger() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let (by, directories) = (By::operator(&county.app.cx), county.app.directories.clone());
        let (zone, above) = (UnitId(new_id()), county.government);
        county
            .app
            .cx
            .db
            .write_blocking(move |tx| {
                let form = UnitForm::department("泉州经济技术开发区管委会", Level::County, Some(above));
                units::found(tx, &directories, &by, zone, form)
            })
            .unwrap();
        let first = "惠安县督查事项台账\n序号\t督查事项\t牵头单位\t责任单位\t完成时限\n\
            1\t标准厂房建设\t县工信局\t泉州开发区管委会\t年底前\n2\t村道硬化\t县交通局\t各区政府\t年底前\n";
        let handed = county.hand_in(&staff, "file", "一.csv", first.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("<b>1</b><span>新增</span>"), "{preview}");
        assert!(preview.contains("<span>单位名称未确认</span>") && preview.contains("可导入的行（1行）"));
        assert!(preview.contains("“泉州开发区管委会”未确认对应哪个单位，本行暂不能导入。"), "{preview}");
        let districts = preview.split("name=\"unit:各区政府\"").nth(1).unwrap();
        let offered = districts.split("</select>").next().unwrap();
        assert!(!offered.contains("新建单位"), "a name for many is no new unit: {offered}");
        let zone = zone.to_string();
        let form = [("unclassified", "yes"), ("unit:泉州开发区管委会", zone.as_str())];
        county.post(&staff, &format!("{}/confirm", handed.to), &form);
        assert_eq!(county.matters().len(), 2);

        // The same ledger again, and another of the same office.
        let handed = county.hand_in(&staff, "file", "二.csv", first.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("沿用上次导入的选择"), "{preview}");
        assert!(!preview.contains("名称、时限或单位有变"), "{preview}");
        let other =
            "惠安县重点项目台账\n序号\t督查事项\t牵头单位\t完成时限\n1\t道路提升\t泉州开发区管委会\t年底前\n";
        let handed = county.hand_in(&staff, "file", "三.csv", other.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("沿用上次导入的选择") && preview.contains("可导入的行（1行）"), "{preview}");
        county.verifies();
    });
}

const NUMBERED: &str = "惠安县督查事项台账\n\
    序号\t立项编号\t督查事项\t牵头单位\t完成时限\n\
    1\t\t河道清淤\t县水利局\t2026年12月31日\n\
    2\t\t村道硬化\t县交通局\t2026年12月31日\n\
    3\t督查立项〔2026〕2号\t校园安防\t县教育局\t2026年12月31日\n";

#[test]
fn rows_without_a_number_are_given_one_where_that_is_chosen_and_it_is_offered_again() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let handed = county.hand_in(&staff, "file", "一.csv", NUMBERED.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(
            preview.contains("2行没有立项编号") && preview.contains("value=\"none\" checked"),
            "{preview}"
        );
        let form = [("unclassified", "yes"), ("numbering", "given"), ("kind", "project")];
        county.post(&staff, &format!("{}/confirm", handed.to), &form);
        let number = |title: &str| county.matter(title).number.map(|number| number.to_string());
        let numbered = |serial| Some(format!("督查立项〔2026〕{serial}号"));
        assert_eq!(number("校园安防"), numbered(2), "what the ledger says is kept, and given to no other");
        assert_eq!((number("河道清淤"), number("村道硬化")), (numbered(1), numbered(3)));
        assert_eq!(county.matter("河道清淤").kind, MatterKind::Project);
        county.verifies();
        // Known again by its key, though it has a number now; what was chosen is chosen already.
        let again = NUMBERED.replace("村道硬化", "公厕改造").replace("2\t\t", "4\t\t");
        let handed = county.hand_in(&staff, "file", "二.csv", again.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(
            preview.contains("1行没有立项编号") && preview.contains("value=\"given\" checked"),
            "{preview}"
        );
        assert!(preview.contains("<option value=\"project\" selected>"), "{preview}");
        let form = [("unclassified", "yes"), ("numbering", "none"), ("kind", "")];
        county.post(&staff, &format!("{}/confirm", handed.to), &form);
        assert_eq!((number("公厕改造"), county.matter("公厕改造").kind), (None, MatterKind::Task));
        assert_eq!(county.matters().len(), 4);
        // An office's own series goes on behind what was given.
        let handed = county.hand_in(&staff, "file", "三.csv", again.replace("公厕", "菜市场").as_bytes());
        county.post(
            &staff,
            &format!("{}/confirm", handed.to),
            &[("unclassified", "yes"), ("numbering", "given")],
        );
        assert_eq!(number("菜市场改造"), numbered(4));
        county.verifies();
    });
}
