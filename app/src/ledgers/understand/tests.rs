use super::*;
use crate::ledgers::read::{Limits, read, read_pasted};
use bangdu_core::phrase::Arg;

fn home() -> Home {
    let counties = ["鲤城区", "丰泽区", "洛江区", "惠安县", "晋江市"].map(str::to_owned).to_vec();
    Home { city: "泉州市".into(), counties, ..Home::default() }
}

fn context(known: &[KnownUnit]) -> Context<'_> {
    Context {
        today: Date::constant(2026, 11, 23),
        home: home(),
        known,
        at: None,
        calendar: None,
        include_hidden: false,
        head_rows: Default::default(),
    }
}

fn pasted(text: &str) -> Understood {
    let book = read_pasted(text, &Limits::default()).unwrap();
    understand(&book, &context(&[]), &Mapping::default())
}

fn said(phrase: &Phrase) -> String {
    phrase.fill(&phrase.zh, |arg| match arg {
        Arg::Text(text) => text.clone(),
        Arg::Word(word) => word.zh.to_string(),
        other => format!("{other:?}"),
    })
}

fn names(understood: &Understood, units: &[UnitRef]) -> String {
    units.iter().map(|unit| understood.units[unit.0].name.clone()).collect::<Vec<_>>().join("、")
}

/// What was understood, as text that one can read.
fn shown(understood: &Understood) -> String {
    let mut out = format!("{} 截至{:?}\n", understood.title.series, understood.title.as_of);
    for row in &understood.rows {
        let deadline = row.deadline.map(|deadline| match deadline {
            values::date::WrittenDate::On(date) => date.to_string(),
            values::date::WrittenDate::Standing => "长期".into(),
            values::date::WrittenDate::Open => "时限待定".into(),
        });
        out += &format!(
            "{}行 [{}] {} | {} | 牵头 {} 责任 {} 配合 {} | {} | {:?} | {:?} | {}\n",
            row.row,
            row.group.as_deref().unwrap_or(""),
            row.seq.as_deref().unwrap_or(""),
            row.title,
            names(understood, &row.lead),
            names(understood, &row.responsible),
            names(understood, &row.assisting),
            deadline.unwrap_or_default(),
            row.rate,
            row.light,
            row.progress.as_deref().unwrap_or("").replace('\n', "⏎"),
        );
    }
    for refused in &understood.refused {
        out += &format!("{}行 未导入 {}\n", refused.row, said(&refused.reason));
    }
    out
}

#[test]
fn every_row_of_a_real_ledger_is_understood() {
    let house = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = house.ancestors().map(|folder| folder.join("shared/data/ledgers/livelihood_2021.xlsx"));
    let Some(bytes) = sample.filter_map(|path| std::fs::read(path).ok()).next() else {
        println!("skipped: ../shared/data/ledgers/livelihood_2021.xlsx is absent");
        return;
    };
    let book = read("livelihood_2021.xlsx", &bytes, &Limits::default()).unwrap();
    let understood = understand(&book, &context(&[]), &Mapping::default());
    assert_eq!(understood.rows.len(), 33);
    assert!(understood.refused.is_empty());
    assert_eq!(understood.title.as_of, Some(Date::constant(2021, 6, 30)));
    assert!(understood.sheets[0].columns.iter().all(|column| column.field.is_some()));
    assert!(understood.rows.iter().all(|row| row.deadline.is_some() && !row.lead.is_empty()));
    let second = &understood.rows[1];
    assert_eq!(names(&understood, &second.lead), "市教育局", "a merged lead is filled down");
    assert_eq!(understood.rows[6].seq.as_deref(), Some("7"));
    assert_eq!(understood.rows[12].group.as_deref(), Some("文化体育"));
    assert_eq!(understood.rows[4].rate, None, "progress in words is no rate");
    assert!(understood.rows[4].progress.as_deref().unwrap().contains("已开工14个"));
    assert_eq!(understood.rows[6].rate, Some(values::rate::WrittenRate::Percent(100.0)));
    assert_eq!(understood.rows[0].contacts[0].1.phones, ["13800000000"]);
    assert!(
        understood
            .rows
            .iter()
            .flat_map(|row| row.fields.values())
            .all(|cell| !cell.raw.contains("13800000000"))
    );
}

const HABITS: &str = "某区2026年重点任务台账（截至9月底）\t\t\t\t\t\t\t\n\
    序号\t立项编号\t主要任务\t责任单位\t完成时限\t进展\t完成率\t领导关注度\n\
    一、项目建设\t\t\t\t\t\t\t\n\
    1、\t督查立项[2026]12号\t修路\t市交通运输局\t年底前\t8月：招标；9月：开工\t30%\t高\n\
    2\t\t架桥\t同上\t〃\t正在施工\t正在招标\t\n\
    3\t\t\t市水利局\t年底前\t/\t—\t\n\
    4\t\t挖渠\t\t年底前\t\t\t\n\
    小计\t\t3项\t\t\t\t\t\n\
    序号\t立项编号\t主要任务\t责任单位\t完成时限\t进展\t完成率\t领导关注度\n\
    5\t\t植树\t各县（市、区）人民政府，市直有关单位\t待定\t120%\t1.2\t\n\
    6\t\t清淤\t市水利局\t看情况\t\t\t\n\
    注：本表每月报送。\t\t\t\t\t\t\t\n";

