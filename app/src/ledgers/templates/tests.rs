//! Forms as offices make them, filled in and read back.

use super::{
    Unfit,
    form::{Filled, Filling, Form},
    slots::Slot,
};
use crate::ledgers::{
    read::{Limits, read},
    understand::Field,
};
use crate::matters::listing::columns::Column;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use std::io::Cursor;

/// A title, a head, the row, totals with a formula, a foot; merged as offices merge.
fn template(change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    sheet.merge_range(0, 0, 0, 4, "督查事项汇总表", &bold).unwrap();
    sheet.write(1, 0, "截至日期：{{截至日期}}　填报单位：{{填报单位}}").unwrap();
    for (column, head) in ["序号", "事项", "事项续", "单位", "催办"].iter().enumerate() {
        sheet.write(2, column as u16, *head).unwrap();
    }
    sheet.write_with_format(3, 0, "{{序号}}", &bold).unwrap();
    sheet.merge_range(3, 1, 3, 2, "{{督查事项}}", &bold).unwrap();
    sheet.write(3, 3, "{{牵头单位}}").unwrap();
    sheet.write(3, 4, "{{催办次数}}").unwrap();
    sheet.write(4, 0, "合计").unwrap();
    sheet.write_formula(4, 4, Formula::new("SUM(E4:E4)")).unwrap();
    sheet.merge_range(5, 0, 5, 4, "共{{事项数}}项", &bold).unwrap();
    sheet.set_print_area(0, 0, 5, 4).unwrap();
    change(sheet);
    book.save_to_buffer().unwrap()
}

fn fill(content: &[u8], titles: &[&str]) -> Vec<u8> {
    let form = Form::read(content).unwrap();
    let mut filling = Filling::begin(&form).unwrap();
    for (at, title) in titles.iter().enumerate() {
        let told = |slot| match slot {
            Slot::Field(Field::Seq) => Filled::Number(at as f64 + 1.0),
            Slot::Field(Field::Title) => Filled::Text((*title).to_owned()),
            _ => Filled::Number(2.0),
        };
        filling.add(told).unwrap();
    }
    let count = filling.count();
    let mut out = Cursor::new(Vec::new());
    let head = |slot| match slot {
        Slot::Count => Filled::Number(f64::from(count)),
        _ => Filled::Text("2026年6月30日".into()),
    };
    filling.finish(content, head, &mut out).unwrap();
    out.into_inner()
}

fn cells(file: &[u8]) -> Vec<Vec<String>> {
    let book = read("x.xlsx", file, &Limits::default()).unwrap();
    let rows = book.sheets[0].rows.iter();
    rows.map(|row| row.cells.iter().map(|cell| cell.text.to_string()).collect()).collect()
}

fn part(file: &[u8], name: &str) -> String {
    let mut package = super::package::open(file).unwrap();
    super::package::text(&mut package, name).unwrap().unwrap()
}

