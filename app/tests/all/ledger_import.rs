//! A ledger brought in through the page and through the command's way: what is stored, what isn't, what comes
//! of bringing it in again, and what bad files do (nothing).

mod again;
mod clerk;
mod command;
mod county;
mod decided;
mod files;
mod mended;
mod outgo;
mod own_area;
mod personal;

use crate::engines::{each_engine, sqlite};
use axum::http::StatusCode;
use bangdu::{
    app::{App, rooms},
    clock::Clock,
    config::Given,
    cx::{Cx, new_id},
    db::DbError,
    journal,
    ledgers::intake::{self, Choices, Seat, confirm, prepare, store},
    matters,
    people::act::By,
};
use bangdu_core::{
    ids::{BatchId, MatterId, UnitId},
    instant::Instant,
    matters::{Light, light},
    people::Role,
};
use county::County;
use files::{bad_files, ledger_xlsx, sample};
use std::sync::Arc;

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);

/// An ordinary ledger, as cells with tabs between them.
const LEDGER: &str = "惠安县督查事项台账\n\
    截至日期：2026年10月31日\n\
    序号\t立项编号\t督查事项\t牵头单位\t完成时限\t完成率\t本期进展\t亮灯\t联络员及电话\n\
    1\t督查立项〔2026〕12号\t实验小学扩建\t县教育局\t2026年12月31日\t60%\t主体已封顶\t红\t王小明13812345678\n\
    2\t\t村道硬化\t县交通局\t长期坚持\t40%\t已完成8公里\t绿\t李强 13987654321\n\
    3\t\t敬老院改造\t\t2026年12月底\t10%\t正在招标\t\t\n";

#[test]
fn a_real_ledger_is_brought_in_through_the_page() {
    let Some(file) = sample() else { return };
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let handed = county.hand_in(&staff, "file", "livelihood_2021.xlsx", &file);
        assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text());
        let before = county.entries();
        let preview = county.get(&staff, &handed.to);
        assert!(preview.text().contains("<b>33</b>"), "{}", preview.text());
        assert_eq!(county.entries(), before, "a preview stores nothing");
        assert!(county.matters().is_empty());

        let path = format!("{}/confirm", handed.to);
        assert!(county.post(&staff, &path, &[]).text().contains("并勾选声明"));
        assert!(county.matters().is_empty(), "without the statement nothing is stored");
        let confirmed = county.post(&staff, &path, &[("unclassified", "yes")]);
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text());
        let result = county.get(&staff, &confirmed.to).text();
        assert!(result.contains("<b>33</b><span>新增事项</span>"), "{result}");
        assert_eq!(county.matters().len(), 33);

        let again = county.post(&staff, &path, &[("unclassified", "yes")]);
        assert!(again.text().contains("新增事项"), "the first confirm's result");
        let entries = county.entries();
        let result = county.bring_in(&staff, "livelihood_2021.xlsx", &file).text();
        assert!(result.contains("<b>0</b><span>新增事项</span>"), "{result}");
        assert!(result.contains("<b>0</b><span>更新事项</span>"), "{result}");
        assert_eq!(county.entries(), entries + 1, "only the import itself is new");
        county.verifies();
    });
}

#[test]
fn a_real_ledger_fills_an_empty_store_as_the_command_does() {
    let Some(file) = sample() else { return };
    let store = sqlite();
    let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
    let given: Given = toml::from_str("data = 'd'").unwrap();
    let nowhere = tempfile::NamedTempFile::new().unwrap();
    let config = Given { config: Some(nowhere.path().to_owned()), ..given }.check().unwrap();
    let app = App::new(cx, config);
    let by = By::operator(&app.cx);
    let (kept, today) = (app.clone(), app.cx.today());
    let (office, prepared) = app
        .cx
        .db
        .write_blocking(move |tx| {
            let standing = kept.standing(tx)?;
            let prepared =
                prepare("livelihood_2021.xlsx", &file, &seat(&standing, None, today), &Choices::default())
                    .unwrap();
            let office = intake::office::found(tx, &kept.directories, &by, &prepared)?;
            Ok::<_, bangdu::act::ActError>((office, Arc::new(prepared)))
        })
        .unwrap();
    let outcome = confirm(
        &app,
        None,
        prepared,
        Choices::default(),
        intake::Whose { office, importer: None },
        BatchId(new_id()),
    )
    .unwrap();
    assert_eq!((outcome.import.stored, outcome.import.refused), (33, 0), "{:?}", outcome.refused);
    let report = journal::verify::verify(&app.cx.db, &rooms(), None).unwrap();
    assert!(report.ok, "{:?}", report.first_error);
}

