//! Everything that the API can do, done once, by those who may.

use super::town::{DAY, Town};
use bangdu::people::act::{By, accounts};
use serde_json::{Value, json};

/// Carries every changing operation out.
pub fn everything(town: &Town) {
    drafts(town);
    batch(town);
    assignments(town);
    timing(town);
    help_and_pressure(town);
    claims(town);
    closure(town);
    asking_above(town);
    withdrawal(town);
    around(town);
    people(town);
    settings(town);
    super::ledgers::brought_in(town);
    super::board::told(town);
    // Last, for it moves the clock.
    late(town);
}

fn decision(town: &Town, title: &str) -> Value {
    let mut draft = town.draft(title);
    draft["source"] = json!("decision");
    draft["basis"] = json!({"decision": "市政府常务会议纪要"});
    draft
}

fn drafts(town: &Town) {
    let id = town.act("drafter", "POST", "/matters", decision(town, "危房改造")).id();
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    let scan = town.hand_in("drafter", "会议纪要.pdf", "%PDF-1.4\n%%EOF\n").id();
    let mut with_scan = decision(town, "危房改造");
    with_scan["scan"] = json!(scan);
    town.act("drafter", "PUT", &at("draft"), with_scan);
    town.act("drafter", "PUT", &at("draft"), decision(town, "农村危房改造"));
    let paper = town.try_act("drafter", "GET", &at(&format!("files/{scan}")), Value::Null);
    assert_eq!(paper.status, 200, "the scan belongs to the draft, and a change without one keeps it");
    let story = town.try_act("drafter", "GET", &at("story"), Value::Null).json;
    assert!(story.to_string().matches(&scan).count() >= 2, "both drafts name it: {story}");
    town.act("drafter", "POST", &at("submission"), json!({}));
    town.act("mayor", "DELETE", &at("registration"), json!({"reason": "请补充依据"}));
    town.act("drafter", "POST", &at("submission"), json!({}));
    town.act("mayor", "POST", &at("draft/end"), json!({"how": "declined", "reason": "已有安排"}));
    let id = town.act("drafter", "POST", "/matters", decision(town, "暂不办理")).id();
    town.act("drafter", "DELETE", &format!("/matters/{id}/draft"), Value::Null);
    let instruction = json!({
        "title": "两所学校施工许可", "text": "请市住建局牵头解决", "office": town.office, "lead": town.housing,
        "not_classified": true,
    });
    assert_eq!(town.try_act("clerk", "POST", "/instructions", instruction.clone()).problem(), 403);
    let written = town.act("mayor", "POST", "/instructions", instruction);
    assert_eq!(written.json["state"], "draft", "the office registers it: {written:?}");
    let discarded =
        town.try_act("drafter", "DELETE", &format!("/matters/{}/draft", written.id()), Value::Null);
    assert_eq!(discarded.problem(), 409);
    let id = town.act("leader_of_team", "POST", "/matters/on-site", town.draft("工地扬尘")).id();
    town.act("mayor", "POST", &format!("/matters/{id}/registration/note"), json!({"text": "请尽快交办"}));
}

/// A document's rows, registered with one approval.
fn batch(town: &Town) {
    let ids = ["新增公办学位", "长者食堂"].map(|title| {
        let mut draft = town.draft(title);
        draft["source"] = json!("decision");
        draft["basis"] = json!({"document": "2026年为民办实事任务分解表"});
        let id = town.act("drafter", "POST", "/matters", draft).id();
        town.act("drafter", "POST", &format!("/matters/{id}/submission"), json!({}));
        id
    });
    let path = "/matters/registrations";
    assert_eq!(town.try_act("mayor", "POST", path, json!({"matters": []})).problem(), 422);
    assert_eq!(town.try_act("clerk", "POST", path, json!({"matters": ids})).problem(), 403);
    assert_eq!(town.try_act("stranger", "POST", path, json!({"matters": ids})).problem(), 404);
    let done = town.act("mayor", "POST", path, json!({"matters": ids})).json;
    let numbers: Vec<&str> = [0, 1].map(|n| done["items"][n]["number"].as_str().unwrap()).into();
    assert!(numbers[0] < numbers[1] && done["items"][1]["state"] == "registered", "{done}");
    let again = town.try_act("mayor", "POST", path, json!({"matters": ids}));
    assert_eq!(again.problem(), 409, "they are registered already");
}

