//! Stories of the search: one field, everything that the reader may see, and nothing else.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu_core::{calendar::Deadline, people::Role};
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
