//! Stories of the search: one field, everything that the reader may see, and nothing else.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu_core::{
    calendar::Deadline,
    matters::{Change, Command},
    people::Role,
};
use jiff::civil::date;

#[tokio::test]
async fn one_field_finds_matters_by_word_and_number_and_units_and_people_by_initials() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2027, 6, 30))).await;
    let staff = town.staff();
    let (_, page) = town.get(&staff, "/search?q=%E5%B0%8F%E5%AD%A6").await;
    assert!(page.contains(&format!("/matters/{id}")) && page.contains("实验小学教学楼"));
    let (_, page) = town.get(&staff, "/search?q=szjj").await;
    assert!(page.contains("市住建局") && page.contains("承办事项"), "{page}");
    let (_, page) = town.get(&staff, &format!("/search?q={}", form_urlencoded("惠安住建"))).await;
    assert!(page.contains("惠安县住建局"), "characters of a name in their order: {page}");
    let number = town.matter(id).await.unwrap().number.unwrap().to_string();
    let query = form_urlencoded(&number);
    let sent_on = town.sent_on(&staff, &format!("/search?q={query}")).await;
    assert_eq!(sent_on, (StatusCode::SEE_OTHER, format!("/matters/{id}")), "a whole number leads there");
    let (_, page) = town.get(&staff, "/search?q=%E6%9C%88%E7%90%83").await;
    assert!(page.contains("没有找到与“月球”相符的内容"));
    let (_, page) = town.get(&staff, "/search").await;
    assert!(!page.contains("没有找到"), "nothing was asked yet");
    let long = "x".repeat(65);
    assert!(town.get(&staff, &format!("/search?q={long}")).await.1.contains("不超过六十四字"));
}

#[tokio::test]
async fn whoever_may_not_see_a_matter_does_not_find_it_even_by_its_number() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2027, 6, 30))).await;
    let number = town.matter(id).await.unwrap().number.unwrap().to_string();
    let elsewhere = town.actor(Role::Liaison, town.county_housing, town.county_housing);
    for words in [number.as_str(), "实验小学"] {
        let (status, page) = town.get(&elsewhere, &format!("/search?q={}", form_urlencoded(words))).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("没有找到与") && !page.contains(&id.to_string()));
    }
}

fn form_urlencoded(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn titles_are_found_by_their_initials_from_anywhere_in_them_and_by_what_they_are_called_now() {
    for town in Town::on_each_engine() {
        let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2027, 6, 30))).await;
        let staff = town.staff();
        let found = async |words: &str| {
            let page = town.get(&staff, &format!("/search?q={}", form_urlencoded(words))).await.1;
            page.contains(&id.to_string())
        };
        for words in ["syxx", "xxjxl", "SYXX", "教学楼", "syxx 教学"] {
            assert!(found(words).await, "{words}");
        }
        // 学校教学楼 would have the letters, the title hasn't the characters.
        for words in ["zxjxl", "小雪", "syxx 宿舍"] {
            assert!(!found(words).await, "{words}");
        }
        let list = town.get(&staff, "/matters?show=all&q=xxjxl").await.1;
        assert!(list.contains("实验小学教学楼"), "the list behind the search finds the same");
        let retitled = Command::Amend {
            changes: vec![Change::Title("第二中学宿舍楼".into())],
            reason: "项目更名".into(),
        };
        town.act(&town.staff(), id, retitled).await.unwrap();
        assert!(found("zxssl").await && !found("syxx").await);
    }
}

#[tokio::test]
async fn suggestions_are_what_the_search_finds_and_nobody_is_suggested_what_they_may_not_see() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2027, 6, 30))).await;
    let staff = town.staff();
    let (_, page) = town.get(&staff, "/search/suggestions?q=syxx").await;
    assert!(page.contains(&format!("/matters/{id}")) && page.contains("查看“syxx”的全部结果"), "{page}");
    let (_, page) = town.get(&staff, "/search/suggestions?q=szjj").await;
    assert!(
        page.contains("市住建局") && page.contains("/matters?unit="),
        "a unit leads to its matters: {page}"
    );
    let elsewhere = town.actor(Role::Liaison, town.county_housing, town.county_housing);
    for words in ["syxx", "%E5%AE%9E%E9%AA%8C", ""] {
        let (status, page) = town.get(&elsewhere, &format!("/search/suggestions?q={words}")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains(&id.to_string()) && page.contains("没有找到相符的事项和单位"), "{page}");
    }
    let long = "x".repeat(65);
    let (status, _) = town.get(&staff, &format!("/search/suggestions?q={long}")).await;
    assert_eq!(status, StatusCode::OK, "too much is nothing found");
}

/// What an older version left behind is found all the same: its titles wait to be read, and then are.
#[tokio::test]
async fn matters_from_before_are_found_while_their_titles_wait_and_after_they_were_read() {
    for town in Town::on_each_engine() {
        let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2027, 6, 30))).await;
        let (name, n) = (id.to_string(), id);
        let forget = move |tx: &mut bangdu::db::Tx<'_>| -> Result<(), bangdu::db::DbError> {
            tx.execute("DELETE FROM title_letters", &[])?;
            tx.execute("DELETE FROM titles", &[])?;
            tx.execute("DELETE FROM titles_waiting", &[])?;
            tx.execute("INSERT INTO titles_waiting (matter) VALUES ($1)", bangdu::params![n])?;
            Ok(())
        };
        town.app.cx.db.write(forget).await.unwrap();
        let staff = town.staff();
        assert!(
            town.get(&staff, &format!("/search?q={}", form_urlencoded("教学楼"))).await.1.contains(&name)
        );
        assert!(town.get(&staff, "/search?q=jxl").await.1.contains(&name), "read by whoever searches");
        let db = town.app.cx.db.clone();
        let read = move |tx: &mut bangdu::db::Tx<'_>| bangdu::matters::store::letters::read_waiting(tx, 10);
        assert_eq!(db.write(read).await.unwrap(), 1);
        assert!(town.get(&staff, "/search?q=jxl").await.1.contains(&name));
    }
}
