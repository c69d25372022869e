//! Stories of files made of the list: what is seen, what is ticked, and the office's own form.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::ledgers::read::{Limits, read};
use bangdu_core::{calendar::Deadline, people::Role};
use jiff::civil::date;
use rust_xlsxwriter::Workbook;

fn on(month: i8, day: i8) -> Deadline {
    Deadline::On(date(2026, month, day))
}

/// The texts of a file's rows.
fn rows(file: &[u8]) -> Vec<Vec<String>> {
    let book = read("x.xlsx", file, &Limits::default()).unwrap();
    let rows = book.sheets[0].rows.iter();
    rows.map(|row| row.cells.iter().map(|cell| cell.text.to_string()).collect()).collect()
}

fn titles(file: &[u8]) -> Vec<String> {
    let rows = rows(file);
    let head =
        rows.iter().position(|row| row.iter().any(|text| text == "事项" || text == "督查事项")).unwrap();
    let at = rows[head].iter().position(|text| text == "事项" || text == "督查事项").unwrap();
    rows[head + 1..].iter().map(|row| row[at].clone()).collect()
}

#[tokio::test]
async fn a_file_of_what_is_seen_has_the_lists_columns_order_and_matters() {
    let town = Town::build();
    town.assigned("先到期的事", town.housing, on(11, 20)).await;
    let county = town.assigned("=后到期的事", town.county_housing, on(12, 31)).await;
    let staff = town.staff();
    let (status, file) =
        town.file(&staff, "/matters/export?form=seen&sort=-due&columns=number,title,lead,left").await;
    assert_eq!(status, StatusCode::OK);
    let found = rows(&file);
    let head = found.iter().find(|row| row.iter().any(|text| text == "事项")).unwrap();
    assert_eq!(head, &["序号", "编号", "事项", "牵头单位", "剩余天数"]);
    assert_eq!(titles(&file), ["=后到期的事", "先到期的事"], "what begins like a formula is text");
    assert!(found.last().unwrap().contains(&"17".to_owned()), "{found:?}");
    let (_, full) = town.file(&staff, "/matters/export?sort=-due").await;
    assert!(
        rows(&full).iter().any(|row| row.iter().any(|text| text == "联络员及电话")),
        "the full ledger is as it was"
    );
    // Those that are ticked, from the list that they were ticked in.
    let ticked = format!("/matters/export?form=seen&m={county}&back=%2Fmatters%3Fcolumns%3Dtitle%252Cdue");
    let (_, file) = town.file(&staff, &ticked).await;
    assert_eq!(titles(&file), ["=后到期的事"]);
    assert!(rows(&file).iter().any(|row| row.contains(&"时限".to_owned())));
    // Ticking what one doesn't see gives nothing of it.
    let city = town.assigned("市里的事", town.housing, on(11, 21)).await;
    let (_, file) = town.file(&town.county_staff(), &format!("/matters/export?form=seen&m={city}")).await;
    assert!(!rows(&file).iter().flatten().any(|text| text.contains("市里的事")));
}

fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "本局督查事项汇总表（{{填报单位}}）").unwrap();
    sheet.write(1, 0, "截至：{{截至日期}}，共{{事项数}}项").unwrap();
    for (column, (head, slot)) in
        [("序号", "{{序号}}"), ("督查事项", "{{事项名称}}"), ("状态", "{{状态}}"), ("时限", "{{完成时限}}")]
            .into_iter()
            .enumerate()
    {
        sheet.write(2, column as u16, head).unwrap();
        sheet.write(3, column as u16, slot).unwrap();
    }
    sheet.write(4, 0, "填报人：{{填报人}}").unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn an_office_hands_in_its_own_form_and_the_list_fills_it_in() {
    for town in Town::on_each_engine() {
        town.assigned("实验小学教学楼", town.housing, on(11, 20)).await;
        town.assigned("-长者食堂", town.county_housing, on(12, 31)).await;
        let staff = town.staff();
        let (status, _, page) = town.hand_in(&staff, "/ledgers/templates", "坏的.xlsx", b"PK no").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("role=\"alert\""), "{page}");
        let (status, ..) = town.hand_in(&staff, "/ledgers/templates", "月报汇总表.xlsx", &form()).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, list) = town.get(&staff, "/matters?light=green").await;
        let at = list
            .split("href=\"")
            .find(|rest| rest.contains(">月报汇总表</a>") && rest.contains("form="))
            .unwrap();
        let at = at.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let (status, file) = town.file(&staff, &at).await;
        assert_eq!(status, StatusCode::OK);
        let found = rows(&file);
        let has = |text: &str| found.iter().flatten().any(|cell| cell == text);
        for text in [
            "本局督查事项汇总表（市政府督查室）",
            "截至：2026年11月3日，共2项",
            "实验小学教学楼",
            "-长者食堂",
            "待签收",
            "2026年12月31日",
            "填报人：林晓梅",
        ] {
            assert!(has(text), "{text} in {found:?}");
        }
        // Another unit neither finds nor uses nor removes it; without the right to export there is nothing.
        let county = town.county_staff();
        assert!(!town.get(&county, "/matters").await.1.contains("月报汇总表"));
        assert_eq!(town.file(&county, &at).await.0, StatusCode::NOT_FOUND);
        let id = at.split("form=").nth(1).unwrap();
        assert_eq!(
            town.file(&county, &format!("/ledgers/templates/{id}/file.xlsx")).await.0,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            town.post(&county, &format!("/ledgers/templates/{id}/removal"), &[]).await.0,
            StatusCode::NOT_FOUND
        );
        let nobody = town.actor(Role::TeamMember, town.office, town.office);
        assert_eq!(town.get(&nobody, "/ledgers/templates").await.0, StatusCode::FORBIDDEN);
        assert_eq!(
            town.post(&staff, &format!("/ledgers/templates/{id}/removal"), &[]).await.0,
            StatusCode::SEE_OTHER
        );
        assert!(!town.get(&staff, "/matters").await.1.contains("月报汇总表"));
    }
}
