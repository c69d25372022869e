//! A ledger of twenty thousand rows brought in by the command line: how long it takes, and how much memory.

use super::server::{bangdu, status_kb};
use rust_xlsxwriter::Workbook;
use std::{
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const ROWS: u32 = 20_000;

/// Brings it into an empty store.
pub fn import(dir: &Path) {
    let file = dir.join("ledger.xlsx");
    write(&file).expect("a ledger");
    let log = std::fs::File::create(dir.join("import.json")).expect("a log");
    let mut command = bangdu();
    command.args(["import", "ledger"]).arg(&file).arg("--data").arg(dir.join("imported")).arg("--confirm");
    let began = Instant::now();
    let mut child = command.stdout(log).stderr(Stdio::null()).spawn().expect("the import");
    let mut most = 0;
    let status = loop {
        most = status_kb(child.id(), "VmHWM:").unwrap_or(most).max(most);
        match child.try_wait().expect("the import") {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    println!(
        "ledger of {ROWS} rows: {:.1} s (target 20), {} MB (target 250), {status}",
        began.elapsed().as_secs_f64(),
        most / 1024
    );
    let said = std::fs::read_to_string(dir.join("import.json")).unwrap_or_default();
    println!("  {}", said.split_whitespace().collect::<String>().chars().take(160).collect::<String>());
}

fn write(file: &Path) -> Result<(), rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in
        ["序号", "督查事项", "牵头单位", "完成时限", "本期进展", "完成率"].iter().enumerate()
    {
        sheet.write(0, column as u16, *head)?;
    }
    for row in 1..=ROWS {
        sheet.write(row, 0, row)?;
        sheet.write(row, 1, format!("第{row}项重点任务：道路提升和管网改造"))?;
        sheet.write(row, 2, ["市住建局", "市教育局", "市交通局", "市水利局"][row as usize % 4])?;
        sheet.write(row, 3, "2026年12月底前")?;
        sheet.write(row, 4, "完成施工图审查，进入主体施工阶段。")?;
        sheet.write(row, 5, format!("{}%", row % 100))?;
    }
    book.save(file)
}