#[test]
fn the_habits_of_offices_are_understood_and_bad_rows_block_nobody() {
    let understood = pasted(HABITS);
    let expected = "某区2026年重点任务台账 截至Some(2026-09-30)\n\
        4行 [项目建设] 1 | 修路 | 牵头 市交通运输局 责任 市交通运输局 配合  | 2026-12-31 | Some(Percent(30.0)) | None | \n\
        5行 [项目建设] 2 | 架桥 | 牵头 市交通运输局 责任 市交通运输局 配合  | 2026-12-31 | None | None | 正在施工⏎正在招标\n\
        10行 [项目建设] 5 | 植树 | 牵头 各县(市、区)人民政府 责任 各县(市、区)人民政府、市直有关单位 配合  | 时限待定 | Some(Percent(120.0)) | None | 120%\n\
        6行 未导入 缺少督查事项名称。\n\
        7行 未导入 缺少牵头单位或责任单位。\n\
        11行 未导入 完成时限未能识别，请写明日期，或填“长期”“时限待定”。\n";
    assert_eq!(shown(&understood), expected);
    let first = &understood.rows[0];
    assert_eq!(first.number.as_deref(), Some("督查立项〔2026〕12号"));
    assert_eq!(first.reports.len(), 2);
    assert_eq!(first.reports[1].as_of, Date::constant(2026, 9, 30));
    assert_eq!(first.others, [("领导关注度".into(), "高".to_owned())]);
    assert_eq!(understood.units.len(), 4, "{:?}", understood.units);
    assert!(matches!(understood.units[2].finding, Finding::Collective(_)), "{:?}", understood.units);
    let remarks = understood.sheets[0].remarks.iter().map(said).collect::<Vec<_>>();
    assert_eq!(remarks, ["以下列未能对应，按原文保留：领导关注度。", "有1行小计或合计，未导入。"]);
    let all =
        understood.rows.iter().flat_map(|row| row.fields.values().filter_map(|cell| cell.remark.as_deref()));
    assert!(all.chain(understood.refused.iter().map(|row| &row.reason)).all(Phrase::is_sound));
}

#[test]
fn a_remembered_mapping_wins_over_the_proposal() {
    let book = read_pasted(HABITS, &Limits::default()).unwrap();
    let mut mapping = understand(&book, &context(&[]), &Mapping::default()).mapping;
    mapping.heads.insert("领导关注度".into(), Some(Field::Remark));
    mapping.heads.insert("完成率".into(), None);
    let kept: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    let understood = understand(&book, &context(&[]), &kept);
    assert_eq!(understood.rows[0].fields[&Field::Remark].raw.as_ref(), "高");
    assert_eq!(understood.rows[0].rate, None);
}

#[test]
fn a_matter_over_several_merged_rows_is_one() {
    let html = "<table><tr><td>事项</td><td>牵头单位</td><td>责任单位</td><td>工作进展</td></tr>\
        <tr><td rowspan=2>建校</td><td rowspan=2>市教育局</td><td>鲤城区</td><td>开工</td></tr>\
        <tr><td>丰泽区</td><td>完工</td></tr>\
        <tr><td>修路</td><td>市住建局</td><td></td><td></td></tr></table>";
    let understood = pasted(html);
    assert_eq!(understood.rows.len(), 2);
    assert_eq!(names(&understood, &understood.rows[0].responsible), "鲤城区、丰泽区");
    assert_eq!(understood.rows[0].progress.as_deref(), Some("开工\n完工"));
}

#[test]
fn two_head_rows_are_read_from_merges_and_from_plain_text() {
    let html = "<table><tr><td rowspan=2>序号</td><td rowspan=2>项目名称</td><td colspan=2>责任分工</td><td colspan=2>完成投资（万元）</td></tr>\
        <tr><td>牵头单位</td><td>配合单位</td><td>总投资</td><td>累计完成投资</td></tr>\
        <tr><td>1</td><td>修路</td><td>市住建局</td><td>市财政局</td><td>1,000</td><td>500</td></tr></table>";
    let text = "序号\t项目名称\t责任分工\t\t备注\n\t\t牵头单位\t配合单位\t\n1\t修路\t市住建局\t市财政局\t\n";
    let understood = pasted(html);
    assert_eq!(understood.rows[0].fields[&Field::TotalInvestment].value, ReadAs::Number(1000.0));
    for understood in [understood, pasted(text)] {
        assert_eq!(understood.rows.len(), 1);
        assert_eq!(names(&understood, &understood.rows[0].assisting), "市财政局");
    }
}

#[test]
fn a_sheet_per_county_leads_where_no_column_does() {
    use rust_xlsxwriter::Workbook;
    let mut workbook = Workbook::new();
    for name in ["惠安县", "晋江市"] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_row(0, 0, ["序号", "工作任务", "完成时限"]).unwrap();
        sheet.write_row(1, 0, ["1", "修路", "年底"]).unwrap();
    }
    let book = read("a.xlsx", &workbook.save_to_buffer().unwrap(), &Limits::default()).unwrap();
    let understood = understand(&book, &context(&[]), &Mapping::default());
    let leads: Vec<String> = understood.rows.iter().map(|row| names(&understood, &row.lead)).collect();
    assert_eq!(leads, ["惠安县", "晋江市"]);
    assert_ne!(understood.rows[0].key, understood.rows[1].key);
}