#[test]
fn what_a_ledger_says_is_kept_and_what_it_must_not_say_is_not_on_record() {
    each_engine(|store| {
        let county = County::build(store);
        let staff = county.staff();
        let result = county.bring_in(&staff, "台账.csv", LEDGER.as_bytes()).text();
        assert!(
            result.contains("<b>2</b><span>新增事项</span>") && result.contains("缺少牵头单位"),
            "{result}"
        );
        assert!(result.contains("已声明不涉及国家秘密"));

        let school = county.matter("实验小学扩建");
        assert_eq!(school.number.as_ref().map(ToString::to_string).as_deref(), Some("督查立项〔2026〕12号"));
        let shown = light(&school, NOW).map(|shown| shown.light);
        assert_eq!(shown, Some(Light::Green), "the row's own light is a remark");
        let office = county.office;
        let next = county
            .app
            .cx
            .db
            .write_blocking(move |tx| matters::store::next_number(tx, office, "督查立项", 2026));
        assert!(next.unwrap().serial != 12, "the number is reserved");
        let taken =
            county.app.cx.db.read_blocking(move |tx| matters::store::taken(tx, office, "督查立项", 2026, 12));
        assert!(taken.unwrap());

        let record = county.record();
        assert!(record.contains("王小明") && record.contains("\"unclassified\":true"));
        assert!(!record.contains("13812345678") && !record.contains("13987654321"), "phones on record");
        county.verifies();
    });
}

#[test]
fn a_ledger_brought_in_again_adds_progress_and_changes_only_what_is_ticked() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    county.bring_in(&staff, "台账.csv", LEDGER.as_bytes());
    let road = county.matter("村道硬化").id;

    let later = LEDGER.replace("已完成8公里", "已完成12公里");
    let result = county.bring_in(&staff, "台账.csv", later.as_bytes()).text();
    assert!(
        result.contains("<b>0</b><span>新增事项</span>") && result.contains("<b>1</b><span>更新事项</span>")
    );
    assert_eq!(last_report(&county, road).as_deref(), Some("已完成12公里"));

    // Known by its number, so that its title may change.
    let renamed = later.replace("实验小学扩建", "实验小学改扩建");
    let result = county.bring_in(&staff, "台账.csv", renamed.as_bytes()).text();
    assert!(result.contains("<b>0</b><span>更新事项</span>"), "{result}");
    county.matter("实验小学扩建");

    let handed = county.hand_in(&staff, "file", "台账.csv", renamed.as_bytes());
    let preview = county.get(&staff, &handed.to).text();
    assert!(
        preview.contains("名称、时限或单位有变") && preview.contains("现名称：实验小学扩建"),
        "{preview}"
    );
    let key = preview.split("name=\"apply\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = [("apply", key.as_str()), ("unclassified", "yes")];
    county.post(&staff, &format!("{}/confirm", handed.to), &form);
    county.matter("实验小学改扩建");
    assert_eq!(county.matters().len(), 2);
    county.verifies();
}

fn seat(standing: &bangdu::standing::Standing, office: Option<UnitId>, today: jiff::civil::Date) -> Seat<'_> {
    Seat { directory: &standing.directory, office, calendar: &standing.settings.calendar, today }
}

fn whose(county: &County) -> intake::Whose {
    intake::Whose { office: county.office, importer: None }
}

