//! Stories of the matter's page: the whole loop by forms, as the persons who turn it; what is refused,
//! hidden, stale; and people's words that look like HTML.

use crate::{
    engines::each_engine,
    matter_city::{City, DAY, version_in},
};
use axum::http::StatusCode;
use bangdu::cx::new_id;
use bangdu_core::{ids::MatterId, people::Actor};

#[test]
fn the_whole_loop_is_turned_by_forms() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("两所学校施工许可历史遗留问题");
        city.act(
            &p.clerk,
            id,
            "plan",
            &[
                ("step-0", "消防审查"),
                ("on-0", "11.20"),
                ("target-0", "60%"),
                ("step-1", "取得许可"),
                ("on-1", "2026-12-01"),
                ("target-1", "100"),
                ("name-0", "许可证"),
                ("measure-0", "本"),
                ("goal-0", "2"),
            ],
        );
        city.act(
            &p.liaison,
            id,
            "report",
            &[
                ("text", "规划许可已补办"),
                ("rate", "65"),
                ("problem", "消防审查资料待补"),
                ("blocker", "approval"),
                ("count-0", "1"),
                ("reached-0", "yes"),
            ],
        );
        let page = city.page(&p.liaison, id);
        for part in [
            "65%",
            "规划许可已补办",
            "吴联络",
            "督查立项〔2026〕1号",
            "消防审查",
            "1 / 2 本",
            "张副市长",
            "请住建局牵头",
        ] {
            assert!(page.contains(part), "{part} not in {page}");
        }
        city.act(&p.director, id, "claim", &[("text", "两本施工许可证均已核发")]);
        city.act(
            &p.verifier,
            id,
            "verify",
            &[("decision", "pass"), ("manner", "on_site"), ("opinion", "现场查看，证照齐全")],
        );
        city.act(&p.clerk, id, "report-to-author", &[("decision", "done"), ("text", "已阅")]);
        city.act(&p.clerk, id, "propose-closure", &[("outcome", "solved"), ("meant", "yes")]);
        city.act(&p.head, id, "approve-closure", &[("decision", "yes"), ("months", "3、6")]);
        let page = city.page(&p.liaison, id);
        for part in ["已销号", "下次回头看", "两本施工许可证均已核发", "现场查看，证照齐全"]
        {
            assert!(page.contains(part), "{part} not in {page}");
        }
    });
}

#[test]
fn a_refusal_stands_above_the_form_and_what_was_typed_is_kept() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("滨海大道管线迁改");
        let path = format!("/matters/{id}/slip");
        let (status, page, _) =
            city.post(&p.clerk, &path, &[("slip", "red"), ("text", "请于三日内整改到位")]);
        assert_eq!(status, StatusCode::CONFLICT);
        for part in ["先帮后督", "请先记录帮办措施", "请于三日内整改到位", "暂不能办理"]
        {
            assert!(page.contains(part), "{part} not in {page}");
        }
        let helped = [("kind", "coordination"), ("helper", "市财政局"), ("text", "协调迁改资金")];
        city.act(&p.clerk, id, "offer-help", &helped);
        assert!(city.page(&p.clerk, id).contains("协调中"));
        city.act(&p.clerk, id, "slip", &[("slip", "red"), ("text", "请于三日内整改到位")]);

        let (status, page, _) = city.post(
            &p.clerk,
            &format!("/matters/{id}/suspend"),
            &[("until", "过几天"), ("reason", "等待上级批复")],
        );
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("过几天") && page.contains("等待上级批复") && page.contains("until-error"),
            "{page}"
        );
        let (status, page, _) = city.post(
            &p.clerk,
            &format!("/matters/{id}/reassign"),
            &[("lead", "无此局"), ("reason", "调整分工")],
        );
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("没有找到单位“无此局”"), "{page}");
    });
}