fn people(town: &Town) {
    let person = json!({"name": "许明", "unit": town.housing, "position": "科员", "phone": "13805950000"});
    assert_eq!(town.try_act("clerk", "POST", "/persons", person.clone()).problem(), 403);
    let made = town.act("sysadmin", "POST", "/persons", person);
    assert!(!made.json.to_string().contains("13805950000"), "phones are given out to nobody here");
    let at = format!("/persons/{}", made.id());
    let changed = town.act("sysadmin", "PATCH", &at, json!({"position": "副科长"}));
    assert_eq!((&changed.json["name"], &changed.json["position"]), (&json!("许明"), &json!("副科长")));

    let account = json!({"person": made.id(), "name": "xuming"});
    assert_eq!(town.try_act("clerk", "POST", "/accounts", account.clone()).problem(), 404);
    assert_eq!(town.try_act("secadmin", "POST", "/accounts", account.clone()).problem(), 403);
    let opened = town.act("sysadmin", "POST", "/accounts", account);
    let own = format!("/accounts/{}", opened.id());
    let role = json!({"role": "liaison", "scope": town.housing});
    let to = format!("{own}/grants");
    assert_eq!(town.try_act("sysadmin", "POST", &to, role.clone()).problem(), 403);
    assert_eq!(
        town.try_act("secadmin", "POST", &to, json!({"role": "moon", "scope": town.city})).problem(),
        422
    );
    let granted = town.act("secadmin", "POST", &to, role.clone());
    assert_eq!(granted.json["grants"][0]["role"], "liaison");
    let token = Some(town.token_of("secadmin"));
    let stale = town.send(token, "DELETE", &to, &role.to_string(), &[("if-match", &opened.etag())]);
    assert_eq!(stale.problem(), 409);
    town.act("secadmin", "DELETE", &to, role);
    town.act("sysadmin", "POST", &format!("{own}/suspension"), json!({"reason": "岗位调整"}));
    let enabled = town.act("sysadmin", "DELETE", &format!("{own}/suspension"), json!({}));
    assert_eq!((&enabled.json["state"], &enabled.json["grants"]), (&json!("invited"), &json!([])));
    lost_factor(town, &opened.id());
    town.act("sysadmin", "POST", &format!("{own}/suspension"), json!({"reason": "离任"}));
    let gone = town.act("sysadmin", "POST", &format!("{at}/end"), json!({}));
    assert_eq!(gone.json["left"], "2026-11-03");
}

/// Only the security administrator voids a second factor, and only one that is set.
fn lost_factor(town: &Town, account: &str) {
    let at = format!("/accounts/{account}/second-factor");
    assert_eq!(town.try_act("secadmin", "DELETE", &at, json!({})).problem(), 409);
    let (id, by) = (account.parse().unwrap(), By::operator(&town.app.cx));
    town.app.cx.db.write_blocking(move |tx| accounts::note_second_factor(tx, &by, id, true)).unwrap();
    assert_eq!(town.get("secadmin", &format!("/accounts/{account}")).json["second_factor"], true);
    assert_eq!(town.try_act("clerk", "DELETE", &at, json!({})).problem(), 404);
    assert_eq!(town.try_act("sysadmin", "DELETE", &at, json!({})).problem(), 403);
    assert_eq!(town.act("secadmin", "DELETE", &at, json!({})).json["second_factor"], false);
}

fn settings(town: &Town) {
    let body = json!({"cutoff": "17:30", "rules": {"yellow_days": 4}});
    assert_eq!(town.try_act("head", "PATCH", "/settings", body.clone()).problem(), 403);
    assert_eq!(town.try_act("sysadmin", "PATCH", "/settings", json!({"cutoff": "5pm"})).problem(), 422);
    assert_eq!(town.try_act("sysadmin", "PATCH", "/settings", json!({})).problem(), 422);
    let changed = town.act("sysadmin", "PATCH", "/settings", body.clone()).json;
    assert_eq!((&changed["cutoff"], &changed["rules"]["yellow_days"]), (&json!("17:30"), &json!(4)));
    assert_eq!(town.get("clerk", "/settings").json["cutoff"], "17:30");
    assert_eq!(town.try_act("sysadmin", "PATCH", "/settings", body).problem(), 409, "nothing would change");
}

