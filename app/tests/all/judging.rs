//! Stories of what an office judges: claims sent back, deadlines amended, relapses, requests for help, and two people
//! at one form.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::ledgers::read::{Limits, read};
use bangdu_core::{
    calendar::Deadline,
    ids::MatterId,
    matters::{Command, Manner, Outcome, Rate, ReturnKind},
    people::{Actor, Role},
};
use jiff::civil::date;

const DAY: i64 = 24 * 3_600_000;

fn unit_head(town: &Town) -> Actor {
    town.actor(Role::UnitHead, town.housing, town.housing)
}

fn office_head(town: &Town) -> Actor {
    town.actor(Role::OfficeHead, town.office, town.office)
}

/// A matter that 市住建局 has signed for.
async fn in_progress(town: &Town, title: &str, day: i8) -> MatterId {
    let id = town.assigned(title, town.housing, Deadline::On(date(2026, 11, day))).await;
    let assignment = town.matter(id).await.unwrap().lead().unwrap().id;
    town.act(&unit_head(town), id, Command::SignFor { assignment }).await.unwrap();
    id
}

async fn claimed(town: &Town, title: &str, day: i8) -> MatterId {
    let id = in_progress(town, title, day).await;
    town.app.cx.clock.advance(9 * DAY);
    let claim = Command::Claim { text: "已全部整改".into(), signature: None, files: vec![] };
    town.act(&unit_head(town), id, claim).await.unwrap();
    id
}

fn version_in(page: &str) -> String {
    let rest = page.split_once("name=\"version\" value=\"").unwrap().1;
    rest.split('"').next().unwrap().to_owned()
}

/// The full ledger's cells of a matter, by the heads of their columns.
async fn exported(town: &Town, title: &str, column: &str) -> String {
    let (_, file) = town.file(&town.staff(), "/matters/export").await;
    let book = read("x.xlsx", &file, &Limits::default()).unwrap();
    let rows: Vec<Vec<String>> = book.sheets[0]
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.text.to_string()).collect())
        .collect();
    let at = |row: &Vec<String>| row.iter().position(|text| text == column);
    let place = rows.iter().find_map(at).unwrap();
    rows.iter().find(|row| row.iter().any(|text| text == title)).unwrap()[place].clone()
}

#[tokio::test]
async fn a_late_claim_that_is_sent_back_stays_overdue_and_its_unit_sees_why() {
    let town = Town::build();
    let id = claimed(&town, "崇武镇施工许可办理超时", 6).await;
    let (staff, at) = (town.staff(), format!("/matters/{id}"));
    let (_, form) = town.get(&staff, &format!("{at}/verify")).await;
    for told in ["已全部整改", "申请时已逾期4个工作日", "没有上传佐证材料", "完成时限不变、仍计逾期"]
    {
        assert!(form.contains(told), "{told}: {form}");
    }
    let fields = [
        ("manner", Manner::OnPaper.code()),
        ("decision", ReturnKind::Complete.code()),
        ("opinion", "照片为旧照"),
        ("version", &version_in(&form)),
    ];
    assert_eq!(town.post(&staff, &format!("{at}/verify"), &fields).await.0, StatusCode::SEE_OTHER);
    let (_, page) = town.get(&staff, &at).await;
    for told in ["逾期未办结", "已逾期4个工作日", "补办时限：2026年11月16日", "退回补办不改变完成时限"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(exported(&town, "崇武镇施工许可办理超时", "完成时限").await, "2026-11-06");
    let told = exported(&town, "崇武镇施工许可办理超时", "是否延期/新时限").await;
    assert_eq!(told, "补办时限2026-11-16（未延期）");
    let (_, desk) = town.get(&unit_head(&town), "/").await;
    assert!(desk.contains("退回待补办") && desk.contains("退回原因：照片为旧照"), "{desk}");
}

#[tokio::test]
async fn solved_at_less_than_the_whole_must_be_meant() {
    let town = Town::build();
    let id = in_progress(&town, "老旧小区加装电梯", 30).await;
    let assignment = town.matter(id).await.unwrap().lead().unwrap().id;
    let report = format!("/matters/{id}/report");
    let share = assignment.to_string();
    let told = [("assignment", share.as_str()), ("text", "完成八成半"), ("rate", "85")];
    assert_eq!(town.post(&unit_head(&town), &report, &told).await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.matter(id).await.unwrap().lead().unwrap().rate, Some(Rate(8_500)));
    let claim = Command::Claim { text: "基本完成".into(), signature: None, files: vec![] };
    town.act(&unit_head(&town), id, claim).await.unwrap();
    let pass = Command::PassVerification { manner: Manner::OnPaper, opinion: "属实".into(), files: vec![] };
    town.act(&town.staff(), id, pass).await.unwrap();
    let (staff, at) = (town.staff(), format!("/matters/{id}/propose-closure"));
    let (_, form) = town.get(&staff, &at).await;
    assert!(form.contains("完成率为85%，确认按“已解决”提请") && form.contains("按时申请"), "{form}");
    let (status, _, page) = town.post(&staff, &at, &[("outcome", "solved")]).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("确属“已解决”的请勾选确认"),
        "{page}"
    );
    let meant = [("outcome", "solved"), ("meant", "yes")];
    assert_eq!(town.post(&staff, &at, &meant).await.0, StatusCode::SEE_OTHER);
    let (_, form) = town.get(&office_head(&town), &format!("/matters/{id}/approve-closure")).await;
    assert!(form.contains("按“已解决”提请，但完成率为85%"), "{form}");
}