#[test]
fn who_may_not_see_it_gets_404_and_who_may_not_act_gets_403() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.draft("尚未立项的事项");
        for path in [format!("/matters/{id}"), format!("/matters/{id}/approve")] {
            assert_eq!(city.get(&p.liaison, &path).0, StatusCode::NOT_FOUND, "{path}");
        }
        let absent = format!("/matters/{}", MatterId(new_id()));
        assert_eq!(city.get(&p.clerk, &absent).0, StatusCode::NOT_FOUND);
        assert_eq!(city.get(&p.clerk, "/matters/7").0, StatusCode::NOT_FOUND);
        assert_eq!(city.get(&p.clerk, &format!("/matters/{id}/destroy")).0, StatusCode::NOT_FOUND);
        let (status, page) = city.get(&p.drafter, &format!("/matters/{id}/approve"));
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(page.contains("职责权限"), "{page}");

        let id = city.in_progress("已经交办的事项");
        let (status, _, _) = city.post(
            &p.liaison,
            &format!("/matters/{id}/verify"),
            &[("decision", "pass"), ("manner", "paper"), ("opinion", "自己核查自己")],
        );
        assert_eq!(status, StatusCode::FORBIDDEN);
        let page = city.page(&p.liaison, id);
        assert!(page.contains(&format!("/matters/{id}/report\"")) && !page.contains("/verify\""), "{page}");
        assert!(!page.contains("各责任方用时"), "spans are the office's");
        assert!(city.page(&p.clerk, id).contains("各责任方用时"));
    });
}

#[test]
fn an_act_on_an_older_page_keeps_what_was_typed() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("两人同时填写");
        let path = format!("/matters/{id}/report");
        let version = version_in(&city.get(&p.liaison, &path).1);
        city.act(&p.director, id, "report", &[("text", "局长先填"), ("rate", "10")]);
        let fields = [("text", "联络员后填"), ("rate", "20"), ("version", version.as_str())];
        let (status, page, _) = city.post(&p.liaison, &path, &fields);
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("联络员后填") && page.contains("已有变化"), "{page}");
        assert_ne!(version_in(&page), version, "submitting again acts on the present matter");
        assert!(!city.page(&p.liaison, id).contains("联络员后填"), "nothing was changed");
    });
}

#[test]
fn peoples_words_never_become_html() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("<script>alert(1)</script>");
        city.act(
            &p.liaison,
            id,
            "report",
            &[("text", "<img src=x onerror=alert(2)>"), ("needs", "\"><b>x</b>")],
        );
        for path in [format!("/matters/{id}"), format!("/matters/{id}/report"), format!("/matters/{id}/urge")]
        {
            let who = if path.ends_with("urge") { &p.clerk } else { &p.liaison };
            let (status, page) = city.get(who, &path);
            assert_eq!(status, StatusCode::OK, "{page}");
            for html in ["<script>alert", "<img src=x", "\"><b>x"] {
                assert!(!page.contains(html), "{html} in {path}");
            }
        }
    });
}

#[test]
fn what_stands_open_beside_the_state_is_told() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("延期与帮助");
        city.act(
            &p.liaison,
            id,
            "extension",
            &[("until", "2026-12-31"), ("reason", "台风影响工期"), ("progress", "已完成六成")],
        );
        let page = city.page(&p.clerk, id);
        assert!(page.contains("待审批的延期申请") && page.contains("台风影响工期"), "{page}");
        city.act(&p.clerk, id, "decide-extension", &[("decision", "grant")]);
        assert!(city.page(&p.clerk, id).contains("2026年12月31日"));
        city.act(
            &p.liaison,
            id,
            "ask-help",
            &[("kind", "policy"), ("helper", "市财政局"), ("text", "请明确补助口径")],
        );
        city.act(&p.stranger, id, "answer-help", &[("help", "0"), ("decision", "accept")]);
        city.act(&p.clerk, id, "end-help", &[("help", "0"), ("result", "solved"), ("text", "口径已明确")]);
        let (_, page) = city.get(&p.clerk, &format!("/matters/{id}?story=help"));
        assert!(page.contains("口径已明确") && !page.contains("申请延期至"), "{page}");
        city.app.cx.clock.advance(80 * DAY);
        assert!(city.page(&p.clerk, id).contains("逾期"));
    });
}

