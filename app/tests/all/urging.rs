//! Stories of urging from the list: what is ticked is urged, each matter for itself.

use crate::town::Town;
use axum::http::StatusCode;
use bangdu::{
    db::DbError,
    matters::store::{pressed, urges},
};
use bangdu_core::{
    calendar::Deadline,
    ids::MatterId,
    instant::Instant,
    matters::{Command, NewReport, Part},
    people::Role,
};
use jiff::civil::date;

async fn urged(town: &Town, id: MatterId) -> u32 {
    town.matter(id).await.unwrap().urges.messages
}

#[tokio::test]
async fn what_is_ticked_is_urged_and_what_cannot_be_is_told_why() {
    let town = Town::build();
    let due = Deadline::On(date(2026, 11, 30));
    let first = town.assigned("实验小学教学楼", town.housing, due).await;
    let second = town.assigned("长者食堂", town.housing, due).await;
    let waiting = town.submitted(&town.drafter(), "待批的事").await;
    let staff = town.staff();
    let (_, list) = town.get(&staff, "/matters").await;
    assert!(list.contains("催办选中事项") && !list.contains(" checked"));
    let (_, list) = town.get(&staff, "/matters?pick=all").await;
    assert!(list.contains(" checked") && list.contains("取消全选"));
    let (one, two, three) = (first.to_string(), second.to_string(), waiting.to_string());
    let (_, page) =
        town.get(&staff, &format!("/matters/urges?m={one}&m={two}&m={three}&back=/matters")).await;
    assert!(page.contains("市住建局：你单位承办的下列督查事项") && page.contains("2. 长者食堂"), "{page}");
    assert_eq!(page.matches("目前不能由您催办").count(), 1, "what can't be urged is told before");
    assert!(page.contains("该事项目前处于“待审批”"), "with the reason: {page}");
    assert!(!page.contains(&format!("name=\"m\" value=\"{three}\"")));
    let blank = [("m", one.as_str()), ("text", " "), ("by", "message")];
    assert_eq!(town.post(&staff, "/matters/urges", &blank).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(urged(&town, first).await, 0, "without words nobody is urged");
    let all = [
        ("m", one.as_str()),
        ("m", two.as_str()),
        ("m", three.as_str()),
        ("text", "请抓紧办理"),
        ("by", "message"),
        ("back", "/matters?light=red"),
    ];
    let (status, _, page) = town.post(&staff, "/matters/urges", &all).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("已催办2项，另有1项未能催办") && page.contains("待批的事"), "{page}");
    assert_eq!(
        (urged(&town, first).await, urged(&town, second).await, urged(&town, waiting).await),
        (1, 1, 0)
    );
    let again = [all[0], all[3], all[4], all[5]];
    let (status, to, _) = town.post(&staff, "/matters/urges", &again).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/matters?light=red"));
}

/// The same day stands in what is sent, in the slip, and in the texts to copy, which follow what is typed.
#[tokio::test]
async fn several_are_urged_with_a_day_to_answer_by_and_the_texts_name_it() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2026, 11, 30))).await;
    let (staff, one) = (town.staff(), id.to_string());
    let (_, page) = town.get(&staff, &format!("/matters/urges?m={one}")).await;
    assert!(page.contains("name=\"answer_by\"") && page.contains("value=\"2026-11-05\""), "{page}");
    assert!(page.contains("请于2026年11月5日前回复。"), "{page}");
    let urge = |by, answer_by, look: &'static str| {
        let fields = [("m", one.as_str()), ("text", "请抓紧"), ("by", by), ("answer_by", answer_by)];
        fields
            .into_iter()
            .chain(Some(("look", look)).filter(|(_, look)| !look.is_empty()))
            .collect::<Vec<_>>()
    };
    let (status, _, page) = town.post(&staff, "/matters/urges", &urge("message", "1110", "1")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("请于2026年11月10日前回复。") && page.contains("请抓紧"), "{page}");
    assert_eq!(urged(&town, id).await, 0, "who only looks urges nobody");
    let (status, _, page) = town.post(&staff, "/matters/urges", &urge("message", "改日", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("value=\"改日\""), "what was typed stays: {page}");
    for (by, day) in [("message", "1110"), ("blue", "1111"), ("message", "")] {
        assert_eq!(town.post(&staff, "/matters/urges", &urge(by, day, "")).await.0, StatusCode::SEE_OTHER);
    }
    let (_, story) = town.get(&staff, &format!("/matters/{id}?story=urges")).await;
    for told in
        ["催办市住建局，要求2026年11月10日前回复：", "要求2026年11月11日前回复：", "催办市住建局：请抓紧"]
    {
        assert!(story.contains(told), "{told}: {story}");
    }
    // A single one has the same field.
    let (_, page) = town.get(&staff, &format!("/matters/{id}/slip")).await;
    assert!(page.contains("要求回复时限") && page.contains("value=\"2026-11-05\""), "{page}");
    let alone = [("text", "请抓紧"), ("answer_by", "1112"), ("version", "")];
    let (_, _, _) = town.post(&staff, &format!("/matters/{id}/urge"), &alone).await;
    let (_, story) = town.get(&staff, &format!("/matters/{id}?story=urges")).await;
    assert!(story.contains("要求2026年11月12日前回复"), "{story}");
}

