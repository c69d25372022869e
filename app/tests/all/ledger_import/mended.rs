//! Cells of a waiting ledger typed anew: what comes of it, who may, what goes on record, and what two people at
//! once see of each other.

use super::{LEDGER, county::County, last_report};
use crate::engines::{each_engine, sqlite};
use axum::http::StatusCode;
use bangdu::{app::rooms, journal, ledgers::intake::store};
use bangdu_core::{ids::BatchId, people::Role};

/// The field of a cell: sheet, row, column.
fn cell<'a>(place: &'a str, text: &'a str) -> [(&'a str, &'a str); 2] {
    [("place", place), ("text", text)]
}

fn revision(page: &str) -> String {
    page.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_row_that_would_be_given_back_is_mended_and_taken_over() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let ledger = LEDGER.replace("长期坚持", "视资金到位情况");
        let handed = county.hand_in(&staff, "file", "台账.csv", ledger.as_bytes());
        let (cells, entries) = (format!("{}/cells", handed.to), county.entries());
        let preview = county.get(&staff, &handed.to).text();
        assert!(
            preview.contains("需核对、暂不能导入的行（2行）") && preview.contains("缺少牵头单位"),
            "{preview}"
        );
        assert!(preview.contains("完成时限未能识别") && preview.contains("视资金到位情况"));

        let done = county.post(&staff, &cells, &cell("0-6-3", " 县民政局 "));
        assert_eq!((done.status, done.to.ends_with("#r0-6")), (StatusCode::SEE_OTHER, true), "{}", done.to);
        county.post(&staff, &cells, &cell("0-5-4", "2026年12月底"));
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("可导入的行（3行）") && preview.contains("已改正，原文：视资金到位情况"));
        assert!(!preview.contains("暂不能导入的行"), "{preview}");
        assert_eq!(county.entries(), entries, "a mend stores nothing");

        let confirmed = county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        let result = county.get(&staff, &confirmed.to).text();
        assert!(result.contains("<b>3</b><span>新增事项</span>") && result.contains("已改正的单元格（2处）"));
        let home = county.matter("敬老院改造");
        assert_eq!(home.lead().map(|lead| lead.unit).map(|unit| unit != county.government), Some(true));
        let due = county.matter("村道硬化").moments.due.as_ref().map(|due| due.date.to_string());
        assert_eq!(due.as_deref(), Some("2026-12-31"));
        let record = county.record();
        assert!(record.contains("\"was\":\"视资金到位情况\"") && record.contains("\"now\":\"县民政局\""));
        let kept = county.app.cx.db.read_blocking(|tx| tx.rows("SELECT batch FROM ledger_lines", &[]));
        assert!(kept.unwrap().is_empty(), "rows go with the file");
        county.verifies();
    });
}

#[test]
fn a_mend_is_undone_by_the_original_text_and_phones_typed_stay_off_the_record() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let handed = county.hand_in(&staff, "file", "台账.csv", LEDGER.as_bytes());
    let row = format!("{}/rows/0/4", handed.to);
    let form = county.get(&staff, &row).text();
    assert!(form.contains("value=\"王小明13812345678\""), "whoever mends sees the whole cell: {form}");
    let typed = [("cell3", "县交通局"), ("cell6", "已封顶，联系13912345678"), ("cell8", "李强13700001111")];
    assert_eq!(county.post(&staff, &row, &typed).status, StatusCode::SEE_OTHER);
    assert!(county.get(&staff, &handed.to).text().contains("已改正，原文：县教育局"));
    let undone = county.post(&staff, &row, &[("cell3", "县教育局")]);
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    let cells = format!("{}/cells", handed.to);
    county.post(&staff, &cells, &cell("0-4-2", "实验小学改建"));
    assert!(county.get(&staff, &handed.to).text().contains("已改正，原文：实验小学扩建"));
    county.post(&staff, &cells, &[("place", "0-4-2"), ("undo", "yes")]);
    assert!(!county.get(&staff, &handed.to).text().contains("实验小学改建"));
    let preview = county.get(&staff, &handed.to).text();
    assert!(
        !preview.contains("已改正，原文：县教育局") && preview.contains("已改正的单元格（2处）"),
        "{preview}"
    );
    assert!(!preview.contains("13700001111"), "a grid shows no phones");

    county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
    let said = last_report(&county, county.matter("实验小学扩建").id);
    assert_eq!(said.as_deref(), Some("已封顶，联系〔电话略〕"));
    let record = county.record();
    assert!(record.contains("\"now\":\"李强〔电话略〕\""), "{record}");
    assert!(["13912345678", "13700001111", "13812345678"].iter().all(|phone| !record.contains(phone)));
    county.verifies();
}

#[test]
fn who_may_not_choose_may_not_mend_and_what_is_no_cell_is_refused() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let handed = county.hand_in(&staff, "file", "台账.csv", LEDGER.as_bytes());
    let (cells, row) = (format!("{}/cells", handed.to), format!("{}/rows/0/6", handed.to));
    let liaison = county.actor(Role::Liaison, county.government);
    assert_eq!(county.post(&liaison, &cells, &cell("0-6-3", "县民政局")).status, StatusCode::NOT_FOUND);
    assert_eq!(county.get(&liaison, &row).status, StatusCode::NOT_FOUND);
    assert_eq!(county.post(&liaison, &format!("{}/end", handed.to), &[]).status, StatusCode::NOT_FOUND);
    for wrong in ["0-1-3", "0-3-3", "0-6-40", "0-99-3", "7-6-3"] {
        let refused = county.post(&staff, &cells, &cell(wrong, "县民政局"));
        assert_eq!(refused.status, StatusCode::CONFLICT, "{wrong}: {}", refused.text());
        assert!(refused.text().contains("不在已识别的表格中"), "{wrong}");
    }
    assert_eq!(county.post(&staff, &cells, &cell("?", "x")).status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = "长".repeat(4_001);
    assert!(county.post(&staff, &cells, &cell("0-6-2", &long)).text().contains("超过4000字"));
    assert!(!county.get(&staff, &handed.to).text().contains("已改正的单元格"));

    let given_up = county.post(&staff, &format!("{}/end", handed.to), &[]);
    assert_eq!((given_up.status, given_up.to.as_str()), (StatusCode::SEE_OTHER, "/ledgers"));
    assert_eq!(county.get(&staff, &handed.to).status, StatusCode::NOT_FOUND);
}