fn last_report(county: &County, id: MatterId) -> Option<String> {
    let matter = county.matters().into_iter().find(|m| m.id == id)?;
    Some(matter.lead()?.last_report.as_ref()?.text.clone())
}

#[test]
fn rows_that_stand_twice_are_given_back_with_their_reason_and_as_a_file() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let twice = format!("{LEDGER}2\t\t村道硬化\t县交通局\t\t50%\t又一行\t\t\n");
    let handed = county.hand_in(&staff, "cells", "", twice.as_bytes());
    county.post(&staff, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
    let result = county.get(&staff, &handed.to).text();
    assert!(result.contains("与第5行重复") && result.contains("<b>2</b><span>退回行数</span>"), "{result}");
    let file = county.get(&staff, &format!("{}/refused.xlsx", handed.to));
    let book = bangdu::ledgers::read::read("refused.xlsx", &file.body, &Default::default()).unwrap();
    let text = format!("{:?}", book.sheets[0].rows);
    assert!(
        text.contains("未导入原因") && text.contains("村道硬化") && text.contains("敬老院改造"),
        "{text}"
    );
    assert_eq!(county.matters().len(), 2);
}

#[test]
fn columns_and_units_are_as_somebody_chose_and_remembered() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let odd = "惠安县督查事项台账\n序号\t督查事项\t牵头单位\t大白话\n1\t村道硬化\t交通口\t已完成8公里\n";
    let handed = county.hand_in(&staff, "file", "台账.csv", odd.as_bytes());
    let form = [("field:大白话", "本期进展"), ("unit:交通口", ""), ("unit_as:交通口", "惠安县人民政府")];
    let path = format!("{}/confirm", handed.to);
    let mut confirmed = form.to_vec();
    confirmed.push(("unclassified", "yes"));
    assert_eq!(county.post(&staff, &path, &confirmed).status, StatusCode::SEE_OTHER);
    assert!(county.matters().is_empty(), "columns chosen anew are looked at first");
    assert!(county.get(&staff, &handed.to).text().contains("交通口"));
    county.post(&staff, &path, &confirmed);
    let road = county.matter("村道硬化");
    assert_eq!(road.lead().map(|lead| lead.unit), Some(county.government));
    assert_eq!(last_report(&county, road.id).as_deref(), Some("已完成8公里"));

    let next = odd.replace("村道硬化", "桥梁加固");
    let handed = county.hand_in(&staff, "file", "台账.csv", next.as_bytes());
    assert!(county.get(&staff, &handed.to).text().contains("沿用"), "the series' mapping is remembered");
    let wrong = county.post(
        &staff,
        &format!("{}/choices", handed.to),
        &[("unit:交通口", ""), ("unit_as:交通口", "没有的局")],
    );
    assert!(wrong.text().contains("没有找到单位“没有的局”"));
}

#[test]
fn who_may_not_bring_ledgers_in_finds_no_such_page() {
    let store = sqlite();
    let county = County::build(&store);
    let liaison = county.actor(Role::Liaison, county.government);
    assert_eq!(county.get(&liaison, "/ledgers").status, StatusCode::NOT_FOUND);
    assert_eq!(county.hand_in(&liaison, "file", "台账.csv", LEDGER.as_bytes()).status, StatusCode::NOT_FOUND);
    let staff = county.staff();
    let handed = county.hand_in(&staff, "file", "台账.csv", LEDGER.as_bytes());
    assert_eq!(county.get(&liaison, &handed.to).status, StatusCode::NOT_FOUND);
    assert_eq!(county.get(&staff, "/ledgers").status, StatusCode::OK);
}

