//! Stories of the list of matters and of drafts, as a browser sees them.

use crate::town::{Town, next_page, titles};
use axum::http::StatusCode;
use bangdu_core::{
    calendar::Deadline,
    matters::{Command, DraftMatter, State},
    people::Role,
};
use jiff::civil::date;

#[tokio::test]
async fn paging_through_120_matters_shows_each_once_in_the_order_of_deadlines() {
    let town = Town::build();
    for n in 0..120 {
        let due = Deadline::On(date(2026, 12, 1 + (n % 28) as i8));
        town.assigned(&format!("事项{n:03}"), town.housing, due).await;
    }
    let staff = town.staff();
    for start in ["/matters", "/matters?sort=changed"] {
        let (mut seen, mut next) = (Vec::new(), Some(start.to_owned()));
        while let Some(path) = next {
            let (status, page) = town.get(&staff, &path).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains("共120项"), "the count is kept on every page");
            seen.extend(titles(&page));
            next = next_page(&page);
        }
        assert_eq!(seen.len(), 120, "{start}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120, "{start}: none twice");
    }
}

#[tokio::test]
async fn filters_narrow_the_list_and_each_has_a_chip_that_takes_it_off() {
    let town = Town::build();
    let soon = Deadline::On(date(2026, 11, 5));
    let late = Deadline::On(date(2027, 6, 30));
    town.assigned("滨海大道管线迁改", town.housing, soon).await;
    town.assigned("实验小学施工许可", town.county_housing, late).await;
    let staff = town.staff();
    for (path, found) in [
        ("/matters?q=%E6%BB%A8%E6%B5%B7", vec!["滨海大道管线迁改"]),
        ("/matters?unit=%E6%83%A0%E5%AE%89%E5%8E%BF%E4%BD%8F%E5%BB%BA%E5%B1%80", vec!["实验小学施工许可"]),
        ("/matters?due=week", vec!["滨海大道管线迁改"]),
        ("/matters?light=green", vec!["滨海大道管线迁改", "实验小学施工许可"]),
        ("/matters?light=red", vec![]),
        ("/matters?state=assigned&kind=task&source=decision", vec!["滨海大道管线迁改", "实验小学施工许可"]),
        ("/matters?state=closed", vec![]),
        ("/matters?kind=problem", vec![]),
    ] {
        let (_, page) = town.get(&staff, path).await;
        assert_eq!(titles(&page), found, "{path}");
    }
    let (_, page) = town.get(&staff, "/matters?state=assigned&light=green").await;
    assert!(
        page.contains("href=\"/matters?light=green\"") && page.contains("href=\"/matters?state=assigned\"")
    );
    let (_, page) = town.get(&staff, "/matters?unit=%E4%BD%8F%E5%BB%BA").await;
    assert!(
        page.contains("未能确定是哪个单位") && page.contains("惠安县住建局"),
        "住建 could be two bureaus"
    );
}

#[tokio::test]
async fn a_withdrawn_matter_is_among_the_finished_and_no_longer_among_the_unfinished() {
    let town = Town::build();
    let due = Deadline::On(date(2026, 12, 30));
    town.assigned("滨海大道管线迁改", town.housing, due).await;
    let cancelled = town.assigned("实验小学施工许可", town.housing, due).await;
    let staff = town.staff();
    let head = town.actor(Role::OfficeHead, town.office, town.office);
    town.act(&staff, cancelled, Command::AskWithdrawal { reason: "工程取消".into() }).await.unwrap();
    let agreed = Command::DecideWithdrawal { approved: true, reason: "同意".into() };
    town.act(&head, cancelled, agreed).await.unwrap();
    for (path, found) in [
        ("/matters", vec!["滨海大道管线迁改"]),
        ("/matters?show=finished", vec!["实验小学施工许可"]),
        ("/matters?show=all", vec!["滨海大道管线迁改", "实验小学施工许可"]),
    ] {
        let (_, page) = town.get(&staff, path).await;
        let mut shown = titles(&page);
        shown.sort_unstable_by_key(|title| title != "滨海大道管线迁改");
        assert_eq!(shown, found, "{path}");
    }
}

#[tokio::test]
async fn a_county_office_sees_its_county_only_in_the_list_and_in_the_counts() {
    let town = Town::build();
    let due = Deadline::On(date(2026, 12, 31));
    town.assigned("市里的事", town.housing, due).await;
    town.assigned("县里的事", town.county_housing, due).await;
    let (_, page) = town.get(&town.county_staff(), "/matters").await;
    assert_eq!(titles(&page), ["县里的事"]);
    assert!(page.contains("共1项"));
    let (_, page) = town.get(&town.county_staff(), "/matters/summary").await;
    assert_eq!(titles(&page), ["惠安县住建局"]);
    let (_, page) = town.get(&town.staff(), "/matters/summary").await;
    assert_eq!(titles(&page).len(), 4, "the areas, then the lead units");
    let nobody = town.actor(Role::SystemAdministrator, town.city, town.city);
    let (_, page) = town.get(&nobody, "/matters").await;
    assert!(titles(&page).is_empty() && page.contains("暂无督查事项"));
}