#[tokio::test]
async fn the_deadline_of_what_is_assigned_is_the_heads_to_amend_and_the_story_tells_both() {
    let town = Town::build();
    let id = in_progress(&town, "实验小学教学楼", 24).await;
    let (staff, head, at) = (town.staff(), office_head(&town), format!("/matters/{id}/amend"));
    let (_, form) = town.get(&staff, &at).await;
    assert!(!form.contains("name=\"deadline\"") && form.contains("由督查室负责人更正，或由承办单位申请延期"));
    let (_, list) = town.get(&staff, "/matters").await;
    assert!(list.contains("data-field=\"title\"") || list.contains("amend"), "{list}");
    assert!(!list.contains("only=deadline"), "no cell opens for it");
    let fields = |deadline: &'static str| {
        vec![
            ("title", "实验小学教学楼"),
            ("deadline", deadline),
            ("kind", "task"),
            ("urgency", "general"),
            ("reason", "原录入有误"),
        ]
    };
    let (status, _, page) = town.post(&staff, &at, &fields("2026-12-31")).await;
    assert!(status.is_client_error() && page.contains("由督查室负责人更正，或由承办单位申请延期"), "{page}");
    let (_, form) = town.get(&head, &at).await;
    assert!(form.contains("name=\"deadline\""));
    assert_eq!(town.post(&head, &at, &fields("2026-12-31")).await.0, StatusCode::SEE_OTHER);
    let (_, page) = town.get(&staff, &format!("/matters/{id}")).await;
    assert!(page.contains("完成时限由2026年11月24日改为2026年12月31日"), "{page}");
}