/// Help before pressure, told before and held to for each.
#[tokio::test]
async fn a_slip_for_several_needs_help_or_a_waiver_and_says_so_before() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2026, 11, 30))).await;
    let (staff, one) = (town.staff(), id.to_string());
    let (_, page) = town.get(&staff, &format!("/matters/urges?m={one}")).await;
    assert!(page.contains("须先帮办") && page.contains("value=\"message\" checked"), "{page}");
    let slip = |by, waiver| [("m", one.as_str()), ("text", "请抓紧办理"), ("by", by), ("waiver", waiver)];
    let (status, _, page) = town.post(&staff, "/matters/urges", &slip("red", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("请先记录帮办措施") && page.contains("请抓紧办理"), "{page}");
    let (status, ..) = town.post(&staff, "/matters/urges", &slip("green", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "there is no such slip");
    assert_eq!(town.matter(id).await.unwrap().urges.slips, 0);
    let case = bangdu_core::matters::StandingWaiver::ALL[0].code();
    for (by, waiver) in [("blue", ""), ("red", case)] {
        assert_eq!(town.post(&staff, "/matters/urges", &slip(by, waiver)).await.0, StatusCode::SEE_OTHER);
    }
    assert_eq!(town.matter(id).await.unwrap().urges.slips, 2);
}

#[tokio::test]
async fn whoever_may_not_urge_is_offered_nothing_and_learns_nothing() {
    let town = Town::build();
    let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2026, 11, 30))).await;
    let fields = [("m", &*id.to_string()), ("text", "请抓紧办理"), ("by", "message")];
    for stranger in
        [town.county_staff(), town.actor(bangdu_core::people::Role::Liaison, town.housing, town.housing)]
    {
        let (status, _) = town.get(&stranger, &format!("/matters/urges?m={id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, ..) = town.post(&stranger, "/matters/urges", &fields).await;
        assert!(status.is_client_error());
    }
    assert_eq!(urged(&town, id).await, 0);
}

#[tokio::test]
async fn what_is_overdue_in_a_county_is_found_with_its_bureaus() {
    let town = Town::build();
    let late = Deadline::On(date(2026, 11, 4));
    let of_the_city = town.assigned("市里的事", town.housing, late).await;
    let of_the_county = town.assigned("惠安的事", town.county_housing, late).await;
    town.app.cx.clock.advance(5 * 24 * 3_600_000);
    let (_, page) = town.get(&town.staff(), "/matters").await;
    let county = town.county.to_string();
    assert!(page.contains(&format!("<option value=\"{county}\">")), "{page}");
    let (_, page) = town.get(&town.staff(), &format!("/matters?area={county}&due=past")).await;
    assert!(page.contains(&of_the_county.to_string()) && !page.contains(&of_the_city.to_string()));
    assert!(page.contains("地区："), "the filter is told");
    let (_, page) = town.get(&town.staff(), "/matters?area=moon").await;
    assert!(page.contains("没有符合条件的内容"), "an area that nobody knows has no matters");
}

/// Led by a city bureau, which signed; a county's bureau is responsible and hasn't.
async fn waiting_for_the_county(town: &Town, title: &str) -> MatterId {
    let parts = [(town.housing, Part::Lead), (town.county_housing, Part::Responsible)];
    let id = town.shared(title, Deadline::On(date(2026, 12, 31)), &parts).await;
    let lead = town.matter(id).await.unwrap().lead().unwrap().id;
    let liaison = town.actor(Role::UnitHead, town.housing, town.housing);
    town.act(&liaison, id, Command::SignFor { assignment: lead }).await.unwrap();
    town.app.cx.clock.advance(5 * 24 * 3_600_000);
    id
}

#[tokio::test]
async fn a_list_narrowed_to_a_county_says_its_own_light_and_urges_its_late_units() {
    for town in Town::on_each_engine() {
        let id = waiting_for_the_county(&town, "应急避难场所提升").await;
        let (staff, area) = (town.staff(), town.county);
        let list = format!("/matters?area={area}&overdue=any");
        let (_, page) = town.get(&staff, &list).await;
        let row = page.split("<tr ").find(|row| row.contains("应急避难场所提升")).unwrap();
        assert!(
            row.contains("事项：<span class=\"light green\">"),
            "the matter's light is its lead's: {row}"
        );
        assert!(row.contains("惠安县住建局：<span class=\"light red\">"), "the county's own: {row}");
        assert!(row.contains("逾期未签收") && !row.contains("已催办"), "{row}");
        // Who sees nothing but the county's share needn't narrow the list to be told.
        let (_, page) = town.get(&town.county_staff(), "/matters").await;
        let row = page.split("<tr ").find(|row| row.contains("应急避难场所提升")).unwrap();
        assert!(row.contains("惠安县住建局：<span class=\"light red\">"), "{row}");
        let back = list.replace('?', "%3F").replace('&', "%26").replace('=', "%3D");
        let (_, form) = town.get(&staff, &format!("/matters/urges?m={id}&back={back}")).await;
        assert!(form.contains("仅催办惠安县的单位"), "{form}");
        assert!(form.contains("发送至：惠安县住建局（逾期未签收）"), "before it is sent: {form}");
        assert!(form.contains("催办各承办单位时：市住建局、惠安县住建局"), "{form}");
        assert!(
            form.contains("value=\"own\" checked") && form.contains("惠安县住建局：你单位承办的"),
            "{form}"
        );
        let one = id.to_string();
        let typed = [("m", one.as_str()), ("text", "请尽快签收"), ("by", "message"), ("back", &list)];
        let own = [&typed[..], &[("to", "own")]].concat();
        assert_eq!(town.post(&staff, "/matters/urges", &own).await.0, StatusCode::SEE_OTHER);
        let (_, story) = town.get(&staff, &format!("/matters/{id}")).await;
        assert!(story.contains("催办惠安县住建局：请尽快签收"), "{story}");
        let (_, page) = town.get(&staff, &list).await;
        assert!(page.contains("已催办11-08"), "the row says so: {page}");
        let all = [&typed[..], &[("to", "all")]].concat();
        assert_eq!(town.post(&staff, "/matters/urges", &all).await.0, StatusCode::SEE_OTHER);
        let (_, story) = town.get(&staff, &format!("/matters/{id}")).await;
        assert!(story.contains("催办市住建局、惠安县住建局：请尽快签收"), "{story}");
        // A single urge says whom it reaches; another office's matter says who may.
        let (_, form) = town.get(&staff, &format!("/matters/{id}/urge")).await;
        assert!(form.contains("发送至：市住建局、惠安县住建局"), "{form}");
        let (_, form) = town.get(&town.county_staff(), &format!("/matters/urges?m={id}")).await;
        assert!(form.contains("由市政府督查室立项，请其催办"), "{form}");
    }
}

/// Going back and sending the same form again urged everybody a second time.
#[tokio::test]
async fn one_form_urges_once_and_a_second_urge_within_the_hour_is_meant() {
    for town in Town::on_each_engine() {
        let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2026, 11, 30))).await;
        let (staff, one) = (town.staff(), id.to_string());
        let opened = |page: &str| {
            let (_, after) = page.split_once("name=\"opened\" value=\"").expect("when it was opened");
            after.split('"').next().unwrap_or_default().to_owned()
        };
        let form = format!("/matters/urges?m={one}&back=/matters");
        let (_, page) = town.get(&staff, &form).await;
        assert!(!page.contains("刚刚已催办"), "{page}");
        let at = opened(&page);
        town.app.cx.clock.advance(1_000);
        let fields = [("m", &*one), ("text", "请抓紧办理"), ("by", "message"), ("opened", &*at)];
        assert_eq!(town.post(&staff, "/matters/urges", &fields).await.0, StatusCode::SEE_OTHER);
        town.app.cx.clock.advance(1_000);
        let ticked = [&fields[..], &[("again", "yes")]].concat();
        for again in [&fields[..], &ticked] {
            let (status, _, page) = town.post(&staff, "/matters/urges", again).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the same form once more");
            assert!(page.contains("催办过") && page.contains("仍要再次催办"), "{page}");
            assert_eq!(urged(&town, id).await, 1);
        }
        let (_, page) = town.get(&staff, &form).await;
        assert!(page.contains("刚刚已催办") && page.contains("name=\"again\""), "{page}");
        let at = opened(&page);
        town.app.cx.clock.advance(1_000);
        let fields = [("m", &*one), ("text", "请抓紧办理"), ("by", "message"), ("opened", &*at)];
        assert_eq!(town.post(&staff, "/matters/urges", &fields).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let ticked = [&fields[..], &[("again", "yes")]].concat();
        assert_eq!(town.post(&staff, "/matters/urges", &ticked).await.0, StatusCode::SEE_OTHER);
        assert_eq!(urged(&town, id).await, 2, "it was meant");

        let own = format!("/matters/{id}/urge");
        let (_, page) = town.get(&staff, &own).await;
        assert!(page.contains("刚刚已催办"), "{page}");
        let at = opened(&page);
        town.app.cx.clock.advance(1_000);
        let fields = [("text", "请抓紧办理"), ("opened", &*at)];
        let (status, _, page) = town.post(&staff, &own, &fields).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("一小时内不重复催办"), "{page}");
        town.app.cx.clock.advance(3_700_000);
        assert!(!town.get(&staff, &own).await.1.contains("刚刚已催办"), "an hour later it is another urge");
    }
}

