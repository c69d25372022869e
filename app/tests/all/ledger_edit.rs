//! Stories of cells edited where they stand in the list: which open for whom, the act behind them, what is said to
//! whoever was slower, and what a rule refuses.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu_core::{
    calendar::Deadline,
    ids::MatterId,
    matters::{Command, Urgency},
    people::{Actor, Role},
};
use jiff::civil::date;

fn on(month: i8, day: i8) -> Deadline {
    Deadline::On(date(2026, month, day))
}

/// The value of a form's field as the page has it.
fn value<'p>(page: &'p str, name: &str) -> &'p str {
    let field = page.split('<').find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap_or_default();
    field.split_once("value=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
}

/// A matter that the city's housing bureau works on, and its liaison.
async fn in_progress(town: &Town) -> (MatterId, Actor) {
    let id = town.assigned("实验小学教学楼", town.housing, on(11, 30)).await;
    let liaison = town.actor(Role::Liaison, town.housing, town.housing);
    let assignment = town.matter(id).await.unwrap().lead().unwrap().id;
    town.act(&liaison, id, Command::SignFor { assignment }).await.unwrap();
    (id, liaison)
}

fn head(town: &Town) -> Actor {
    town.actor(Role::OfficeHead, town.office, town.office)
}

const EDITED: &str = "/matters?columns=number,title,due,urgency,rate,progress,remark,state";

#[tokio::test]
async fn cells_open_for_those_whose_act_it_is_and_for_nobody_else() {
    for town in Town::on_each_engine() {
        let (_, liaison) = in_progress(&town).await;
        let (_, page) = town.get(&town.staff(), EDITED).await;
        for edit in ["amend?only=title", "amend?only=urgency", "remark?only=text"] {
            assert!(page.contains(&format!("data-edit=\"{edit}\"")), "{edit}: {page}");
        }
        // A deadline that units work by is the head's to amend.
        assert!(!page.contains("amend?only=deadline"), "{page}");
        let (_, heads) = town.get(&head(&town), EDITED).await;
        assert!(heads.contains("data-edit=\"amend?only=deadline\""), "{heads}");
        assert!(!page.contains("report?only") && page.contains(">更正</a>"), "{page}");
        let (_, page) = town.get(&liaison, EDITED).await;
        assert!(page.contains("data-edit=\"report?only=rate\"") && page.contains(">反馈</a>"), "{page}");
        assert!(!page.contains("amend?only") && !page.contains("remark?only"), "{page}");
        // The head of government sees everything and amends nothing.
        let (_, page) = town.get(&town.head(), EDITED).await;
        assert!(page.contains("实验小学教学楼") && !page.contains("data-edit"), "{page}");
    }
}