#[tokio::test]
async fn of_two_forms_the_later_keeps_what_the_earlier_changed() {
    let town = Town::build();
    let id = in_progress(&town, "路灯建设", 24).await;
    let (head, at) = (office_head(&town), format!("/matters/{id}/amend"));
    let (_, opened) = town.get(&head, &at).await;
    let version = version_in(&opened);
    let all = |title: &'static str, goal: &'static str, deadline: &'static str, version: String| {
        [
            ("title", title.to_owned()),
            ("requirement", goal.to_owned()),
            ("deadline", deadline.to_owned()),
            ("kind", "task".to_owned()),
            ("urgency", "general".to_owned()),
            ("reason", "据实更正".to_owned()),
            ("version", version),
        ]
    };
    let send = async |who: &Actor, fields: [(&'static str, String); 7]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        town.post(who, &at, &fields).await
    };
    let colleague = all("市区路灯建设", "120盏", "2026-11-24", version.clone());
    assert_eq!(send(&head, colleague).await.0, StatusCode::SEE_OTHER);
    // The other form was opened before: its sender changed the deadline and the title, and left the goal alone.
    let mine = all("城区路灯建设", "", "2026-12-31", version);
    let (status, _, page) = send(&head, mine).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("120盏</textarea>") || page.contains("\n120盏"), "left alone: the latest: {page}");
    assert!(page.contains("他人已将此项改为“市区路灯建设”"), "both changed it: {page}");
    assert!(!page.contains("他人已将此项改为“2026"), "only one changed it: {page}");
    let again = all("城区路灯建设", "120盏", "2026-12-31", version_in(&page));
    assert_eq!(send(&head, again).await.0, StatusCode::SEE_OTHER);
    let m = town.matter(id).await.unwrap();
    assert_eq!((m.title.as_str(), m.requirement.as_str()), ("城区路灯建设", "120盏"));
    assert_eq!(m.deadline, Deadline::On(date(2026, 12, 31)));
}

