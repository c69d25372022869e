//! Phones and ID numbers, wherever a ledger has them: never on record.

use super::{NOW, county::County};
use crate::engines::{each_engine, sqlite};
use bangdu::ledgers::understand::Field;
use bangdu::{
    app::App,
    clock::Clock,
    config::Given,
    cx::Cx,
    db::{Db, DbError, Options, Place},
};
use std::process::Command;

const MOBILE: &str = "13812345678";
const SPACED: &str = "139 8765 4321";
const LANDLINE: &str = "0595-28380000";
const ID: &str = "350521199001011234";

/// A ledger with every column that is known, one that isn't, and phones in all of them; a title, a group and
/// heads with phones too.
fn full_of_phones() -> String {
    let fields: Vec<Field> = Field::ALL.to_vec();
    let heads: Vec<String> = fields.iter().map(|field| field.head().to_owned()).collect();
    let cell = |field: &Field| match field {
        Field::Seq => "1".to_owned(),
        Field::LeadUnit => format!("县教育局 {MOBILE}"),
        Field::Deadline => format!("2026年12月31日（{LANDLINE}）"),
        Field::Progress => format!("6月：已开工，联系{MOBILE}；7月：已封顶，联系{SPACED}"),
        Field::ResponsiblePerson => format!("李四{MOBILE}（{ID}）"),
        Field::Liaison => format!("王五 {SPACED}、赵六{LANDLINE}"),
        _ => format!("{}说明{MOBILE}，或{SPACED}、{LANDLINE}，身份证{ID}", field.head()),
    };
    let cells: Vec<String> = fields.iter().map(cell).collect();
    format!(
        "惠安县督查事项台账 联系{MOBILE}\n填报单位：县政府督查室{LANDLINE}\n{}\t大白话{MOBILE}\n\
         一、教育类（{SPACED}）\n{}\t请拨{MOBILE}\n2\t\t村道硬化{MOBILE}\n",
        heads.join("\t"),
        cells.join("\t"),
    )
}

fn holds_none(record: &str) {
    for number in [MOBILE, SPACED, LANDLINE, ID, "8765", "28380000", "19900101"] {
        let at = record.find(number);
        let around = at.map(|at| {
            record[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect::<String>()
        });
        assert!(at.is_none(), "{number} is on record behind {around:?}");
    }
}

#[test]
fn phones_in_every_column_reach_no_entry() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let file = full_of_phones();
        let name = format!("台账{MOBILE}.csv");
        let handed = county.hand_in(&staff, "file", &name, file.as_bytes());
        let preview = county.get(&staff, &handed.to).text();
        assert!(preview.contains("的文字中含有电话号码或证件号码，不存入记录，已略去"), "{preview}");
        county.bring_in(&staff, &name, file.as_bytes());
        let record = county.record();
        assert!(record.contains("〔电话略〕") && record.contains("〔证件号略〕"), "the words are kept");
        assert!(record.contains("李四") && record.contains("王五") && record.contains("教育类"));
        holds_none(&record);
        let matters = serde_json::to_string(&county.matters()).unwrap();
        assert_eq!(county.matters().len(), 1);
        holds_none(&matters);
        // Those of the columns for persons can be asked for, and erased.
        let kept =
            county.app.cx.db.read_blocking(|tx| tx.rows("SELECT value FROM private_rows", &[])).unwrap();
        let kept: Vec<String> = kept.iter().map(|row| row.get::<String>(0).unwrap()).collect();
        assert!(kept.join(" ").contains(MOBILE), "{kept:?}");
        county.verifies();
    });
}

#[test]
fn the_command_keeps_phones_off_the_record_too() {
    let place = tempfile::tempdir().unwrap();
    let (data, file) = (place.path().join("data"), place.path().join("台账.csv"));
    std::fs::write(&file, full_of_phones()).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_bangdu"))
        .args(["import", "ledger"])
        .arg(&file)
        .args(["--confirm", "--unclassified", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["stored"], 1, "{report}");
    holds_none(&report.to_string());
    holds_none(&String::from_utf8_lossy(&done.stderr));
    let db = Db::open(&Place::Sqlite { dir: data }, &Options::default()).unwrap();
    let payloads = db.read_blocking(|tx| {
        let rows = tx.rows("SELECT payload FROM entries", &[])?;
        rows.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>, DbError>>()
    });
    let record = payloads.unwrap().join("\n");
    assert!(record.contains("〔电话略〕") && record.contains("\"unclassified\":true"));
    holds_none(&record);
}

#[test]
fn what_was_left_waiting_is_forgotten() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    county.hand_in(&staff, "file", "台账.csv", full_of_phones().as_bytes());
    county.bring_in(&staff, "台账.csv", full_of_phones().as_bytes());
    let left = |days: i64| {
        let nowhere = tempfile::NamedTempFile::new().unwrap();
        let given: Given = toml::from_str("data = 'd'").unwrap();
        let config = Given { config: Some(nowhere.path().to_owned()), ..given }.check().unwrap();
        let later = Clock::fixed(NOW.plus_ms(days * 86_400_000 + 1));
        let app = App::new(Cx::new(store.db.clone(), later, "Asia/Shanghai").unwrap(), config);
        bangdu::schedule::once(&app).unwrap();
        let count = |table: &'static str| {
            let rows = store.db.read_blocking(move |tx| tx.rows(&format!("SELECT id FROM {table}"), &[]));
            rows.unwrap().len()
        };
        (count("ledger_previews"), count("ledger_returns"))
    };
    assert_eq!(left(0), (1, 1));
    assert_eq!(left(1), (0, 1), "a file waits a day");
    assert_eq!(left(7), (0, 0), "rows given back are kept a week");
}