fn typed<'a>(title: &'a str, deadline: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", "task"),
        ("title", title),
        ("source", "instruction"),
        ("basis", "instruction"),
        ("instruction_kind", "act"),
        ("author", "陈市长"),
        ("instruction_text", "请住建局抓紧办理。"),
        ("instruction_on", "2026-11-01"),
        ("urgency", "general"),
        ("deadline", deadline),
        ("not_classified", "yes"),
    ]
}

#[tokio::test]
async fn a_draft_is_saved_with_the_deadline_as_it_was_typed_and_handed_in_at_once() {
    let town = Town::build();
    let drafter = town.drafter();
    let (_, page) = town.get(&drafter, "/matters/new").await;
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut fields = typed("实验小学施工许可", "12月底");
    fields.extend([("id", id.as_str()), ("then", "submit")]);
    let (status, to, _) = town.post(&drafter, "/matters/new", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/matters/{id}").as_str()));
    let matter = town.matter(id.parse().unwrap()).await.unwrap();
    assert_eq!(matter.deadline, Deadline::On(date(2026, 12, 31)));
    assert!(matches!(matter.state, State::AwaitingApproval { .. }));
    // The same form sent twice makes no second draft.
    let (status, to, _) = town.post(&drafter, "/matters/new", &fields).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/matters/{id}").as_str()));
    let (_, page) = town.get(&drafter, "/matters").await;
    assert_eq!(titles(&page), ["实验小学施工许可"]);
}

#[tokio::test]
async fn a_refused_draft_keeps_what_was_typed_and_stores_nothing() {
    let town = Town::build();
    let drafter = town.drafter();
    let mut fields = typed("实验小学施工许可", "0630");
    fields.retain(|(name, _)| *name != "not_classified");
    let (status, _, page) = town.post(&drafter, "/matters/new", &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    for kept in [
        "涉密信息不得录入",
        "value=\"实验小学施工许可\"",
        "请住建局抓紧办理。",
        "value=\"0630\"",
        "2027年6月30日",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    let (status, _, page) = town.post(&drafter, "/matters/new", &typed("", "尽快")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#title\"") && page.contains("href=\"#deadline\"") && page.contains("尽快"));
    let (_, page) = town.get(&drafter, "/matters").await;
    assert!(titles(&page).is_empty());
}

#[tokio::test]
async fn who_may_not_draft_is_told_so_and_a_strange_draft_is_not_found() {
    let town = Town::build();
    let (status, page) = town.get(&town.staff(), "/matters/new").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("经办人"));
    let id = town.submitted(&town.drafter(), "市里的事").await;
    let county = town.actor(Role::Drafter, town.county_office, town.county_office);
    let (status, _) = town.get(&county, &format!("/matters/{id}/edit")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_that_somebody_else_changed_is_shown_with_what_was_typed() {
    let town = Town::build();
    let drafter = town.drafter();
    let draft = town.draft_of(town.office, "旧题");
    let id = draft.id;
    town.act(&drafter, id, Command::Draft(Box::new(draft.clone()))).await.unwrap();
    let other = DraftMatter { title: "他人改的题".into(), ..draft };
    town.act(&town.drafter(), id, Command::EditDraft(Box::new(other))).await.unwrap();
    let path = format!("/matters/{id}/edit");
    let mut fields = typed("我改的题", "长期");
    fields.push(("version", "1"));
    let (status, _, page) = town.post(&drafter, &path, &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("我改的题") && page.contains("已被他人修改"));
    assert_eq!(town.matter(id).await.unwrap().title, "他人改的题");
    let version = page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    fields.pop();
    fields.push(("version", version));
    let (status, _, _) = town.post(&drafter, &path, &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(town.matter(id).await.unwrap().title, "我改的题");
}

#[tokio::test]
async fn one_approval_registers_a_documents_rows_with_numbers_that_run_on() {
    let town = Town::build();
    let drafter = town.drafter();
    let mut ids = Vec::new();
    for title in ["第一项", "第二项", "第三项"] {
        ids.push(town.submitted(&drafter, title).await.to_string());
    }
    let head = town.head();
    let (_, page) = town.get(&head, "/matters/batch").await;
    assert!(page.contains("2026年任务分解表") && page.matches("name=\"matter\"").count() == 3);
    let ticked: Vec<(&str, &str)> = ids.iter().map(|id| ("matter", id.as_str())).collect();
    let (status, to, _) = town.post(&head, "/matters/batch", &ticked).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/matters/batch"));
    let mut serials = Vec::new();
    for id in &ids {
        serials.push(town.matter(id.parse().unwrap()).await.unwrap().number.unwrap().serial);
    }
    assert_eq!(serials, [1, 2, 3]);
    let (_, page) = town.get(&head, "/matters/batch").await;
    assert!(page.contains("没有待您批量审批的文件"));
    // Who drafted them may not approve them; nothing is registered by halves.
    let id = town.submitted(&drafter, "第四项").await;
    let (status, _, page) = town.post(&town.staff(), "/matters/batch", &[("matter", &id.to_string())]).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("政府负责人"), "{page}");
    assert!(town.matter(id).await.unwrap().number.is_none());
}

#[tokio::test]
async fn pasted_rows_become_drafts_each_for_itself_and_a_row_in_error_waits_to_be_mended() {
    for town in Town::on_each_engine() {
        let drafter = town.drafter();
        let at = "/matters/new/rows";
        assert!(town.get(&drafter, "/matters/new").await.1.contains(at));
        let common = [
            ("kind", "task"),
            ("urgency", "general"),
            ("source", "decision"),
            ("document", "2026年任务分解表"),
            ("not_classified", "yes"),
        ];
        let cells = "督查事项\t完成时限\n村道硬化\t12月底\n河道清淤\t视资金到位情况\n\t长期\n";
        let (status, _, page) = town.post(&drafter, at, &[&common[..], &[("rows", cells)]].concat()).await;
        assert!(status == StatusCode::OK && page.contains("待存拟办（3项）"), "{page}");
        assert!(page.contains("value=\"村道硬化\"") && page.contains("value=\"视资金到位情况\""), "{page}");
        let (_, list) = town.get(&drafter, "/matters?state=draft").await;
        assert!(!list.contains("村道硬化"), "a preview stores nothing");

        let ids: Vec<String> = page
            .split("name=\"row\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        let names: Vec<(String, String)> = ids
            .iter()
            .zip([("村道硬化", "12月底"), ("河道清淤", "视资金到位情况"), ("", "长期")])
            .flat_map(|(id, (title, limit))| {
                [
                    ("row".to_owned(), id.clone()),
                    (format!("title-{id}"), title.to_owned()),
                    (format!("deadline-{id}"), limit.to_owned()),
                ]
            })
            .collect();
        let typed: Vec<(&str, &str)> =
            names.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (status, _, page) = town.post(&drafter, at, &[&common[..], &typed[..]].concat()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("已存为拟办1项") && page.contains("待存拟办（2项）"), "{page}");
        assert!(!page.contains("value=\"村道硬化\"") && page.contains("请填写此项"), "{page}");
        let (_, list) = town.get(&drafter, "/matters?state=draft").await;
        assert!(list.contains("村道硬化") && !list.contains("河道清淤"), "{list}");

        // Mended, and one row left out; sent twice, stored once.
        let (limit, drop) = (format!("deadline-{}", ids[1]), format!("drop-{}", ids[2]));
        let mended: Vec<(&str, &str)> = typed[3..]
            .iter()
            .map(|(name, value)| (*name, if *name == limit { "2027年6月底" } else { value }))
            .chain([(drop.as_str(), "yes")])
            .collect();
        for _ in 0..2 {
            let (status, to, page) = town.post(&drafter, at, &[&common[..], &mended[..]].concat()).await;
            assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/matters?state=draft"), "{page}");
        }
        let (_, list) = town.get(&drafter, "/matters?state=draft").await;
        assert_eq!(list.matches("data-id=").count(), 2, "{list}");

        // Or stored and submitted in one go.
        let id = bangdu::cx::new_id().to_string();
        let cells =
            [("row", id.clone()), ("title", "农田水利修复".to_owned()), ("deadline", "12月底".to_owned())];
        let named = |name: &str| if name == "row" { name.to_owned() } else { format!("{name}-{id}") };
        let cells: Vec<(String, String)> = cells.iter().map(|(n, v)| (named(n), v.clone())).collect();
        let cells: Vec<(&str, &str)> = cells.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (status, to, page) =
            town.post(&drafter, at, &[&common[..], &cells[..], &[("then", "submit")]].concat()).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/matters?state=awaiting_approval"),
            "{page}"
        );
        let (_, list) = town.get(&drafter, "/matters?state=awaiting_approval").await;
        assert!(list.contains("农田水利修复"), "{list}");

        // Without the statement a rule says no to each row, and nothing is stored.
        let bare: Vec<(&str, &str)> = common[..4].iter().chain(&typed[..3]).copied().collect();
        let again: Vec<(&str, &str)> =
            bare.iter().map(|(n, v)| (*n, if *v == "村道硬化" { "新事项" } else { v })).collect();
        let fresh = bangdu::cx::new_id().to_string();
        let again: Vec<(String, String)> =
            again.iter().map(|(n, v)| (n.replace(&ids[0], &fresh), v.replace(&ids[0], &fresh))).collect();
        let again: Vec<(&str, &str)> = again.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (status, _, page) = town.post(&drafter, at, &again).await;
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("未确认所录内容不涉密"),
            "{page}"
        );
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        assert_eq!(town.get(&liaison, at).await.0, StatusCode::FORBIDDEN);
        assert_eq!(town.post(&liaison, at, &typed).await.0, StatusCode::FORBIDDEN);
    }
}
