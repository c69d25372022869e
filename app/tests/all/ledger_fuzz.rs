//! Hostile and broken ledger files: never a panic, never long, always a sentence.

use bangdu::ledgers::{
    read::{Book, Limits, Unreadable, read, read_pasted},
    understand::{Context, Home, Mapping, understand},
    write::{ExportHead, ExportRow, Paper, write_ledger},
};
use jiff::civil::Date;
use proptest::prelude::*;
use std::{io::Cursor, io::Write, path::PathBuf, sync::LazyLock, time::Duration, time::Instant};

const HEADS: &str =
    "序号,主要任务,责任单位,完成时限,进展,完成率\n1,修路,市交通运输局,12月底,6月：开工；7月：完工,65%\n";

fn limits() -> Limits {
    Limits { xls_program: Some(PathBuf::from(env!("CARGO_BIN_EXE_bangdu"))), ..Limits::default() }
}

fn context() -> Context<'static> {
    Context {
        today: Date::constant(2026, 11, 23),
        home: Home::default(),
        known: &[],
        at: None,
        calendar: None,
        include_hidden: true,
        head_rows: Default::default(),
    }
}

/// Reads and understands, and holds that it took no longer than it may.
fn survive(name: &str, bytes: &[u8]) -> Result<Book, Unreadable> {
    let begun = Instant::now();
    let book = read(name, bytes, &limits());
    match &book {
        Ok(book) => drop(understand(book, &context(), &Mapping::default())),
        Err(unreadable) => assert!(unreadable.phrase().is_sound()),
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "too slow");
    book
}

static XLSX: LazyLock<Vec<u8>> = LazyLock::new(|| {
    use bangdu::ledgers::{understand::Field, write::ExportCell};
    let head = ExportHead {
        title: "督查事项台账（2026年）".into(),
        as_of: Date::constant(2026, 6, 30),
        reporter: "市政府督查室".into(),
        fields: Field::exported().to_vec(),
        paper: Paper::A4,
        mark: String::new(),
    };
    let row = ExportRow::from([
        (Field::Title, ExportCell::Text("修路".into())),
        (Field::LeadUnit, ExportCell::Text("市交通运输局".into())),
        (Field::Rate, ExportCell::Percent(50.0)),
    ]);
    let mut out = Cursor::new(Vec::new());
    write_ledger(&head, vec![row; 5], &mut out).unwrap();
    // Stored, not packed: what is changed in the bytes is changed in the XML.
    stored(out.into_inner())
});

static DOCX: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let cell = |text: &str| {
        format!(
            "<w:tc><w:tcPr><w:gridSpan w:val='1'/><w:vMerge/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        )
    };
    let row = |line: &str| format!("<w:tr>{}</w:tr>", line.split(',').map(cell).collect::<String>());
    let body = HEADS.lines().map(row).collect::<String>();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", plain_option()).unwrap();
    write!(zip, "<w:document><w:body><w:tbl>{body}</w:tbl></w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
});

fn plain_option() -> zip::write::SimpleFileOptions {
    zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)
}

fn stored(packed: Vec<u8>) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        to.start_file(part.name().unwrap().to_string(), plain_option()).unwrap();
        std::io::copy(&mut part, &mut to).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// A BIFF8 workbook of one sheet in an OLE container, as small as the format allows.
fn xls(rows: &[&[&str]]) -> Vec<u8> {
    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }
    let begin =
        |sort: u16| record(0x0809, &[0x00, 0x06, sort as u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x06, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let mut sheet = begin(0x10);
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let mut data =
                [r as u16, c as u16, 0, text.encode_utf16().count() as u16].map(u16::to_le_bytes).concat();
            data.push(1);
            data.extend(wide);
            sheet.extend(record(0x0204, &data));
        }
    }
    sheet.extend(&end);
    let globals = [begin(0x05), record(0x0042, &[0xB0, 0x04])].concat();
    let position = (globals.len() + 4 + 10 + end.len()) as u32;
    let bound = [&position.to_le_bytes()[..], &[0, 0, 2, 0, b'S', b'1']].concat();
    let mut stream = [globals, record(0x0085, &bound), end, sheet].concat();
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    ole(&stream)
}