/// An urge on what is late asks for a report: the table that desks read and the story on the matter's page say so alike.
#[tokio::test]
async fn a_signature_alone_does_not_end_an_urge_on_what_is_late() {
    for town in Town::on_each_engine() {
        let id = town.assigned("实验小学教学楼", town.housing, Deadline::On(date(2026, 11, 10))).await;
        let only_to_sign = town.assigned("长者食堂", town.housing, Deadline::On(date(2026, 12, 30))).await;
        let liaison = town.actor(Role::Liaison, town.housing, town.housing);
        let housing = town.housing;
        let open = || async {
            let found = town.app.cx.db.read(move |tx| {
                let open: Vec<MatterId> =
                    urges::open(tx, &[housing], Instant(0))?.into_iter().map(|urge| urge.matter).collect();
                let told = pressed::of(tx, &[id, only_to_sign])?;
                let waits = |m: &MatterId| told[m].iter().any(|urge| urge.answered.is_none());
                assert!([id, only_to_sign].iter().all(|m| open.contains(m) == waits(m)), "{open:?} {told:?}");
                Ok::<_, DbError>(open)
            });
            found.await.unwrap()
        };
        town.app.cx.clock.advance(9 * 86_400_000);
        for m in [id, only_to_sign] {
            let one = m.to_string();
            let fields =
                [("m", one.as_str()), ("text", "请书面反馈"), ("by", "message"), ("back", "/matters")];
            assert_eq!(town.post(&town.staff(), "/matters/urges", &fields).await.0, StatusCode::SEE_OTHER);
        }
        assert_eq!(open().await.len(), 2);
        for m in [id, only_to_sign] {
            let share = town.matter(m).await.unwrap().lead().unwrap().id;
            town.act(&liaison, m, Command::SignFor { assignment: share }).await.unwrap();
        }
        assert_eq!(open().await, [id], "past its day, a report is what was asked for");
        let (_, desk) = town.get(&town.staff(), "/").await;
        assert!(desk.contains("已签收（催办后）") && desk.contains("催办2项，已回复1项"), "{desk}");
        let share = town.matter(id).await.unwrap().lead().unwrap().id;
        let report = NewReport {
            assignment: share,
            text: "主体封顶".into(),
            rate: None,
            problem: String::new(),
            blocker: None,
            cause: String::new(),
            needs: String::new(),
            next_step: String::new(),
            indicators: vec![],
            reached: vec![],
            files: vec![],
            corrects: false,
        };
        town.act(&liaison, id, Command::Report(Box::new(report))).await.unwrap();
        assert!(open().await.is_empty());
    }
}