#[test]
fn a_drafter_hands_in_and_somebody_of_the_office_confirms() {
    each_engine(|store| {
        let county = County::build(store);
        let drafter = county.actor(Role::Drafter, county.office);
        let clerk = county.actor(Role::OfficeStaff, county.office);
        let elsewhere = county.actor(Role::OfficeStaff, UnitId(new_id()));
        let handed = county.hand_in(&drafter, "file", "台账.csv", LEDGER.as_bytes());
        assert_eq!(county.get(&elsewhere, &handed.to).status, StatusCode::NOT_FOUND, "another office's");
        let desk = county.get(&clerk, "/ledgers").text();
        assert!(desk.contains("待确认的台账") && desk.contains(&handed.to), "{desk}");
        assert!(!desk.contains("读取并预览"), "who only confirms is offered no upload");
        assert_eq!(
            county.hand_in(&clerk, "file", "台账.csv", LEDGER.as_bytes()).status,
            StatusCode::FORBIDDEN
        );
        assert!(county.matters().is_empty());

        let confirmed = county.post(&clerk, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        assert!(county.get(&drafter, &confirmed.to).text().contains("<b>2</b><span>新增事项</span>"));
        let taken = county.record().lines().find(|entry| entry.contains("\"importer\"")).unwrap().to_owned();
        assert!(taken.contains(&drafter.account.to_string()), "the import names who brought it in: {taken}");
        assert!(!county.get(&clerk, "/ledgers").text().contains("待确认的台账"));
        county.verifies();
    });
}

#[test]
fn bad_files_get_a_sentence_and_change_nothing() {
    let store = sqlite();
    let county = County::build(&store);
    let staff = county.staff();
    let entries = county.entries();
    let workbook = ledger_xlsx();
    for bad in bad_files() {
        let answer = county.hand_in(&staff, "file", bad.name, &bad.content);
        assert!(
            answer.status == StatusCode::OK && answer.text().contains(bad.sentence),
            "{}: {}",
            bad.what,
            answer.text()
        );
    }
    assert!(county.hand_in(&staff, "cells", "", b" ").text().contains("请选择文件或粘贴单元格"));
    let kept = county.app.cx.db.read_blocking(|tx| tx.rows("SELECT id FROM ledger_previews", &[])).unwrap();
    assert!(kept.is_empty() && county.entries() == entries && county.matters().is_empty());

    // A formula is its result; a text that looks like one stays text.
    let result = county.bring_in(&staff, "台账.xlsx", &workbook).text();
    assert!(result.contains("<b>1</b><span>新增事项</span>"), "{result}");
    assert_eq!(last_report(&county, county.matter("村道硬化").id).as_deref(), Some("=1+1"));
    county.verifies();
}

#[test]
fn an_import_by_the_operator_says_that_no_statement_was_made() {
    let store = sqlite();
    let county = County::build(&store);
    let (kept, today, office) = (county.app.clone(), county.app.cx.today(), county.office);
    let prepared = county.app.cx.db.read_blocking(move |tx| {
        let standing = kept.standing(tx)?;
        let seat = seat(&standing, Some(office), today);
        Ok::<_, DbError>(prepare("台账.csv", LEDGER.as_bytes(), &seat, &Choices::default()).unwrap())
    });
    let batch = BatchId(new_id());
    let prepared = Arc::new(prepared.unwrap());
    confirm(&county.app, None, prepared.clone(), Choices::default(), whose(&county), batch).unwrap();
    // The same batch again, as two at the same time would: the first one's account stands.
    confirm(&county.app, None, prepared, Choices::default(), whose(&county), batch).unwrap();
    let import = county.app.cx.db.read_blocking(move |tx| store::import(tx, batch)).unwrap().unwrap();
    assert!(import.stored == 2 && !import.unclassified);
    let liaison = county.actor(Role::Liaison, county.government);
    let (kept, today, office) = (county.app.clone(), county.app.cx.today(), county.office);
    let prepared = county.app.cx.db.read_blocking(move |tx| {
        let standing = kept.standing(tx)?;
        let seat = seat(&standing, Some(office), today);
        Ok::<_, DbError>(prepare("台账.csv", LEDGER.as_bytes(), &seat, &Choices::default()).unwrap())
    });
    let refused = confirm(
        &county.app,
        Some(liaison),
        Arc::new(prepared.unwrap()),
        Choices::default(),
        whose(&county),
        BatchId(new_id()),
    );
    assert!(
        matches!(refused, Err(bangdu::act::ActError::Refused(_))),
        "a ledger without news asks for the right too"
    );
}