#[tokio::test]
async fn a_deadline_is_amended_from_its_cell_by_the_matters_own_act() {
    for town in Town::on_each_engine() {
        let (id, liaison) = in_progress(&town).await;
        let amender = head(&town);
        let back = format!("/matters?m={id}&show=all&columns=title%2Cdue");
        let at = format!(
            "/matters/{id}/amend?only=deadline&back={}",
            back.replace('%', "%25").replace('&', "%26")
        );
        let (status, page) = town.get(&amender, &at).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(page.matches("class=\"field\"").count(), 2, "the deadline and why: {page}");
        assert_eq!(value(&page, "title"), "实验小学教学楼", "the rest goes along");
        let version = value(&page, "version").to_owned();
        let form = |deadline: &'static str, reason: &'static str| {
            let names = ["title", "requirement", "kind", "urgency", "campaign", "version", "back", "only"];
            let mut form: Vec<(&str, String)> =
                names.map(|name| (name, value(&page, name).replace("&amp;", "&"))).into();
            form.extend([("deadline", deadline.to_owned()), ("reason", reason.to_owned())]);
            form
        };
        let send = async |form: &[(&str, String)]| {
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            town.post(&amender, &format!("/matters/{id}/amend"), &form).await
        };
        let (status, _, said) = send(&form("12月40日", "调整")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.contains("deadline-error") && said.contains("12月40日"), "said at the field: {said}");
        assert_eq!(said.matches("class=\"field\"").count(), 2, "still the cell's form");
        let (status, _, said) = send(&form("2026-12-20", "")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && said.contains("reason-error"), "{said}");
        assert_eq!(town.matter(id).await.unwrap().deadline, on(11, 30), "nothing was stored");

        let (status, to, _) = send(&form("2026-12-20", "报市政府同意调整")).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, back.as_str()));
        let matter = town.matter(id).await.unwrap();
        assert_eq!((matter.deadline, matter.urgency), (on(12, 20), Urgency::General));
        let (_, row) = town.get(&amender, &to).await;
        assert_eq!(row.matches("data-id=").count(), 1, "the row alone: {row}");
        assert!(row.contains("2026-12-20"), "{row}");

        // Whoever opened the cell before is told who was faster; what was typed stays.
        let (status, _, said) = send(&form("2026-12-25", "再调整")).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            said.contains("完成时限由2026年11月30日改为2026年12月20日。理由：报市政府同意调整"),
            "who did what: {said}"
        );
        assert!(said.contains("按最新情况提交") && said.contains("2026-12-25"), "{said}");
        assert_eq!(town.matter(id).await.unwrap().deadline, on(12, 20));
        let again: Vec<(&str, String)> = form("2026-12-25", "再调整")
            .into_iter()
            .map(|(name, old)| (name, if name == "version" { value(&said, name).to_owned() } else { old }))
            .collect();
        assert_ne!(version, value(&said, "version"));
        assert_eq!(send(&again).await.0, StatusCode::SEE_OTHER, "one more press");
        assert_eq!(town.matter(id).await.unwrap().deadline, on(12, 25));

        // No way around a rule: the right is asked by the act, whatever a page shows.
        let (status, said) = town.get(&liaison, &at).await;
        assert!(status == StatusCode::FORBIDDEN && said.contains("更正"), "{said}");
        let strange = town.actor(Role::Liaison, town.county_housing, town.county_housing);
        assert_eq!(town.get(&strange, &at).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn progress_and_completion_are_reported_from_their_cells_and_completion_does_not_fall() {
    for town in Town::on_each_engine() {
        let (id, liaison) = in_progress(&town).await;
        let at = format!("/matters/{id}/report");
        let (_, page) = town.get(&liaison, &format!("{at}?only=rate&back=%2Fmatters")).await;
        assert!(page.contains("name=\"text\"") && !page.contains("type=\"file\""), "{page}");
        let assignment = town.matter(id).await.unwrap().lead().unwrap().id.to_string();
        let report = async |rate: &str| {
            let form = [
                ("assignment", assignment.as_str()),
                ("text", "主体封顶"),
                ("rate", rate),
                ("problem", "室外管网未移交"),
                ("only", "rate"),
                ("back", "/matters"),
            ];
            town.post(&liaison, &at, &form).await
        };
        assert_eq!(report("60").await.0, StatusCode::SEE_OTHER);
        let (status, _, said) = report("50").await;
        assert!(status.is_client_error() && said.contains("累计完成率不得低于上次"), "{status} {said}");
        assert!(said.contains("更正上次反馈"), "the way out: {said}");
        let (_, page) = town.get(&liaison, EDITED).await;
        assert!(page.contains("60%") && page.contains("主体封顶"), "{page}");
        let (_, page) = town.get(&liaison, &format!("{at}?only=problem&back=%2Fmatters")).await;
        assert_eq!(value(&page, "problem"), "室外管网未移交", "what was said last isn't lost");
    }
}

#[tokio::test]
async fn a_remark_stands_beside_the_matter_and_needs_no_reason() {
    for town in Town::on_each_engine() {
        let (id, liaison) = in_progress(&town).await;
        let (staff, at) = (town.staff(), format!("/matters/{id}/remark"));
        let remark =
            async |who: &Actor, text: &str| town.post(who, &at, &[("text", text), ("only", "text")]).await.0;
        assert_eq!(remark(&staff, "月底前电话了解").await, StatusCode::SEE_OTHER);
        assert_eq!(town.matter(id).await.unwrap().remark(), "月底前电话了解");
        assert!(town.get(&staff, EDITED).await.1.contains("月底前电话了解"));
        assert!(town.get(&staff, &format!("/matters/{id}")).await.1.contains("备注：月底前电话了解"));
        assert_eq!(remark(&liaison, "改掉").await, StatusCode::FORBIDDEN);
        assert_eq!(remark(&staff, "").await, StatusCode::SEE_OTHER);
        assert_eq!(town.matter(id).await.unwrap().remark(), "");
    }
}

#[tokio::test]
async fn a_matter_moves_into_a_campaign_only_when_the_form_says_so() {
    for town in Town::on_each_engine() {
        let (id, _) = in_progress(&town).await;
        let staff = town.staff();
        let (_, page) = town.get(&staff, &format!("/matters/{id}/amend")).await;
        let names = ["title", "requirement", "deadline", "version"];
        let mut form: Vec<(&str, String)> = names.map(|name| (name, value(&page, name).to_owned())).into();
        form.extend([
            ("kind", "task".to_owned()),
            ("urgency", "urgent".to_owned()),
            ("reason", "提级".to_owned()),
        ]);
        let sent: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, _, said) = town.post(&staff, &format!("/matters/{id}/amend"), &sent).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{said}");
        let matter = town.matter(id).await.unwrap();
        assert_eq!((matter.urgency, matter.campaign), (Urgency::Urgent, None));
        let (status, _, said) = town
            .post(
                &staff,
                &format!("/matters/{id}/amend"),
                &[
                    &sent[..3],
                    &[
                        ("campaign", &uuid::Uuid::from_u128(5).to_string()),
                        ("kind", "task"),
                        ("urgency", "urgent"),
                        ("reason", "归入"),
                    ],
                ]
                .concat(),
            )
            .await;
        assert!(status.is_client_error() && said.contains("没有这一专项行动"), "{status} {said}");
    }
}
