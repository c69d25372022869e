use super::*;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, Workbook};

fn sample() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("台账").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 3, "某市台账", &plain).unwrap();
    sheet.write(1, 0, "序号").unwrap();
    sheet.write(1, 1, "事项").unwrap();
    sheet.merge_range(2, 1, 3, 1, "同一单位", &plain).unwrap();
    sheet.write(2, 0, 1).unwrap();
    sheet.write(3, 0, 2).unwrap();
    sheet.write_with_format(2, 2, 0.4, &Format::new().set_num_format("0%")).unwrap();
    let date = ExcelDateTime::from_ymd(2021, 12, 31).unwrap();
    sheet.write_with_format(2, 3, &date, &Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
    sheet.write_with_format(3, 2, "", &Format::new().set_background_color(Color::Red)).unwrap();
    sheet.write(4, 0, "藏").unwrap();
    sheet.set_row_hidden(4).unwrap();
    workbook.add_worksheet().set_hidden(true);
    workbook.save_to_buffer().unwrap()
}

fn texts(book: &Book) -> Vec<Vec<&str>> {
    book.sheets[0].rows.iter().map(|row| row.cells.iter().map(|cell| &*cell.text).collect()).collect()
}

#[test]
fn a_workbook_keeps_dates_percentages_fills_merges_and_hidden_rows() {
    let book = read("台账.xlsx", &sample(), &Limits::default()).unwrap();
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "台账");
    assert!(book.sheets[1].hidden);
    assert_eq!(sheet.rows[0].cell(3).text.as_ref(), "某市台账");
    assert_eq!(sheet.rows[0].cell(3).merged_from, Some((1, 0)));
    assert_eq!(sheet.rows[2].cell(2).text.as_ref(), "40%");
    assert!(sheet.rows[2].cell(2).percent);
    assert!(matches!(sheet.rows[2].cell(3).value, Value::Date(at) if at.date().to_string() == "2021-12-31"));
    assert_eq!(sheet.rows[3].cell(1).text.as_ref(), "同一单位");
    assert_eq!(sheet.rows[3].cell(1).merged_from, Some((3, 1)));
    assert_eq!(sheet.rows[3].cell(2).fill, Some(Rgb(255, 0, 0)));
    assert!(sheet.rows[4].hidden && !sheet.rows[3].hidden);
    assert_eq!(sheet.rows[3].cell(77).text.as_ref(), "");
}

#[test]
fn a_name_that_says_another_format_is_told_so() {
    let text = "序号,事项\n1,甲".as_bytes();
    for (name, bytes, named, found) in [
        ("台账.csv", &sample()[..], ".csv", ".xlsx"),
        ("台账.DOCX", &sample()[..], ".docx", ".xlsx"),
        ("台账.et", &sample()[..], ".et", ".xlsx"),
        ("台账.xlsx", text, ".xlsx", ".csv"),
        ("台账.docx", text, ".docx", ".csv"),
    ] {
        let told = read(name, bytes, &Limits::default());
        assert_eq!(told, Err(Unreadable::WrongExtension { named, found }), "{name}");
    }
    // What programs write as .xls, and names that say nothing.
    for (name, bytes) in
        [("台账.xls", &sample()[..]), ("台账.xls", text), ("台账", text), ("台账.2021", text)]
    {
        assert!(read(name, bytes, &Limits::default()).is_ok(), "{name}");
    }
}

#[test]
fn text_files_come_in_any_encoding_and_separator() {
    let text = "序号;事项\r\n1;\"甲;\"\"乙\"\"\r\n丙\"\r\n";
    let expected = vec![vec!["序号", "事项"], vec!["1", "甲;\"乙\"\r\n丙"]];
    let (gb, _, bad) = encoding_rs::GB18030.encode(text);
    assert!(!bad);
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = format!("\u{feff}{text}").into_bytes();
    for bytes in [text.as_bytes(), &gb, &wide, &big, &marked] {
        assert_eq!(texts(&read("a.csv", bytes, &Limits::default()).unwrap()), expected);
    }
    let tabs = read("a.tsv", "序号\t事项\n1\t甲，乙,丙\n".as_bytes(), &Limits::default()).unwrap();
    assert_eq!(texts(&tabs), [["序号", "事项"], ["1", "甲，乙,丙"]]);
}

#[test]
fn the_clipboards_html_keeps_its_spans() {
    let html = "<html><body><style>td{a<b}</style><table><tr><td colspan=2>责任&amp;分工<td rowspan=\"2\">备注</tr>\
        <tr><td>牵头<br>单位</td><td>配合&#x5355;位</td></tr></table>";
    let book = read_pasted(html, &Limits::default()).unwrap();
    assert_eq!(texts(&book), [["责任&分工", "责任&分工", "备注"], ["牵头\n单位", "配合单位", "备注"]]);
    assert_eq!(texts(&read_pasted("a\tb\nc\td", &Limits::default()).unwrap()), [["a", "b"], ["c", "d"]]);
}

