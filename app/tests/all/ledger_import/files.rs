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

/// A file that can't be brought in, and what is said of it.
pub struct Bad {
    pub what: &'static str,
    pub name: &'static str,
    pub content: Vec<u8>,
    pub sentence: &'static str,
}

/// Every sort of bad file that reaches an office's desk, or an attacker's.
pub fn bad_files() -> Vec<Bad> {
    let workbook = ledger_xlsx();
    let half = |content: &[u8]| content[..content.len() / 2].to_vec();
    let bad = |what, name, content, sentence| Bad { what, name, content, sentence };
    vec![
        bad("truncated", "台账.xlsx", half(&workbook), "不完整或已损坏"),
        bad("truncated .docx", "台账.docx", half(&docx()), "不完整或已损坏"),
        bad("truncated .xls", "台账.xls", ole("Workbook"), "不完整或已损坏"),
        bad("encrypted", "台账.xlsx", ole("EncryptedPackage"), "设有打开密码"),
        bad(".et", "台账.et", ole("ETExtraData"), "另存为 .xlsx"),
        bad("a picture", "台账.xlsx", b"\x89PNG\r\n\x1a\n0000".to_vec(), "图片或 PDF"),
        bad("a workbook named .csv", "台账.csv", workbook.clone(), "文件名以 .csv 结尾，内容却是 .xlsx"),
        bad("a workbook named .docx", "台账.docx", workbook.clone(), "文件名以 .docx 结尾"),
        bad("a workbook named .et", "台账.et", workbook.clone(), "文件名以 .et 结尾"),
        bad("text named .xlsx", "台账.xlsx", "序号,事项\n1,甲".into(), "内容却是 .csv"),
        bad("ZIP bomb", "台账.xlsx", bomb(), "解压后过大"),
        bad("a claim of 1 GB", "台账.xlsx", claims_a_gigabyte(workbook), "解压后过大"),
        bad("10,000 columns", "台账.csv", vec!["列"; 10_000].join(",").into_bytes(), "超过500列"),
        bad("nothing", "台账.csv", b"\n\n".to_vec(), "没有内容"),
        bad("no bytes", "台账.xlsx", Vec::new(), "没有内容"),
    ]
}

/// A Word document with one table.
fn docx() -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let cell = "<w:tc><w:p><w:r><w:t>督查事项</w:t></w:r></w:p></w:tc>";
    let rows = format!("<w:tr>{cell}</w:tr>").repeat(50);
    let text = format!("<w:document xmlns:w=\"w\"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>");
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap().into_inner()
}

/// The package's directory says of every part that it unfolds to 1 GB.
fn claims_a_gigabyte(mut package: Vec<u8>) -> Vec<u8> {
    let directory = |window: &[u8]| window == b"PK\x01\x02";
    let parts: Vec<usize> =
        package.windows(4).enumerate().filter(|(_, four)| directory(four)).map(|(at, _)| at).collect();
    for part in parts {
        package[part + 24..part + 28].copy_from_slice(&(1u32 << 30).to_le_bytes());
    }
    package
}

/// The beginning of an OLE file with a directory entry of this name.
fn ole(entry: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    bytes.extend(entry.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

/// A sheet of 64 MB of spaces, packed to a thousandth.
fn bomb() -> Vec<u8> {
    let workbook = ledger_xlsx();
    let mut old = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = old.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        packed.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        if name.ends_with("sheet1.xml") {
            let blank = vec![b' '; 1 << 20];
            packed.write_all(b"<worksheet><sheetData>").unwrap();
            for _ in 0..64 {
                packed.write_all(&blank).unwrap();
            }
        } else {
            std::io::copy(&mut old.by_name(&name).unwrap(), &mut packed).unwrap();
        }
    }
    packed.finish().unwrap().into_inner()
}
