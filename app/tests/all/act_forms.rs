//! Stories of the forms in which one acts: what they are about, what they warn of, where they lead back, and what becomes of
//! one that was overtaken.

use crate::{
    engines::each_engine,
    matter_city::{City, DAY, version_in},
};
use axum::http::StatusCode;
use bangdu_core::{ids::MatterId, matters::State};

const SCAN: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// A matter that waits to be assigned.
fn registered(city: &City) -> MatterId {
    let (id, p) = (city.draft("滨海大道管线迁改"), &city.people);
    city.act(&p.drafter, id, "submit", &[]);
    city.act(&p.mayor, id, "approve", &[]);
    id
}

#[test]
fn a_form_says_what_it_is_about_and_leads_back_to_the_desk_that_opened_it() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = registered(&city);
        let (_, desk) = city.get(&p.clerk, "/");
        let way = format!("/matters/{id}/assign?back=%2F");
        assert!(desk.contains(&way), "{desk}");
        let (_, form) = city.get(&p.clerk, &way);
        let about = form.split("class=\"about\"").nth(1).expect("the matter in a few lines");
        assert!(about.contains("督查立项〔2026〕1号") && about.contains("完成时限"), "{about}");
        let version = version_in(&form);
        let fields = [("lead", "市住建局"), ("back", "/"), ("version", version.as_str())];
        let (status, _, to) = city.post(&p.clerk, &format!("/matters/{id}/assign"), &fields);
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
    });
}

#[test]
fn a_form_that_was_overtaken_offers_no_press_that_can_do_nothing() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = registered(&city);
        let path = format!("/matters/{id}/assign");
        let (_, other_tab) = city.get(&p.clerk, &path);
        city.act(&p.clerk, id, "assign", &[("lead", "市住建局")]);
        let version = version_in(&other_tab);
        let fields = [("lead", "市财政局"), ("version", version.as_str())];
        let (status, page, _) = city.post(&p.clerk, &path, &fields);
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("已不能办理“交办”") && page.contains("value=\"市财政局\""), "{page}");
        assert!(!page.contains("按最新情况提交") && page.contains("form-actions\"><a"), "{page}");
    });
}

#[test]
fn who_judges_sees_the_milestones_that_were_missed_and_what_was_counted() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("老旧小区改造");
        let today = city.app.cx.today();
        let soon = today.tomorrow().unwrap().to_string();
        let (_, form) = city.get(&p.clerk, &format!("/matters/{id}/plan"));
        let version = version_in(&form);
        let fields = [
            ("step-0", "基础完工"),
            ("on-0", soon.as_str()),
            ("target-0", "50"),
            ("name-0", "小区"),
            ("measure-0", "个"),
            ("goal-0", "10"),
            ("version", version.as_str()),
        ];
        let (status, page, _) = city.post(&p.clerk, &format!("/matters/{id}/plan"), &fields);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        city.app.cx.clock.advance(3 * DAY);
        city.act(&p.liaison, id, "report", &[("text", "改造八个"), ("rate", "80"), ("count-0", "8")]);
        let path = format!("/matters/{id}/claim");
        let (_, form) = city.get(&p.liaison, &path);
        assert!(form.contains("最近一次反馈的累计完成率为80%"), "{form}");
        let version = version_in(&form);
        let fields = [("text", "已全部完成"), ("head", "郑局长"), ("version", version.as_str())];
        let (status, page, _) = city.upload(&p.liaison, &path, &fields, ("scan", "签字件.pdf", SCAN));
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (status, page) = city.get(&p.liaison, &format!("/matters/{id}/opinion"));
        assert!(status == StatusCode::CONFLICT && page.contains("申请人不得初审本人的申请"), "{page}");
        let (_, form) = city.get(&p.clerk, &format!("/matters/{id}/verify"));
        assert!(form.contains("逾期节点") && form.contains("基础完工"), "{form}");
        assert!(form.contains("10 个"), "the goal beside what was done: {form}");
        let read = city.app.cx.db.read_blocking(move |tx| bangdu::matters::store::get(tx, id));
        assert!(matches!(read.unwrap().unwrap().state, State::UnderVerification { .. }));
    });
}