#[test]
fn two_people_who_mend_one_ledger_do_not_overwrite_each_other_unknowingly() {
    let store = sqlite();
    let county = County::build(&store);
    let (drafter, clerk) = (county.staff(), county.actor(Role::OfficeStaff, county.office));
    let handed = county.hand_in(&drafter, "file", "台账.csv", LEDGER.as_bytes());
    let seen = revision(&county.get(&clerk, &handed.to).text());
    county.post(&drafter, &format!("{}/cells", handed.to), &cell("0-6-3", "县民政局"));

    let with = |fields: &[(&'static str, &'static str)]| {
        let mut fields: Vec<(&str, &str)> = fields.to_vec();
        fields.push(("revision", &seen));
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
    };
    let post = |path: &str, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        county.post(&clerk, &format!("{}/{path}", handed.to), &fields)
    };
    let stale = post("cells", with(&[("place", "0-6-3"), ("text", "县财政局")]));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text().contains("您的改正未保存") && stale.text().contains("县民政局"));
    let stale = post("rows/0/6", with(&[("cell3", "县财政局")]));
    assert!(stale.text().contains("您填写的内容仍在下方") && stale.text().contains("value=\"县财政局\""));
    let stale = post("choices", with(&[]));
    assert!(stale.text().contains("刚刚被他人修改"), "{}", stale.text());
    let stale = post("confirm", with(&[("unclassified", "yes")]));
    assert!(stale.text().contains("刚刚被他人修改"), "{}", stale.text());
    assert!(county.matters().is_empty(), "nobody has seen what would be taken over");

    let now = revision(&county.get(&clerk, &handed.to).text());
    let form = [("unclassified", "yes"), ("revision", now.as_str())];
    county.post(&clerk, &format!("{}/confirm", handed.to), &form);
    assert_eq!(county.matters().len(), 3);
}

#[test]
fn a_large_ledger_is_shown_page_by_page_and_by_what_needs_a_look() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let mut ledger = "惠安县督查事项台账\n序号\t督查事项\t牵头单位\t完成时限\n".to_owned();
    for row in 1..=120 {
        let lead = if row == 110 { "" } else { "县交通局" };
        let due = if row == 90 { "视资金到位情况" } else { "2026年12月31日" };
        ledger.push_str(&format!("{row}\t第{row}条村道硬化\t{lead}\t{due}\n"));
    }
    let handed = county.hand_in(&staff, "file", "台账.csv", ledger.as_bytes());
    let first = county.get(&staff, &handed.to).text();
    assert!(first.contains("id=\"r0-3\"") && !first.contains("第60条村道"), "{first}");
    assert!(first.contains("第110条村道"), "what is refused stands first");
    let second = county.get(&staff, &format!("{}?sheet=0&after=51", handed.to)).text();
    assert!(second.contains("第60条村道") && !second.contains("id=\"r0-3\""), "{second}");
    let doubts = county.get(&staff, &format!("{}?view=doubts", handed.to)).text();
    assert!(doubts.contains("第90条村道") && !doubts.contains("第89条村道"), "{doubts}");
    let refused = county.get(&staff, &format!("{}?view=refused", handed.to)).text();
    assert!(refused.contains("id=\"r0-112\"") && refused.contains("id=\"r0-92\""), "{refused}");
}

#[test]
fn work_that_goes_on_can_be_left_and_work_that_broke_off_is_taken_up() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let handed = county.hand_in(&staff, "file", "台账.csv", LEDGER.as_bytes());
    let id: BatchId = handed.to.trim_start_matches("/ledgers/").parse().unwrap();
    let now = county.app.cx.now();
    let db = county.app.cx.db.clone();
    let working = move |beat| {
        let begun = db.write_blocking(move |tx| {
            store::begin_confirming(tx, id, 3, beat)?;
            store::beat(tx, id, 1, 3, beat)
        });
        begun.unwrap();
    };
    working(now);
    let shown = county.get(&staff, &handed.to).text();
    assert!(shown.contains("正在导入台账") && shown.contains("已处理1行，共3行"), "{shown}");
    assert!(county.get(&staff, "/ledgers").text().contains("正在导入"));
    assert_eq!(county.post(&staff, &format!("{}/end", handed.to), &[]).status, StatusCode::CONFLICT);
    let sent = county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
    assert!(sent.text().contains("正在导入台账"), "nobody confirms twice at once");

    working(now.plus_ms(-200_000));
    assert!(county.get(&staff, &handed.to).text().contains("可导入的行（2行）"), "it waits again");
    let confirmed = county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
    assert!(county.get(&staff, &confirmed.to).text().contains("<b>2</b><span>新增事项</span>"));
    let report = journal::verify::verify(&county.app.cx.db, &rooms(), None).unwrap();
    assert!(report.ok, "{:?}", report.first_error);
}
