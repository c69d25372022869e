//! Stories of the desk, campaigns, settings and the journal, as a browser sees them.

use crate::town::{Town, next_page};
use axum::http::StatusCode;
use bangdu::{campaigns, cx::new_id};
use bangdu_core::{
    calendar::Deadline,
    ids::AssignmentId,
    matters::{Basis, Command, NewAssignment, Origin, Part, Source},
    people::{Actor, Grant, Role},
};
use jiff::civil::date;

#[tokio::test]
async fn the_desk_shows_each_person_what_they_may_do_and_leads_to_the_form() {
    let town = Town::build();
    let drafter = town.drafter();
    let id = town.submitted(&drafter, "待批的事").await;
    let sent = town.assigned("待签的事", town.housing, Deadline::On(date(2026, 11, 4))).await;
    let (_, page) = town.get(&town.head(), "/").await;
    assert!(page.contains("待审批立项") && page.contains(&format!("/matters/{id}/approve")));
    // The drafter who is also trusted with approval isn't shown their own draft to approve.
    let mut both = drafter.clone();
    both.grants.push(Grant::of(Role::GovernmentHead, town.city));
    let (_, page) = town.get(&both, "/").await;
    assert!(!page.contains(&format!("/matters/{id}/approve")));
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    let (_, page) = town.get(&liaison, "/").await;
    assert!(page.contains("待签收") && page.contains(&format!("/matters/{sent}/sign-for")));
    town.app.cx.clock.advance(3 * 24 * 3_600_000);
    let (_, page) = town.get(&liaison, "/").await;
    assert!(page.contains("红灯事项") && page.contains("逾期未签收"), "why it is red is told");
    assert!(!page.contains("待批的事"));
    let elsewhere = town.actor(Role::Liaison, town.county_housing, town.county_housing);
    let (_, page) = town.get(&elsewhere, "/").await;
    assert!(page.contains("目前没有需要您办理的事") && !page.contains("待签的事"));
}

#[tokio::test]
async fn a_leader_sees_what_rests_on_their_instruction() {
    let town = Town::build();
    let leader = town.actor(Role::Leader, town.housing, town.city);
    let mut draft = town.draft_of(town.office, "批示的事");
    let instruction = bangdu_core::matters::Instruction {
        kind: bangdu_core::matters::InstructionKind::ToAct,
        author: "陈市长".into(),
        author_id: Some(leader.person),
        text: "请抓紧办理。".into(),
        on: date(2026, 11, 1),
        scan: None,
    };
    draft.origin = Origin { source: Source::Instruction, basis: Basis::Instruction(instruction) };
    let (id, drafter) = (draft.id, town.drafter());
    town.act(&drafter, id, Command::Draft(Box::new(draft))).await.unwrap();
    town.act(&drafter, id, Command::Submit).await.unwrap();
    town.act(&town.head(), id, Command::Approve).await.unwrap();
    let share = NewAssignment {
        id: AssignmentId(new_id()),
        unit: town.housing,
        part: Part::Lead,
        task: String::new(),
        deadline: None,
    };
    town.act(&town.staff(), id, Command::Assign(vec![share])).await.unwrap();
    let (_, page) = town.get(&leader, "/").await;
    assert!(page.contains("我批示的事项") && page.contains("批示的事"));
    assert!(page.contains("批示内容：</span>请抓紧办理。"), "with their own words: {page}");
    let (_, matter) = town.get(&leader, &format!("/matters/{id}")).await;
    assert!(matter.contains("批示内容</p><p class=\"quote\">请抓紧办理。"), "{matter}");
    let other = town.actor(Role::Leader, town.housing, town.city);
    let (_, page) = town.get(&other, "/").await;
    let main = page.split("class=\"leader-way").next().unwrap();
    assert!(main.contains("目前没有在办的批示件") && !main.contains("?author="));
}