fn ole(stream: &[u8]) -> Vec<u8> {
    let (end, free, fat) = (0xFFFF_FFFE_u32, 0xFFFF_FFFF_u32, 0xFFFF_FFFD_u32);
    let sectors = stream.len() / 512;
    let mut file = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    file.extend([0; 16]);
    file.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    for number in [0, 1, 1, 0, 4096, end, 0, end, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    file.resize(512, 0xFF);
    let chain = (0..128u32).map(|at| match at {
        0 => fat,
        1 => end,
        at if (at as usize) < sectors + 1 => at + 1,
        at if at as usize == sectors + 1 => end,
        _ => free,
    });
    file.extend(chain.flat_map(u32::to_le_bytes));
    let mut entry = |name: &str, sort: u8, child: u32, start: u32, size: u32| {
        let mut wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { wide.len() as u16 + 2 };
        wide.resize(64, 0);
        file.extend(wide);
        file.extend(length.to_le_bytes());
        file.extend([sort, 1]);
        for number in [free, free, child] {
            file.extend(number.to_le_bytes());
        }
        file.extend([0; 36]);
        file.extend(start.to_le_bytes());
        file.extend(size.to_le_bytes());
        file.extend([0; 4]);
    };
    entry("Root Entry", 5, 1, end, 0);
    entry("Workbook", 2, free, 2, stream.len() as u32);
    entry("", 0, free, 0, 0);
    entry("", 0, free, 0, 0);
    file.extend(stream);
    file
}

#[test]
fn an_xls_file_is_read_in_a_process_of_its_own() {
    let lines: Vec<Vec<&str>> = HEADS.lines().map(|line| line.split(',').collect()).collect();
    let rows: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    let book = survive("台账.xls", &xls(&rows)).unwrap();
    assert_eq!(book.sheets[0].rows[1].cell(2).text.as_ref(), "市交通运输局");
    let understood = understand(&book, &context(), &Mapping::default());
    assert_eq!(understood.rows.len(), 1);
    assert_eq!(understood.rows[0].reports.len(), 2);
}

#[test]
fn an_xls_file_that_asks_for_all_memory_only_ends_its_own_process() {
    let mut bytes = xls(&[&["一"]]);
    // The chain of the stream runs in a circle.
    bytes[512 + 4 * 3..512 + 4 * 4].copy_from_slice(&2u32.to_le_bytes());
    let size = 512 + 512 + 128 + 120;
    bytes[size..size + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let unreadable = survive("台账.xls", &bytes).unwrap_err();
    assert!(matches!(unreadable, Unreadable::Damaged | Unreadable::XlsGaveUp), "{unreadable:?}");
}

#[test]
fn a_program_that_answers_nonsense_is_no_book() {
    let limits = Limits { xls_program: Some("/bin/true".into()), ..Limits::default() };
    assert_eq!(read("a.xls", &xls(&[&["一"]]), &limits).unwrap_err(), Unreadable::Damaged);
    let limits = Limits { xls_program: Some("/nowhere".into()), ..Limits::default() };
    assert_eq!(read("a.xls", &xls(&[&["一"]]), &limits).unwrap_err(), Unreadable::XlsGaveUp);
}

/// Some bytes replaced, and the end cut off or not.
fn damaged(bytes: &[u8], changes: &[(prop::sample::Index, u8)], cut: Option<prop::sample::Index>) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, value) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *value;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len()));
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_packages_are_survived(changes in changes(), cut in proptest::option::weighted(0.2, any::<prop::sample::Index>())) {
        drop(survive("a.xlsx", &damaged(&XLSX, &changes, cut)));
        drop(survive("a.docx", &damaged(&DOCX, &changes, cut)));
    }

    #[test]
    fn any_bytes_are_survived(name in "[a-z]{0,4}\\.(xlsx|csv|docx|et)?", bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        drop(survive(&name, &bytes));
    }

    #[test]
    fn any_text_is_survived(cells in prop::collection::vec("\\PC{0,12}|同上|/|[0-9]{1,3}[年月日%]|各县(市、区)|合计|第?[一二三四]季度", 0..60), pasted in "\\PC{0,200}") {
        let rows: String = cells.chunks(6).map(|row| row.join(",") + "\n").collect();
        drop(survive("a.csv", format!("{HEADS}{rows}").as_bytes()));
        drop(read_pasted(&pasted, &limits()));
        drop(read_pasted(&format!("<table><tr><td colspan=9 rowspan=3>{pasted}<tr>{pasted}"), &limits()));
    }
}

proptest! {
    // Each case starts a process.
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_xls_files_are_survived(changes in changes(), cut in proptest::option::weighted(0.2, any::<prop::sample::Index>())) {
        let bytes = xls(&[&["序号", "事项", "责任单位"], &["1", "修路", "市住建局"]]);
        drop(survive("a.xls", &damaged(&bytes, &changes, cut)));
    }
}