/// Words where the form wants words, numbers where it reckons: its format says which.
#[test]
fn a_share_and_a_day_are_numbers_where_the_forms_own_format_shows_them_so() {
    let content = template(|sheet| {
        sheet.write_with_format(3, 4, "{{完成率}}", &Format::new().set_num_format("0%")).unwrap();
        sheet.write_with_format(3, 5, "{{完成时限}}", &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        sheet.write(3, 6, "{{完成率}}").unwrap();
    });
    let form = Form::read(&content).unwrap();
    let mut filling = Filling::begin(&form).unwrap();
    let told = |slot| match slot {
        Slot::Field(Field::Rate) | Slot::Column(Column::Rate) => Filled::Percent(65.5),
        Slot::Field(Field::Deadline) | Slot::Column(Column::Due) => {
            Filled::Day(jiff::civil::date(2026, 12, 31))
        }
        _ => Filled::Text("甲".into()),
    };
    filling.add(told).unwrap();
    let mut out = Cursor::new(Vec::new());
    filling.finish(&content, |_| Filled::Text(String::new()), &mut out).unwrap();
    let sheet = part(&out.into_inner(), "xl/worksheets/sheet1.xml");
    let cell =
        |place: &str| sheet.split(&format!("r=\"{place}\"")).nth(1).unwrap().split("</c>").next().unwrap();
    assert!(cell("E4").ends_with("<v>0.655</v>"), "{sheet}");
    assert!(cell("F4").ends_with("<v>46387</v>"), "{sheet}");
    assert!(cell("G4").contains("65.5%") && cell("G4").contains("inlineStr"), "{sheet}");
}

#[test]
fn each_matter_gets_the_row_and_what_is_below_moves_down() {
    let file = fill(&template(|_| ()), &["新建学校", "=1+1", "a & b < c"]);
    let rows = cells(&file);
    assert!(rows[1][0].contains("截至日期：2026年6月30日　填报单位：2026年6月30日"), "{rows:?}");
    assert!(rows[3].contains(&"新建学校".to_owned()) && rows[4].contains(&"=1+1".to_owned()), "{rows:?}");
    assert!(rows[5].contains(&"a & b < c".to_owned()), "{rows:?}");
    assert!(rows[7].contains(&"共3项".to_owned()), "{rows:?}");
    let sheet = part(&file, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("SUM(E4:E6)"), "{sheet}");
    for merged in ["A1:E1", "B4:C4", "B5:C5", "B6:C6", "A8:E8"] {
        assert!(sheet.contains(&format!("ref=\"{merged}\"")), "{merged} in {sheet}");
    }
    assert!(sheet.contains("t=\"inlineStr\"") && !sheet.contains("{{"), "text stays text");
    assert!(part(&file, "xl/workbook.xml").contains("$A$1:$E$8"), "the print area grows");
}

#[test]
fn without_matters_the_row_is_left_blank() {
    let rows = cells(&fill(&template(|_| ()), &[]));
    assert!(
        rows.iter().flatten().any(|text| text == "共0项") && !rows.iter().flatten().any(|t| t.contains("{{"))
    );
}

#[test]
fn what_cannot_be_filled_in_says_why() {
    let unfit = |change: fn(&mut Worksheet)| Form::read(&template(change)).unwrap_err();
    assert_eq!(
        unfit(|sheet| {
            sheet.write(3, 3, "{{月亮}}").unwrap();
        }),
        Unfit::Unknown("月亮".into())
    );
    assert_eq!(
        unfit(|sheet| {
            sheet.write(4, 1, "{{亮灯}}").unwrap();
        }),
        Unfit::SeveralRows
    );
    let mut plain = Workbook::new();
    plain.add_worksheet().write(0, 0, "{{截至日期}}").unwrap();
    assert_eq!(Form::read(&plain.save_to_buffer().unwrap()).unwrap_err(), Unfit::NoRow);
    assert_eq!(
        unfit(|sheet| {
            sheet.merge_range(3, 5, 4, 5, "", &Format::new()).unwrap();
        }),
        Unfit::Merged
    );
    assert!(matches!(Form::read(b"PK nothing").unwrap_err(), Unfit::Unreadable(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is damaged, cut or changed in a form, reading it ends with an answer; what can still be read can
    /// be filled in.
    #[test]
    fn a_damaged_form_is_an_answer_and_no_fault(
        at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>(), cuts: bool,
    ) {
        let mut bytes = template(|_| ());
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(form) = Form::read(&bytes) {
            let mut filling = Filling::begin(&form).unwrap();
            filling.add(|_| Filled::Text("x".into())).unwrap();
            let _ = filling.finish(&bytes, |_| Filled::Text(String::new()), Cursor::new(Vec::new()));
        }
    }

    /// A sheet's XML in any disorder is read or not read, and never a fault.
    #[test]
    fn a_sheet_in_any_disorder_is_no_fault(parts in prop::collection::vec(prop::sample::select(vec![
        "<sheetData>", "</sheetData>", "<row r=\"4\">", "<row>", "</row>", "<c r=\"A4\" t=\"s\">", "<c>", "</c>", "<v>0</v>",
        "<f>A4+$B$9</f>", "<is><t>{{亮灯}}</t></is>", "<mergeCell ref=\"A4:B4\"/>", "&amp;", "<x:row/>", "&#65;", "]]>",
    ]), 0..24)) {
        let _ = super::sheet::read(&parts.concat(), &["{{督查事项}}".to_owned()]);
    }
}