#[tokio::test]
async fn a_campaign_is_opened_with_its_rules_and_ended_once() {
    let town = Town::build();
    let head = town.actor(Role::OfficeHead, town.office, town.office);
    let (status, page) = town.get(&head, "/campaigns/new").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("name=\"yellow_days\""));
    let mut fields = vec![
        ("name", "聚城畅通工程"),
        ("sign_for_days", "1"),
        ("object_days", "2"),
        ("yellow_days", "5"),
        ("yellow_percent", "20"),
        ("slipping_points", "40"),
        ("behind_points", "30"),
        ("return_days", "2"),
        ("round_day", "25"),
        ("look_back_months", "3、6"),
    ];
    let (status, _, page) = town.post(&head, "/campaigns/new", &fields).await;
    assert_eq!(status, StatusCode::CONFLICT, "yellow beyond red");
    assert!(page.contains("聚城畅通工程") && page.contains("value=\"40\""));
    fields[5].1 = "10";
    let (status, to, _) = town.post(&head, "/campaigns/new", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/campaigns"));
    let all = town.app.cx.db.read(campaigns::store::all).await.unwrap();
    assert_eq!((all.len(), all[0].rules.yellow_days, &all[0].rules.look_back_months), (1, 5, &vec![3, 6]));
    let end = format!("/campaigns/{}/end", all[0].id);
    assert_eq!(town.post(&town.county_staff(), &end, &[]).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.post(&head, &end, &[]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.post(&head, &end, &[]).await.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_notice_is_shown_as_understood_and_stored_only_once_confirmed() {
    let town = Town::build();
    let admin = town.actor(Role::SystemAdministrator, town.city, town.city);
    let (_, page) = town.get(&admin, "/settings?year=2027").await;
    assert!(page.contains("该年放假安排尚未导入"));
    let text = "2027年部分节假日安排\n一、元旦：2027年1月1日（周五）至3日（周日）放假，共3天。";
    let (status, _, page) =
        town.post(&admin, "/settings/notice", &[("text", text), ("then", "preview")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("已识别2027年的全部安排") && page.contains("2027年1月1日"));
    let (_, page) = town.get(&admin, "/settings?year=2027").await;
    assert!(page.contains("该年放假安排尚未导入"), "looking stores nothing");
    let wrong = text.replace("周五", "周四");
    let (_, _, page) =
        town.post(&admin, "/settings/notice", &[("text", wrong.as_str()), ("then", "confirm")]).await;
    assert!(page.contains("不能导入"), "a fault stops the whole");
    let (status, to, _) = town.post(&admin, "/settings/notice", &[("text", text), ("then", "confirm")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/settings?year=2027"));
    let (_, page) = town.get(&admin, "/settings?year=2027").await;
    assert!(!page.contains("该年放假安排尚未导入"));
    assert_eq!(town.get(&town.staff(), "/settings/notice").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_the_auditor_reads_the_journal_page_by_page_without_gaps() {
    let town = Town::build();
    let drafter = town.drafter();
    for n in 0..40 {
        town.submitted(&drafter, &format!("事项{n:02}")).await;
    }
    assert_eq!(town.get(&town.head(), "/journal").await.0, StatusCode::NOT_FOUND);
    let auditor = town.actor(Role::AuditAdministrator, town.city, town.city);
    let (mut seen, mut next) = (0, Some("/journal?kind=matter".to_owned()));
    while let Some(path) = next {
        let (status, page) = town.get(&auditor, &path).await;
        assert_eq!(status, StatusCode::OK);
        seen += page.matches("<th scope=\"row\"").count();
        next = next_page(&page);
    }
    assert_eq!(seen, 80, "a draft and its submission each, once");
    let (_, page) = town.get(&auditor, "/journal?kind=unit").await;
    assert!(page.contains("设立单位惠安县住建局") && page.contains("运维人员"));
    let (_, page) = town.get(&auditor, "/journal?until=2026-11-02").await;
    assert!(page.contains("没有符合条件的内容"));
}

/// The desk shows the first of each kind; what waits besides is one press away, and nobody's but the reader's.
#[tokio::test]
async fn of_each_kind_the_desk_shows_a_few_and_leads_to_all_of_them() {
    let town = Town::build();
    for n in 1..=5 {
        let id = town.submitted(&town.drafter(), &format!("第{n}所长者食堂")).await;
        town.act(&town.head(), id, Command::Approve).await.unwrap();
    }
    let staff = town.staff();
    let (_, desk) = town.get(&staff, "/").await;
    let steps = desk.split("id=\"steps\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(steps.matches("长者食堂</a>").count(), 3, "titles lead to the matter: {steps}");
    let forms = steps.matches("/assign?back=%2F\" aria-label=\"交办：").count();
    assert_eq!(forms, 3, "the act is a button, and its form leads back: {steps}");
    assert!(steps.contains("/desk/steps?kind=assign") && steps.contains("全部5项"), "{steps}");
    let (_, all) = town.get(&staff, "/desk/steps?kind=assign").await;
    assert!((1..=5).all(|n| all.contains(&format!("第{n}所长者食堂"))) && all.contains("共5项"), "{all}");
    let (_, none) = town.get(&town.county_staff(), "/desk/steps?kind=assign").await;
    assert!(!none.contains("长者食堂") && none.contains("目前没有需要您办理的这类事项"), "{none}");
    assert_eq!(town.get(&staff, "/desk/steps?kind=moon").await.0, StatusCode::NOT_FOUND);
}

/// Desk and map may count otherwise; each says how, in the same words.
#[tokio::test]
async fn desk_and_map_say_in_the_same_words_whose_matters_and_which_states_they_count() {
    let town = Town::build();
    town.assigned("实验小学教学楼", town.county_housing, Deadline::On(date(2026, 11, 30))).await;
    let counted = |page: &str| page.split("统计口径：").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let of = async |who: &Actor, path: &str| counted(&town.get(who, path).await.1);
    let staff = town.staff();
    assert_eq!(of(&staff, "/").await, of(&staff, "/map").await, "who sees everything counts the same");
    let county = town.county_staff();
    let (desk, map) = (of(&county, "/").await, of(&county, "/map").await);
    assert_eq!(desk.replace("牵头、责任或配合", "牵头"), map);
    assert!(map.contains("惠安县") && map.contains("督查室的事项") && map.contains("暂缓"), "{map}");
    let liaison = town.actor(Role::Liaison, town.county_housing, town.county_housing);
    assert!(of(&liaison, "/").await.starts_with("惠安县住建局牵头、责任或配合的事项"));
}
