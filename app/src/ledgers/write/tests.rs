use super::*;
use crate::ledgers::{
    read::{Limits, read},
    understand::{
        Context, Field, Home, Mapping, ReadAs, Understood, understand,
        values::{date::WrittenDate, light::LightMark, rate::WrittenRate},
    },
};
use jiff::civil::Date;
use std::io::Cursor;

fn row(title: &str) -> ExportRow {
    let text = |text: &str| ExportCell::Text(text.to_owned());
    ExportRow::from([
        (Field::Seq, text("1")),
        (Field::Number, text("督查立项〔2026〕12号")),
        (Field::Title, text(title)),
        (Field::LeadUnit, text("市教育局")),
        (Field::AssistingUnits, text("市财政局、市民政局")),
        (Field::Deadline, ExportCell::Date(Date::constant(2026, 12, 31))),
        (Field::Rate, ExportCell::Percent(65.5)),
        (Field::Progress, text("=HYPERLINK(\"x\")")),
        (Field::Light, ExportCell::Light(LightMark::Yellow)),
        (Field::UrgeCount, ExportCell::Number(2.0)),
    ])
}

fn head() -> ExportHead {
    ExportHead {
        title: "泉州市2026年督查事项台账".into(),
        as_of: Date::constant(2026, 11, 23),
        reporter: "市政府督查室".into(),
        fields: Field::exported().to_vec(),
        paper: Paper::A3,
        mark: "导出：林晓梅　2026年11月23日 09:05".into(),
    }
}

fn back(bytes: &[u8]) -> Understood {
    let book = read("台账.xlsx", bytes, &Limits::default()).unwrap();
    let context = Context {
        today: Date::constant(2027, 1, 1),
        home: Home::default(),
        known: &[],
        at: None,
        calendar: None,
        include_hidden: false,
        head_rows: Default::default(),
    };
    understand(&book, &context, &Mapping::default())
}

#[test]
fn what_is_exported_is_read_back_the_same() {
    let mut out = Cursor::new(Vec::new());
    let count = write_ledger(&head(), [row("新建学校"), row("+改建学校")], &mut out).unwrap();
    assert_eq!(count, 2);
    let understood = back(out.get_ref());
    assert_eq!(understood.title.as_of, Some(Date::constant(2026, 11, 23)));
    assert_eq!(understood.title.reporter.as_deref(), Some("市政府督查室"));
    let columns: Vec<_> = understood.sheets[0].columns.iter().filter_map(|column| column.field).collect();
    assert_eq!(columns, Field::exported());
    let [first, second] = &understood.rows[..] else { panic!("{:?}", understood.refused) };
    assert_eq!(first.title, "新建学校");
    assert_eq!(second.title, "+改建学校");
    assert_eq!(first.number.as_deref(), Some("督查立项〔2026〕12号"));
    assert_eq!(first.deadline, Some(WrittenDate::On(Date::constant(2026, 12, 31))));
    assert_eq!(first.rate, Some(WrittenRate::Percent(65.5)));
    assert_eq!(first.light, Some(LightMark::Yellow));
    assert_eq!(first.progress.as_deref(), Some("=HYPERLINK(\"x\")"));
    assert_eq!(first.fields[&Field::UrgeCount].value, ReadAs::Number(2.0));
    assert_eq!(first.assisting.len(), 2);
}

#[test]
fn no_cell_becomes_a_formula() {
    let mut out = Cursor::new(Vec::new());
    let rows = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"].map(row);
    write_ledger(&head(), rows, &mut out).unwrap();
    let mut package = zip::ZipArchive::new(out).unwrap();
    let sheet = std::io::read_to_string(package.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(sheet.contains("=HYPERLINK") && !sheet.contains("<f>") && !sheet.contains("<f "));
    let styles = std::io::read_to_string(package.by_name("xl/styles.xml").unwrap()).unwrap();
    assert!(styles.contains("quotePrefix=\"1\""));
}

#[test]
fn refused_rows_come_back_with_their_reason_and_can_be_imported_again() {
    let text = "某台账2026年任务\n序号,主要任务,责任单位\n1,修路,市住建局\n2,,市水利局\n3,植树,\n";
    let book = read("a.csv", text.as_bytes(), &Limits::default()).unwrap();
    let context = Context {
        today: Date::constant(2026, 1, 1),
        home: Home::default(),
        known: &[],
        at: None,
        calendar: None,
        include_hidden: false,
        head_rows: Default::default(),
    };
    let understood = understand(&book, &context, &Mapping::default());
    let mut out = Cursor::new(Vec::new());
    write_refused(
        &book,
        &understood.sheets,
        &understood.refused,
        |reason| reason.zh.clone().into_owned(),
        &mut out,
    )
    .unwrap();
    let again = read("b.xlsx", out.get_ref(), &Limits::default()).unwrap();
    let rows = &again.sheets[0].rows;
    assert_eq!(rows[1].cell(3).text.as_ref(), "未导入原因");
    assert_eq!(rows[2].cell(3).text.as_ref(), "缺少督查事项名称。");
    assert_eq!(rows[3].cell(1).text.as_ref(), "植树");
    let understood = back(out.get_ref());
    assert_eq!(understood.refused.len(), 2);
    assert_eq!(understood.title.series, "某台账2026年任务");
    assert!(understood.sheets[0].columns.iter().all(|column| column.field.is_some()));
}
