//! Stories of the round: a unit reports on one page, and the office sees who has not.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::{campaigns, journal};
use bangdu_core::{
    calendar::Deadline,
    ids::{AssignmentId, MatterId},
    matters::{Change, Command, Event, Matter, NewAssignment, Part, What},
    people::{Actor, Role},
};
use jiff::civil::date;

/// Today is 3 November; reports are due on the fifth of each month.
async fn monthly(town: &Town) {
    let head = town.actor(Role::OfficeHead, town.office, town.office);
    let fields = [
        ("name", "为民办实事"),
        ("sign_for_days", "1"),
        ("object_days", "2"),
        ("yellow_days", "3"),
        ("yellow_percent", "20"),
        ("slipping_points", "10"),
        ("behind_points", "30"),
        ("return_days", "2"),
        ("round_day", "5"),
        ("look_back_months", ""),
    ];
    let (status, _, page) = town.post(&head, "/campaigns/new", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
}

/// A matter of the campaign for which the housing bureau has signed.
async fn owed(town: &Town, liaison: &Actor, title: &str) -> MatterId {
    let id = town.assigned(title, town.housing, Deadline::On(date(2027, 6, 30))).await;
    let campaign = town.app.cx.db.read(campaigns::store::all).await.unwrap()[0].id;
    let change =
        Command::Amend { changes: vec![Change::Campaign(Some(campaign))], reason: "归入专项".into() };
    town.act(&town.staff(), id, change).await.unwrap();
    let assignment = town.matter(id).await.unwrap().assignments[0].id;
    town.act(liaison, id, Command::SignFor { assignment }).await.unwrap();
    id
}

async fn share(town: &Town, id: MatterId) -> String {
    town.matter(id).await.unwrap().assignments[0].id.to_string()
}

#[tokio::test]
async fn a_liaison_reports_on_several_matters_at_once_and_a_row_in_error_holds_back_no_other() {
    let town = Town::build();
    monthly(&town).await;
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    let first = owed(&town, &liaison, "实验小学教学楼").await;
    let second = owed(&town, &liaison, "长者食堂").await;
    let (_, page) = town.get(&liaison, "/round").await;
    assert!(page.contains("实验小学教学楼") && page.contains("长者食堂") && page.contains("尚未反馈过"));
    let (a, b) = (share(&town, first).await, share(&town, second).await);
    let (row_a, row_b) = (format!("{first}.{a}.0"), format!("{second}.{b}.0"));
    let (text_a, rate_a, text_b) = (format!("text-{a}"), format!("rate-{a}"), format!("text-{b}"));
    let fields = [
        ("row", row_a.as_str()),
        (text_a.as_str(), "主体封顶"),
        (rate_a.as_str(), "六成"),
        ("row", row_b.as_str()),
        (text_b.as_str(), "已开业二十家"),
    ];
    let (status, _, page) = town.post(&liaison, "/round", &fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("已反馈1项，另有1项未能提交") && page.contains("主体封顶") && page.contains("六成")
    );
    let title = town.matter(first).await.unwrap().title;
    assert!(
        page.contains(&format!("#{rate_a}\">{title}：请填写百分比")),
        "the list names the matter: {page}"
    );
    let said = |m: bangdu_core::matters::Matter| m.assignments[0].last_report.clone().map(|last| last.text);
    assert_eq!(said(town.matter(first).await.unwrap()), None, "what can't be read changes nothing");
    assert_eq!(said(town.matter(second).await.unwrap()).as_deref(), Some("已开业二十家"));
    // The page was made before the second matter was reported on: it isn't reported on twice unseen.
    let (status, _, page) = town.post(&liaison, "/round", &fields[3..]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("同事已就该事项反馈进展"));
    let mended = [("row", row_a.as_str()), (text_a.as_str(), "主体封顶"), (rate_a.as_str(), "60")];
    let (status, to, _) = town.post(&liaison, "/round", &mended).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/round"));
    let (_, sheet) = town.get(&liaison, "/round/sheet").await;
    assert!(sheet.contains("主体封顶") && sheet.contains("60%") && sheet.contains("单位主要负责人签字"));
    // Whoever has no part in it learns nothing and says nothing.
    let elsewhere = town.actor(Role::Liaison, town.county_housing, town.county_housing);
    let (_, page) = town.get(&elsewhere, "/round").await;
    assert!(page.contains("目前没有需要反馈进展的事项"));
    let (status, ..) = town.post(&elsewhere, "/round", &mended).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_clerk_sees_who_has_not_reported_and_urges_them_with_one_press() {
    let town = Town::build();
    monthly(&town).await;
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    let id = owed(&town, &liaison, "实验小学教学楼").await;
    let (_, desk) = town.get(&town.staff(), "/").await;
    assert!(desk.contains("待反馈单位") && desk.contains("市住建局：你单位承办的下列督查事项"), "{desk}");
    let unit = town.housing.to_string();
    let urge = [("unit", unit.as_str()), ("text", "请抓紧填报"), ("back", "/")];
    // A clerk of another office neither sees it nor urges.
    let (_, desk) = town.get(&town.county_staff(), "/").await;
    assert!(desk.contains("没有待反馈的单位") && !desk.contains("市住建局"));
    assert_eq!(town.post(&town.county_staff(), "/round/urges", &urge).await.0, StatusCode::NOT_FOUND);
    assert!(!desk.contains("已催办") && !desk.contains("再次催办"));
    let (status, to, _) = town.post(&town.staff(), "/round/urges", &urge).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
    let (_, desk) = town.get(&town.staff(), "/").await;
    assert!(desk.contains("已催办") && desk.contains("催办人：") && desk.contains("再次催办"), "{desk}");
    assert!(!desk.contains(">发送催办<"), "who was urged is urged again, not for the first time");
    assert_eq!(town.matter(id).await.unwrap().urges.messages, 1);
    let assignment = town.matter(id).await.unwrap().assignments[0].id.to_string();
    let (row, text) = (format!("{id}.{assignment}.0"), format!("text-{assignment}"));
    town.post(&liaison, "/round", &[("row", &row), (&text, "主体封顶")]).await;
    let (_, desk) = town.get(&town.staff(), "/").await;
    assert!(desk.contains("没有待反馈的单位"), "what was reported is owed no more");
}

#[tokio::test]
async fn what_is_too_much_to_list_is_counted_and_urged_all_the_same() {
    let town = Town::build();
    monthly(&town).await;
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    let mut owing = Vec::new();
    for n in 1..=12 {
        owing.push(owed(&town, &liaison, &format!("第{n}所长者食堂")).await);
    }
    let (_, desk) = town.get(&town.staff(), "/").await;
    assert!(desk.contains("12项待反馈") && desk.contains("另有2项未列出"), "{desk}");
    let unit = town.housing.to_string();
    town.post(&town.staff(), "/round/urges", &[("unit", &unit), ("text", "请抓紧填报")]).await;
    for id in &owing {
        assert_eq!(town.matter(*id).await.unwrap().urges.messages, 1);
    }
    // Each matter is told what is owed on it, and nothing of the others.
    let (_, page) = town.get(&liaison, &format!("/matters/{}", owing[0])).await;
    assert!(page.contains("本期进展应于2026年11月5日 18:00前反馈。请抓紧填报"), "{page}");
    assert!(!page.contains("第2所长者食堂") && !page.contains("另有"), "{page}");
    // Who is told of twelve urges is told once, with the number.
    let (_, desk) = town.get(&liaison, "/").await;
    let news = desk.split("id=\"news\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(news.matches("催办市住建局").count(), 1, "{news}");
    assert!(news.contains("同批办理，共12项") && news.contains("第12所长者食堂"), "{news}");
}

/// An urge has no answer but what it asks for: the unit finds it wherever it works, and the office finds the report.
#[tokio::test]
async fn who_was_urged_finds_it_everywhere_and_answers_by_reporting() {
    for town in Town::on_each_engine() {
        monthly(&town).await;
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        let id = owed(&town, &liaison, "实验小学教学楼").await;
        let other = owed(&town, &liaison, "长者食堂").await;
        let (_, desk) = town.get(&liaison, "/").await;
        assert!(!desk.contains("待回复的催办"), "{desk}");
        let (_, desk) = town.get(&town.staff(), "/").await;
        assert!(desk.contains("请于2026年11月5日前回复"), "two working days are given: {desk}");
        let unit = town.housing.to_string();
        let urge = [("unit", unit.as_str()), ("text", "请于11月5日前反馈"), ("back", "/")];
        town.post(&town.staff(), "/round/urges", &urge).await;
        let report = format!("/matters/{id}/report");
        for (path, said) in
            [("/", "待回复的催办"), ("/round", "即视为已回复"), (report.as_str(), "即视为已回复")]
        {
            let (_, page) = town.get(&liaison, path).await;
            assert!(page.contains(said) && page.contains("请于11月5日前反馈"), "{path}: {page}");
        }
        // Others' liaisons learn nothing of it.
        let elsewhere = town.actor(Role::Liaison, town.county_housing, town.county_housing);
        assert!(!town.get(&elsewhere, "/").await.1.contains("请于11月5日前反馈"));
        let matter = format!("/matters/{id}");
        let (_, page) = town.get(&town.staff(), &matter).await;
        assert!(page.contains("催办待回复"), "{page}");
        let assignment = share(&town, id).await;
        let (row, text) = (format!("{id}.{assignment}.0"), format!("text-{assignment}"));
        town.post(&liaison, "/round", &[("row", &row), (&text, "主体封顶")]).await;
        let (_, page) = town.get(&town.staff(), &matter).await;
        assert!(page.contains("已反馈（催办后）") && !page.contains("催办待回复"), "{page}");
        let (_, desk) = town.get(&town.staff(), "/").await;
        assert!(desk.contains("催办2项，已回复1项") && desk.contains("已反馈（催办后）"), "{desk}");
        assert!(!town.get(&town.county_staff(), "/").await.1.contains("催办2项"));
        let (_, page) = town.get(&liaison, &report).await;
        assert!(!page.contains("即视为已回复"), "what is answered asks no more: {page}");
        let (_, desk) = town.get(&liaison, "/").await;
        let urged = desk.split("id=\"urged\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(urged.contains("长者食堂") && !urged.contains("实验小学"), "{other}: {urged}");
    }
}

/// The day by which an answer is asked for is the unit's to see, and its passing is everybody's.
#[tokio::test]
async fn an_answer_is_asked_for_by_a_day_and_is_late_once_that_has_passed() {
    const DAY: i64 = 86_400_000;
    for town in Town::on_each_engine() {
        monthly(&town).await;
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        let id = owed(&town, &liaison, "实验小学教学楼").await;
        let unit = town.housing.to_string();
        let urge = |by: &'static str| {
            [("unit", unit.clone()), ("text", "请抓紧填报".into()), ("answer_by", by.into())]
        };
        let urge = async |by: &'static str| {
            let fields = urge(by);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(n, v): &(&str, String)| (*n, v.as_str())).collect();
            town.post(&town.staff(), "/round/urges", &fields).await.0
        };
        assert_eq!(urge("过几天").await, StatusCode::SEE_OTHER);
        assert_eq!(
            urge("2026-11-02").await,
            StatusCode::CONFLICT,
            "a day that has passed is no day to answer by"
        );
        assert_eq!(town.matter(id).await.unwrap().urges.messages, 0, "nobody was urged by either");
        assert_eq!(urge("1106").await, StatusCode::SEE_OTHER);
        let (matter, by) = (format!("/matters/{id}"), "要求2026年11月6日前回复");
        let report = format!("/matters/{id}/report");
        for path in ["/", "/round", &matter, &report] {
            let (_, page) = town.get(&liaison, path).await;
            assert!(page.contains(by) && !page.contains("逾期未回复"), "{path}: {page}");
        }
        let (_, page) = town.get(&town.staff(), "/").await;
        assert!(
            page.contains(by) && page.contains("请于2026年11月6日前回复"),
            "the text to copy too: {page}"
        );
        let (_, list) = town.get(&town.staff(), "/matters").await;
        assert!(list.contains(by), "{list}");
        town.app.cx.clock.advance(4 * DAY);
        for path in ["/", "/round", &matter] {
            let (_, page) = town.get(&liaison, path).await;
            assert!(page.contains("逾期未回复"), "{path}: {page}");
        }
        let (_, desk) = town.get(&town.staff(), "/").await;
        assert!(desk.contains("逾期未回复1项"), "{desk}");
        let assignment = share(&town, id).await;
        let (row, text) = (format!("{id}.{assignment}.0"), format!("text-{assignment}"));
        town.post(&liaison, "/round", &[("row", &row), (&text, "主体封顶")]).await;
        let (_, page) = town.get(&town.staff(), &matter).await;
        assert!(page.contains("逾期回复") && !page.contains("逾期未回复"), "{page}");
        let story = town.get(&town.staff(), &format!("{matter}?story=urges")).await.1;
        assert!(story.contains("催办市住建局，要求2026年11月6日前回复："), "{story}");
    }
}

#[tokio::test]
async fn of_two_units_that_work_on_a_matter_only_the_one_that_is_urged_is_reached() {
    for town in Town::on_each_engine() {
        monthly(&town).await;
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        let other = town.actor(Role::Liaison, town.county_housing, town.county_housing);
        let id = owed(&town, &liaison, "安置房建设").await;
        // The county's bureau gets a share of it as well, and signs for it.
        let lead = town.matter(id).await.unwrap().lead().unwrap().clone();
        let share = |id, unit, part| NewAssignment { id, unit, part, task: String::new(), deadline: None };
        let assignments = vec![
            share(lead.id, town.housing, Part::Lead),
            share(AssignmentId(bangdu::cx::new_id()), town.county_housing, Part::Responsible),
        ];
        let give = Command::Reassign { assignments, reason: "增加责任单位".into() };
        town.act(&town.staff(), id, give).await.unwrap();
        for (who, unit) in [(&liaison, town.housing), (&other, town.county_housing)] {
            let matter = town.matter(id).await.unwrap();
            let assignment = matter.assignments.iter().find(|a| a.unit == unit).unwrap().id;
            let _ = town.act(who, id, Command::SignFor { assignment }).await;
        }
        let unit = town.county_housing.to_string();
        let urge = [("unit", unit.as_str()), ("text", "请惠安抓紧填报"), ("back", "/")];
        let (status, ..) = town.post(&town.staff(), "/round/urges", &urge).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let told =
            town.app.cx.db.read(move |tx| journal::entries(tx, &journal::stream_of::<Matter>(id))).await;
        let told: Vec<Event> =
            told.unwrap().iter().map(|entry| serde_json::from_str(&entry.payload).unwrap()).collect();
        let reached: Vec<_> = told
            .iter()
            .filter_map(|event| match &event.what {
                What::Urged(urged) => Some((urged.to.clone(), urged.text.clone())),
                _ => None,
            })
            .collect();
        let told = "本期进展应于2026年11月5日 18:00前反馈。请惠安抓紧填报".to_owned();
        assert_eq!(reached, [(vec![town.county_housing], told)]);
        let (_, page) = town.get(&other, &format!("/matters/{id}")).await;
        assert!(page.contains("请惠安抓紧填报"), "{page}");
        // The county's office can't urge on the city's matter, and is told all the same that its bureau owes a report.
        town.app.cx.clock.advance(3 * 24 * 3_600_000);
        let (_, desk) = town.get(&town.county_staff(), "/").await;
        assert!(desk.contains("逾期未反馈的事项：1项") && desk.contains("由立项的督查室催办"), "{desk}");
    }
}