/// A form that comes back for what is wrong in it still knows no more than it was filled with.
#[tokio::test]
async fn a_form_that_was_wrong_does_not_pass_for_new() {
    let town = Town::build();
    let id = in_progress(&town, "路灯建设", 24).await;
    let (head, at) = (office_head(&town), format!("/matters/{id}/amend"));
    let version = version_in(&town.get(&head, &at).await.1);
    let remark = Command::Remark { text: "已现场核实".into() };
    town.act(&head, id, remark).await.unwrap();
    let (status, _, page) = town.post(&head, &at, &[("title", ""), ("version", &version)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(version_in(&page), version);
}

#[tokio::test]
async fn a_relapse_is_before_the_head_until_it_is_decided() {
    let town = Town::build();
    let id = claimed(&town, "占道经营整治", 20).await;
    let (staff, head) = (town.staff(), office_head(&town));
    let pass = Command::PassVerification { manner: Manner::OnPaper, opinion: "属实".into(), files: vec![] };
    town.act(&staff, id, pass).await.unwrap();
    town.act(&staff, id, Command::ProposeClosure { outcome: Outcome::Solved }).await.unwrap();
    town.act(&head, id, Command::ApproveClosure { look_back_months: vec![1, 2] }).await.unwrap();
    town.app.cx.clock.advance(90 * DAY);
    let look = [("decision", "no"), ("text", "再次占道")];
    let at = format!("/matters/{id}");
    assert_eq!(town.post(&staff, &format!("{at}/look-back"), &look).await.0, StatusCode::SEE_OTHER);
    let (_, page) = town.get(&staff, &at).await;
    assert!(page.contains("待督查室负责人决定是否重新办理") && !page.contains("下次回头看"), "{page}");
    assert!(!town.get(&staff, "/").await.1.contains("问题反弹，待定是否重新办理"));
    let (_, desk) = town.get(&head, "/").await;
    assert!(desk.contains("问题反弹，待定是否重新办理") && desk.contains("占道经营整治"), "{desk}");
    let (_, form) = town.get(&head, &format!("{at}/reopen")).await;
    assert!(form.contains("再次占道"), "{form}");
    let keep = format!("{at}/keep-closed");
    assert_eq!(town.get(&staff, &keep).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.post(&head, &keep, &[("reason", "已另行立项")]).await.0, StatusCode::SEE_OTHER);
    assert!(!town.get(&head, "/").await.1.contains("问题反弹，待定是否重新办理"));
}

#[tokio::test]
async fn who_asks_for_help_and_names_nobody_is_on_the_offices_desk() {
    for town in Town::on_each_engine() {
        let id = in_progress(&town, "电力迁改", 30).await;
        let (staff, at) = (town.staff(), format!("/matters/{id}"));
        let ask = [("kind", "coordination"), ("helper", ""), ("text", "请协调供电公司迁改线路")];
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        assert_eq!(town.post(&liaison, &format!("{at}/ask-help"), &ask).await.0, StatusCode::SEE_OTHER);
        let (_, desk) = town.get(&staff, "/").await;
        assert!(desk.contains("待协调的帮助请求") && desk.contains("请协调供电公司迁改线路"), "{desk}");
        assert!(!town.get(&town.county_staff(), "/").await.1.contains("待协调的帮助请求"));
        let (_, form) = town.get(&staff, &format!("{at}/coordinate-help")).await;
        assert!(form.contains("value=\"市政府督查室\"") || form.contains("督查室"), "{form}");
        assert_eq!(town.get(&liaison, &format!("{at}/coordinate-help")).await.0, StatusCode::FORBIDDEN);
        told_again(&town).await;
        let give = [("help", "0"), ("helper", "惠安县住建局")];
        let coordinate = format!("{at}/coordinate-help");
        assert_eq!(town.post(&staff, &coordinate, &give).await.0, StatusCode::SEE_OTHER);
        let (_, page) = town.get(&liaison, &at).await;
        assert!(page.contains("帮助请求已受理，由"), "{page}");
        assert!(!town.get(&staff, "/").await.1.contains("待协调的帮助请求"));
    }
}

const MIGRATION: &str = include_str!("../../migrations/0121_help_to_coordinate.sql");

/// What waits for an office that was asked before: the migration finds what every later act writes.
async fn told_again(town: &Town) {
    use bangdu::db::{DbError, Engine, Tx};
    let read = "SELECT matter, unit, by_at, takes, barred, office FROM todos WHERE kind = 'coordinate_help'";
    let rows = async || {
        let rows = town.app.cx.db.read(move |tx| tx.rows(read, &[])).await.unwrap();
        rows.iter().map(|row| row.values().to_vec()).collect::<Vec<_>>()
    };
    let kept = rows().await;
    assert_eq!(kept.len(), 1);
    let mine = if town.app.cx.db.engine() == Engine::Sqlite { "--sqlite" } else { "--postgres" };
    let section = MIGRATION.split(mine).nth(1).unwrap().split("\n--").next().unwrap();
    let fill = section.trim().trim_end_matches(';').to_owned();
    let again = move |tx: &mut Tx<'_>| {
        tx.execute("DELETE FROM todos WHERE kind = 'coordinate_help'", &[])?;
        tx.execute(&fill, &[])?;
        Ok::<_, DbError>(())
    };
    town.app.cx.db.write(again).await.unwrap();
    assert_eq!(rows().await, kept);
}

#[tokio::test]
async fn who_has_not_answered_an_urge_is_named() {
    let town = Town::build();
    let (open, done) =
        (in_progress(&town, "未回复的事", 30).await, in_progress(&town, "已回复的事", 30).await);
    let (one, other) = (open.to_string(), done.to_string());
    let urge = [
        ("m", one.as_str()),
        ("m", other.as_str()),
        ("text", "请抓紧办理"),
        ("by", "message"),
        ("back", "/"),
    ];
    assert_eq!(town.post(&town.staff(), "/matters/urges", &urge).await.0, StatusCode::SEE_OTHER);
    town.app.cx.clock.advance(3_600_000);
    let report = [("text", "已开工"), ("rate", "10")];
    let at = format!("/matters/{done}/report");
    assert_eq!(town.post(&unit_head(&town), &at, &report).await.0, StatusCode::SEE_OTHER);
    let (_, desk) = town.get(&town.staff(), "/").await;
    let replies = desk.split_once("replies-head").unwrap().1;
    let (waits, answered) = (replies.find("未回复的事"), replies.find("已回复的事"));
    assert!(waits.is_some() && waits < answered, "{replies}");
    assert!(replies.contains("催办待回复"));
}