fn assignments(town: &Town) {
    let (id, share) = town.in_progress(town.draft("学校周边交通"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    let own = |rest: &str| format!("/matters/{id}/assignments/{share}/{rest}");
    let objection = json!({"proposed": town.finance, "reason": "主要是资金问题"});
    town.act("liaison", "POST", &own("objection"), objection);
    town.act(
        "clerk",
        "POST",
        &own("objection/decision"),
        json!({"granted": false, "reason": "仍由住建局牵头"}),
    );
    let matter = town.get("liaison", &format!("/matters/{id}")).json;
    if matter["assignments"][0]["signed_at"].is_null() {
        town.act("liaison", "POST", &own("receipt"), json!({}));
    }
    let milestone = json!({"name": "完成招标", "on": "2026-12-01", "target": 3000});
    town.act("clerk", "PUT", &at("plan"), json!({"milestones": [milestone], "indicators": []}));
    town.act("liaison", "POST", &own("reports"), json!({"text": "正在招标", "rate": 1000}));
    town.act("liaison", "POST", &own("handover"), json!({"unit": town.estate, "part": "responsible"}));
    let shares = json!({"assignments": [{"unit": town.finance, "part": "lead"}], "reason": "以资金保障为主"});
    town.act("clerk", "PUT", &at("assignments"), shares);
}

fn timing(town: &Town) {
    let (id, _) = town.in_progress(town.draft("公厕改造"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    let asked = json!({"until": "2027-01-15", "reason": "雨季影响", "progress": "完成一半"});
    town.act("liaison", "POST", &at("extension"), asked);
    town.act("clerk", "POST", &at("extension/decision"), json!({"granted": true, "reason": "情况属实"}));
    town.act("clerk", "POST", &at("suspension"), json!({"until": "2026-12-20", "reason": "等待规划调整"}));
    town.act("clerk", "DELETE", &at("suspension"), json!({}));
    town.act(
        "clerk",
        "PATCH",
        &format!("/matters/{id}"),
        json!({"title": "公共厕所改造", "reason": "名称规范"}),
    );
    let remarked = town.act("clerk", "PUT", &at("remark"), json!({"text": "月底前电话了解"})).json;
    assert_eq!(remarked["remark"], "月底前电话了解");
}

fn help_and_pressure(town: &Town) {
    let (id, _) = town.in_progress(town.draft("燃气管道更新"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    let help = json!({"kind": "resources", "text": "请协调资金", "blocker": "funds", "helper": town.finance});
    town.act("liaison", "POST", &at("helps"), help.clone());
    town.act("stranger", "POST", &at("helps/0/acceptance"), json!({}));
    town.act("clerk", "POST", &at("helps/0/result"), json!({"result": "solved", "text": "资金已落实"}));
    town.act("liaison", "POST", &at("helps"), help.clone());
    town.act("stranger", "POST", &at("helps/1/objection"), json!({"reason": "不属我局职责"}));
    let mut to_office = help.clone();
    to_office["helper"] = serde_json::Value::Null;
    town.act("liaison", "POST", &at("helps"), to_office);
    town.act("clerk", "POST", &at("helps/2/coordination"), json!({"helper": help["helper"]}));
    town.act("clerk", "POST", &at("helps/offered"), help);
    town.act("clerk", "POST", &at("urges"), json!({"text": "请抓紧", "answer_by": "2030-01-04"}));
    let slip = json!({"slip": "blue", "text": "请三日内反馈", "waiver": "safety"});
    town.act("clerk", "POST", &at("slips"), slip);
}

fn claims(town: &Town) {
    let (id, _) = town.in_progress(town.draft("污水管网"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    town.act("director", "POST", &at("claim"), json!({"text": "已完成"}));
    town.act("director", "DELETE", &at("claim"), json!({"reason": "尚需补充材料"}));
    town.act("director", "POST", &at("claim"), json!({"text": "已全部完成"}));
    town.act("liaison", "POST", &at("claim/opinion"), json!({"agrees": true, "text": "材料齐全"}));
    let back = json!({"passed": false, "returned": "complete", "opinion": "缺验收单"});
    town.act("verifier", "POST", &at("verification"), back);
}

fn closure(town: &Town) {
    let id = town.verified(decision(town, "菜市场升级"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    town.act("clerk", "POST", &at("closure/proposal"), json!({"outcome": "solved"}));
    town.act("head", "DELETE", &at("closure/proposal"), json!({"reason": "请再走访商户"}));
    let id = town.closed(town.draft("儿童友好公园"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    town.act("clerk", "POST", &at("look-backs"), json!({"holds": true, "text": "成效保持"}));
    town.act("clerk", "POST", &at("archive"), json!({}));
    let id = town.closed(town.draft("滨江绿道"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    town.act("clerk", "POST", &at("look-backs"), json!({"holds": false, "text": "路灯又损坏"}));
    town.act("head", "POST", &at("relapse/decision"), json!({"reason": "已另行立项"}));
    let id = town.closed(town.draft("口袋公园"));
    let again = json!({"reason": "问题反弹", "deadline": {"working_days": 10}});
    town.act("head", "POST", &format!("/matters/{id}/reopening"), again);
}

fn asking_above(town: &Town) {
    let mut draft = town.draft("县道修复");
    draft["office"] = json!(town.county_office);
    let id = town.act("county_drafter", "POST", "/matters", draft).id();
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    town.act("county_drafter", "POST", &at("submission"), json!({}));
    town.act("county_mayor", "POST", &at("registration"), json!({}));
    let shares = json!({"assignments": [{"unit": town.county_housing, "part": "lead"}]});
    let share =
        town.act("county_clerk", "POST", &at("assignments"), shares).json["assignments"][0]["id"].clone();
    let share = share.as_str().unwrap();
    town.act("county_director", "POST", &at(&format!("assignments/{share}/receipt")), json!({}));
    town.act("county_director", "POST", &at("claim"), json!({"text": "已修复通车"}));
    town.act("county_clerk", "POST", &at("closure/superior"), json!({"office": town.office}));
}

fn withdrawal(town: &Town) {
    let (id, _) = town.in_progress(town.draft("不再需要"));
    let at = |rest: &str| format!("/matters/{id}/{rest}");
    town.act("clerk", "POST", &at("withdrawal"), json!({"reason": "工程取消"}));
    town.act("head", "POST", &at("withdrawal/decision"), json!({"granted": true, "reason": "同意"}));
}

fn around(town: &Town) {
    let before = town.entries();
    assert_eq!(town.hand_in("liaison", "现场记录.txt", "已完成").status, 201);
    town.note("POST", "/files", before);
    let bureau =
        json!({"name": "泉州市城市管理局", "level": "city", "kind": "department", "parent": town.city});
    let id = town.act("sysadmin", "POST", "/units", bureau).id();
    let changed = town.act(
        "sysadmin",
        "PATCH",
        &format!("/units/{id}"),
        json!({"short_name": "市城管局", "add_aliases": ["执法局"]}),
    );
    assert_eq!(
        (&changed.json["short_name"], &changed.json["aliases"][0]),
        (&json!("市城管局"), &json!("执法局"))
    );
    town.act("sysadmin", "POST", &format!("/units/{id}/end"), json!({"on": "2026-11-03"}));
    let campaign = json!({"name": "断头路攻坚", "office": town.office, "rules": {"yellow_days": 5}});
    let id = town.act("head", "POST", "/campaigns", campaign).id();
    let rules = json!({"rules": {"yellow_days": 4}});
    let changed = town.act("head", "PATCH", &format!("/campaigns/{id}"), rules);
    assert_eq!(changed.json["rules"]["yellow_days"], 4);
    town.act("head", "POST", &format!("/campaigns/{id}/end"), json!({}));
    let notice =
        "国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。";
    let year = town.act("sysadmin", "POST", "/calendars", json!({"text": notice})).json;
    assert_eq!(year["year"], 2027);
    assert_eq!(town.get("clerk", "/calendars/2027").json["days"], year["days"]);
}

fn late(town: &Town) {
    let mut draft = town.draft("逾期事项");
    draft["deadline"] = json!({"on": "2026-11-20"});
    let (id, _) = town.in_progress(draft);
    town.app.cx.clock.advance(30 * DAY);
    let more = json!({"until": "2027-01-20", "reason": "台风影响"});
    town.act("head", "POST", &format!("/matters/{id}/extension/late"), more);
}

#[test]
fn a_matter_joins_no_campaign_that_is_not_there() {
    let store = crate::engines::sqlite();
    let town = Town::build(&store);
    let mut draft = town.draft("断头路打通");
    draft["campaign"] = json!(bangdu::cx::new_id());
    let refused = town.try_act("drafter", "POST", "/matters", draft.clone());
    assert_eq!((refused.problem(), &refused.json["rule"]), (409, &json!("matter.campaign")));
    let campaign = json!({"name": "断头路攻坚", "office": town.office, "rules": {"yellow_days": 5}});
    draft["campaign"] = json!(town.act("head", "POST", "/campaigns", campaign).id());
    let drafted = town.act("drafter", "POST", "/matters", draft.clone());
    draft["campaign"] = json!(bangdu::cx::new_id());
    let at = format!("/matters/{}", drafted.id());
    let kept = town.get("drafter", &at).json["campaign"].clone();
    assert_ne!(town.try_act("drafter", "PUT", &at, draft).status, 200);
    assert_eq!(town.get("drafter", &at).json["campaign"], kept);
}