#[test]
fn a_liaison_claims_with_the_sealed_scan_and_only_who_sees_the_matter_gets_it() {
    each_engine(|store| {
        let city = City::build(store);
        let p = &city.people;
        let id = city.in_progress("需要审签的事项");
        let path = format!("/matters/{id}/claim");
        let without = [("text", "已全部完成"), ("head", "郑局长")];
        let (status, page, _) = city.post(&p.liaison, &path, &without);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("签字、加盖公章的扫描件") && page.contains("已全部完成"), "{page}");

        let scan = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
        let (status, page, _) =
            city.upload(&p.liaison, &path, &without, ("scan", "签字件.pdf", b"MZ\x90\x00"));
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("不接收“签字件.pdf”（1 KB）") && page.contains("已全部完成"), "{page}");
        let (status, page, _) = city.upload(&p.liaison, &path, &without, ("scan", "签字件.pdf", scan));
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");

        let page = city.page(&p.clerk, id);
        let (_, after) = page.split_once(&format!("/matters/{id}/files/")).expect("a link to the scan");
        let file = after.split('"').next().unwrap_or_default();
        let link = format!("/matters/{id}/files/{file}");
        let (status, body) = city.get(&p.clerk, &link);
        assert_eq!((status, body.as_bytes()), (StatusCode::OK, &scan[..]));
        let other = city.draft("另一事项");
        assert_eq!(city.get(&p.clerk, &format!("/matters/{other}/files/{file}")).0, StatusCode::NOT_FOUND);
        let outsider = Actor { grants: vec![], ..p.stranger.clone() };
        assert_eq!(city.get(&outsider, &link).0, StatusCode::NOT_FOUND);
    });
}

/// Giving a matter to others is no way around the head, whose the deadline of what is assigned is to change.
#[test]
fn whoever_reassigns_finds_no_deadline_to_change_and_is_told_whose_it_is() {
    each_engine(|store| {
        let city = City::build(store);
        let (p, id) = (&city.people, city.in_progress("停车场建设"));
        let path = format!("/matters/{id}/reassign");
        let (_, form) = city.get(&p.clerk, &path);
        assert!(form.contains("改派不改变完成时限；需要调整的，由督查室负责人更正"), "{form}");
        assert!(form.contains("name=\"task-1\"") && !form.contains("name=\"due-1\""), "{form}");
        let version = version_in(&form);
        let fields = [("lead", "市财政局"), ("reason", "职责调整"), ("version", version.as_str())];
        let later: Vec<_> =
            fields.into_iter().chain([("unit-1", "市财政局"), ("due-1", "2027-06-30")]).collect();
        let (status, page, _) = city.post(&p.clerk, &path, &later);
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        assert!(page.contains("其完成时限由督查室负责人更正"), "{page}");
        assert_eq!(
            city.post(&p.clerk, &path, &fields).0,
            StatusCode::SEE_OTHER,
            "who does it is theirs to say"
        );
        let (_, form) = city.get(&p.head, &path);
        assert!(form.contains("name=\"due-1\"") && !form.contains("改派不改变完成时限"), "{form}");
        let version = version_in(&form);
        let later =
            [("lead", "市财政局"), ("unit-1", "市财政局"), ("due-1", "2027-06-30"), ("reason", "核定")];
        let later: Vec<_> = later.into_iter().chain([("version", version.as_str())]).collect();
        assert_eq!(city.post(&p.head, &path, &later).0, StatusCode::SEE_OTHER);
        assert!(city.page(&p.clerk, id).contains("2027年6月30日"));
    });
}

/// What only one outcome asks for stands beneath it: no script tells which fields are meant.
#[test]
fn a_form_asks_for_each_outcome_beneath_it() {
    each_engine(|store| {
        let city = City::build(store);
        let (p, id) = (&city.people, city.in_progress("停车场建设"));
        city.act(&p.director, id, "claim", &[("text", "已建成")]);
        let verified = [("manner", "paper"), ("decision", "pass"), ("opinion", "属实")];
        city.act(&p.verifier, id, "verify", &verified);
        city.act(&p.clerk, id, "report-to-author", &[("decision", "done"), ("text", "已阅")]);
        let path = format!("/matters/{id}/propose-closure");
        let (_, form) = city.get(&p.clerk, &path);
        let beneath = |value: &str| {
            let (_, after) =
                form.split_once(&format!("name=\"outcome\" value=\"{value}\"")).expect("a choice");
            after.split("<div class=\"one-way\">").next().unwrap_or_default().to_owned()
        };
        assert!(
            beneath("staged").contains("name=\"next_check\"") && !beneath("staged").contains("name=\"why\"")
        );
        assert!(
            beneath("explained").contains("name=\"accepted_by\"")
                && beneath("merged").contains("name=\"into\"")
        );
        assert!(!beneath("standing").contains("if-chosen"), "{form}");
        let version = version_in(&form);
        let (status, page, _) = city.post(&p.clerk, &path, &[("outcome", "staged"), ("version", &version)]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("id=\"next_check-error\"") && page.contains("value=\"staged\" checked"),
            "{page}"
        );
        let staged = [("outcome", "staged"), ("next_check", "2027-03-31")];
        city.act(&p.clerk, id, "propose-closure", &staged);
    });
}
