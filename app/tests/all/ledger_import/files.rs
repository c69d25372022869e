//! Files to hand in: the shared sample, a workbook with formulas, and bad ones.

use std::{
    io::{Cursor, Write},
    path::Path,
};

/// The livelihood projects of 2021 that a city published; absent where the shared data is.
pub fn sample() -> Option<Vec<u8>> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = house
        .ancestors()
        .map(|folder| folder.join("shared/data/ledgers/livelihood_2021.xlsx"))
        .find(|file| file.is_file());
    if found.is_none() {
        println!("skipped: ../shared/data/ledgers/livelihood_2021.xlsx is absent");
    }
    found.map(|file| std::fs::read(file).unwrap())
}

/// A one-row ledger with a formula and a text that looks like one.
pub fn ledger_xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in ["序号", "督查事项", "牵头单位", "完成率", "本期进展"].iter().enumerate()
    {
        sheet.write_string(0, column as u16, *head).unwrap();
    }
    sheet.write_formula(1, 0, rust_xlsxwriter::Formula::new("=0+1").set_result("1")).unwrap();
    for (column, text) in [(1, "村道硬化"), (2, "县交通局"), (3, "40%"), (4, "=1+1")] {
        sheet.write_string(1, column, text).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The beginning of an OLE file with a directory entry of this name.
pub fn ole(entry: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    bytes.extend(entry.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

/// A sheet of 400 MB of spaces, packed to some hundred kilobytes.
pub fn bomb() -> Vec<u8> {
    let workbook = ledger_xlsx();
    let mut old = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = old.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        packed.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        if name.ends_with("sheet1.xml") {
            let blank = vec![b' '; 1 << 20];
            packed.write_all(b"<worksheet><sheetData>").unwrap();
            for _ in 0..400 {
                packed.write_all(&blank).unwrap();
            }
        } else {
            std::io::copy(&mut old.by_name(&name).unwrap(), &mut packed).unwrap();
        }
    }
    packed.finish().unwrap().into_inner()
}