fn docx(body: &str) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("word/document.xml", options).unwrap();
    write!(writer, "<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>").unwrap();
    writer.finish().unwrap().into_inner()
}

fn word_cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
}

#[test]
fn word_tables_keep_their_merges_and_the_lines_above() {
    let body = format!(
        "<w:p><w:r><w:t>任务</w:t></w:r><w:r><w:t>分解表</w:t></w:r></w:p><w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        word_cell("<w:vMerge w:val='restart'/>", "序号"),
        word_cell("<w:gridSpan w:val='2'/>", "分工 &amp; 时限"),
        word_cell("<w:vMerge/>", ""),
        word_cell("", "牵头"),
        word_cell("", "配合"),
    );
    let book = read("任务.docx", &docx(&body), &Limits::default()).unwrap();
    assert_eq!(book.sheets[0].before, ["任务分解表"]);
    assert_eq!(texts(&book), [["序号", "分工 & 时限", "分工 & 时限"], ["序号", "牵头", "配合"]]);
}

#[test]
fn what_cant_be_read_says_so_and_how_to_go_on() {
    let ole = |entry: &str| {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(512, 0);
        bytes.extend(entry.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]));
        bytes
    };
    let cases: [(&str, Vec<u8>, Unreadable); 11] = [
        ("台账.xlsx", ole("EncryptedPackage"), Unreadable::Encrypted),
        ("台账.et", ole("Workbook"), Unreadable::Et),
        ("台账.wps", ole("WordDocument"), Unreadable::OldText),
        ("台账.xlsx", b"%PDF-1.7".to_vec(), Unreadable::NotCells),
        ("台账.xlsx", Vec::new(), Unreadable::Empty),
        ("台账.csv", b" \n , \n".to_vec(), Unreadable::Empty),
        ("台账.xlsx", sample()[..2000].to_vec(), Unreadable::Damaged),
        ("台账.docx", docx("<w:p/>"), Unreadable::NoTable),
        ("台账.csv", vec![0xFF; 9], Unreadable::Encoding),
        ("台账.bin", vec![1, 2, 3, 4, 5, 6], Unreadable::Unknown),
        ("台账.csv", vec![b'a'; 21 << 20], Unreadable::FileTooLarge { megabytes: 20 }),
    ];
    for (name, bytes, expected) in cases {
        let unreadable = read(name, &bytes, &Limits::default()).unwrap_err();
        assert_eq!(unreadable, expected, "{name}");
        assert!(unreadable.phrase().is_sound());
    }
}

#[test]
fn a_bomb_is_counted_while_it_unfolds_not_believed() {
    let spaces = " ".repeat(40 << 20);
    let unreadable = read("a.docx", &docx(&spaces), &Limits::default()).unwrap_err();
    assert_eq!(unreadable, Unreadable::UnpacksTooLarge);
}

#[test]
fn an_entity_bomb_stays_small() {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(
        writer,
        "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><w:document><w:tbl><w:tr>{}{}</w:tr></w:tbl></w:document>",
        word_cell("", "事项&b;"),
        word_cell("", "二"),
    )
    .unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(texts(&read("a.docx", &bytes, &Limits::default()).unwrap()), [["事项", "二"]]);
}

#[test]
fn ten_thousand_columns_are_refused() {
    let line = vec!["x"; 10_000].join(",");
    let unreadable = read("a.csv", line.as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(unreadable, Unreadable::TooManyColumns { limit: 500 });
    let rows = "x\n".repeat(100_001);
    let unreadable = read("a.csv", rows.as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(unreadable, Unreadable::TooManyRows { limit: 100_000 });
}

/// A workbook of one sheet, its XML written by hand.
fn by_hand(sheet: &str) -> Vec<u8> {
    use std::io::Write;
    let parts = [
        (
            "_rels/.rels",
            "<Relationships><Relationship Id='a' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='一' sheetId='1' r:id='a'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='a' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/s.xml'/></Relationships>",
        ),
        ("xl/worksheets/s.xml", sheet),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn inline(reference: &str, text: &str) -> String {
    format!("<c r='{reference}' t='inlineStr'><is><t>{text}</t></is></c>")
}

#[test]
fn a_merge_over_everything_costs_nothing_and_a_far_corner_is_refused() {
    let merged = by_hand(&format!(
        "<worksheet><dimension ref='A1:XFD1048576'/><sheetData><row r='1'>{}</row><row r='2'>{}</row></sheetData>\
         <mergeCells count='1'><mergeCell ref='A2:XFD1048576'/></mergeCells></worksheet>",
        inline("A1", "一"),
        inline("A2", "全"),
    ));
    assert_eq!(texts(&read("a.xlsx", &merged, &Limits::default()).unwrap()), [["一"], ["全"]]);
    let corner = by_hand(&format!(
        "<worksheet><sheetData><row r='1048576'>{}</row></sheetData></worksheet>",
        inline("XFD1048576", "远"),
    ));
    let unreadable = read("a.xlsx", &corner, &Limits::default()).unwrap_err();
    assert_eq!(unreadable, Unreadable::TooManyColumns { limit: 500 });
}
