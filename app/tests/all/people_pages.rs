//! The people's pages, asked as a browser asks: who gets them, what a form keeps, what is shown once.

use crate::engines::{TestStore, sqlite};
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use bangdu::{
    app::App,
    clock::Clock,
    config::Given,
    cx::{Cx, new_id},
    db::Tx,
    people::{
        act::{
            By, accounts,
            persons::{self, PersonForm},
            units,
        },
        pages,
        sign_in::forget_factor,
        store,
    },
    web::session::Visitor,
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    instant::Instant,
    people::{AccountCommand, Actor, Grant, Level, Role, UnitForm, UnitKind},
};
use tower::ServiceExt;

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);

struct Town {
    _store: TestStore,
    app: App,
    city: UnitId,
    housing: UnitId,
    person: PersonId,
}

impl Town {
    async fn build() -> Town {
        let store = sqlite();
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let nowhere = tempfile::NamedTempFile::new().unwrap();
        let given: Given = toml::from_str("data = 'd'").unwrap();
        let config = Given { config: Some(nowhere.path().to_owned()), ..given }.check().unwrap();
        let app = App::new(cx, config);
        let (city, housing, person) = (UnitId(new_id()), UnitId(new_id()), PersonId(new_id()));
        let town = Town { _store: store, app, city, housing, person };
        let (by, directories) = (By::operator(&town.app.cx), town.app.directories.clone());
        let work = move |tx: &mut Tx<'_>| {
            let government = UnitForm {
                kind: UnitKind::Government,
                ..UnitForm::department("泉州市人民政府", Level::City, None)
            };
            units::found(tx, &directories, &by, city, government)?;
            let bureau = UnitForm::department("市住建局", Level::City, Some(city));
            units::found(tx, &directories, &by, housing, bureau)?;
            let phone = Some("13805951234".to_owned());
            let form = PersonForm { name: "林晓梅".into(), position: "科长".into(), phone };
            persons::enter(tx, &directories, &by, person, housing, form)
        };
        town.app.cx.db.write(work).await.unwrap();
        town
    }

    /// Somebody of `unit` with one role there.
    fn actor(&self, role: Role, unit: UnitId) -> Actor {
        let (account, person) = (AccountId(new_id()), PersonId(new_id()));
        Actor { account, person, name: "陈志强".into(), unit, grants: vec![Grant::of(role, unit)] }
    }

    async fn ask(
        &self,
        actor: &Actor,
        method: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> (StatusCode, String, String) {
        let link = |_: &mut Tx<'_>, _: AccountId, _: Instant| Ok("/start/only-once".to_owned());
        let visitor = Visitor { actor: actor.clone(), unit: "市住建局".into() };
        let router: Router = pages::router(link, forget_factor, |_, _| Ok(0))
            .layer(Extension(visitor))
            .layer(axum::middleware::from_fn(bangdu::web::error::dress))
            .with_state(self.app.clone());
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, to.unwrap_or_default(), String::from_utf8(body.to_vec()).unwrap())
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_unit_is_founded_by_form_and_a_refused_form_keeps_what_was_typed() {
    let town = Town::build().await;
    let system = town.actor(Role::SystemAdministrator, town.city);
    let mut form = vec![
        ("name", "市 住建局"),
        ("level", "city"),
        ("kind", "department"),
        ("parent", "泉州市人民政府"),
        ("aliases", "建设局\r\n建委"),
    ];
    let (status, _, page) = town.ask(&system, "POST", "/units", &form).await;
    assert_eq!(status, StatusCode::OK);
    for part in ["同一上级下单位不得重名", "value=\"市 住建局\"", "建委"] {
        assert!(page.contains(part), "{part}");
    }
    form[0].1 = "市城管局";
    let (status, to, _) = town.ask(&system, "POST", "/units", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = town.ask(&system, "GET", &to, &[]).await;
    assert!(page.contains("市城管局") && page.contains("建设局、建委"));

    form.retain(|(name, _)| *name != "aliases");
    form.extend([("aliases", "建委"), ("short_name", "城管")]);
    let (status, ..) = town.ask(&system, "POST", &format!("{to}/edit"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = town.ask(&system, "GET", &to, &[]).await;
    assert!(page.contains("城管") && !page.contains("建设局、"));
}

#[tokio::test]
async fn what_cannot_be_understood_stands_at_its_field() {
    let town = Town::build().await;
    let system = town.actor(Role::SystemAdministrator, town.city);
    let form = [("name", ""), ("level", "moon"), ("kind", "department"), ("parent", "没有的局")];
    let (status, _, page) = town.ask(&system, "POST", "/units", &form).await;
    assert_eq!(status, StatusCode::OK);
    for part in ["请填写此项", "没有找到单位“没有的局”", "value=\"没有的局\""] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn who_may_not_manage_sees_units_but_changes_none() {
    let town = Town::build().await;
    let liaison = town.actor(Role::Liaison, town.housing);
    let (status, _, page) = town.ask(&liaison, "GET", "/units", &[]).await;
    assert!(status == StatusCode::OK && page.contains("市住建局") && !page.contains("新增单位"));
    let (status, _, page) = town.ask(&liaison, "POST", &format!("/units/{}/end", town.housing), &[]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(page.contains("系统管理员"), "the refusal says who may");
    let (status, ..) = town.ask(&liaison, "GET", "/accounts", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "accounts don't exist for business users");
}

#[tokio::test]
async fn a_phone_is_shown_to_those_with_the_right_and_masked_elsewhere() {
    let town = Town::build().await;
    let path = format!("/persons/{}", town.person);
    let liaison = town.actor(Role::Liaison, town.housing);
    assert!(town.ask(&liaison, "GET", &path, &[]).await.2.contains("13805951234"));
    let system = town.actor(Role::SystemAdministrator, town.city);
    let page = town.ask(&system, "GET", &path, &[]).await.2;
    assert!(page.contains("138****1234") && !page.contains("13805951234"));
    let stranger = town.actor(Role::Liaison, town.city);
    let stranger = Actor { grants: vec![], ..stranger };
    assert_eq!(town.ask(&stranger, "GET", &path, &[]).await.0, StatusCode::NOT_FOUND);
    let list = town.ask(&stranger, "GET", "/persons", &[]).await.2;
    assert!(!list.contains("林晓梅"));
}

#[tokio::test]
async fn a_phone_stays_when_the_form_leaves_it_blank() {
    let town = Town::build().await;
    let system = town.actor(Role::SystemAdministrator, town.city);
    let path = format!("/persons/{}/edit", town.person);
    let form = [("name", "林晓梅"), ("unit", "市住建局"), ("position", "副局长"), ("phone", "")];
    assert_eq!(town.ask(&system, "POST", &path, &form).await.0, StatusCode::SEE_OTHER);
    let page = town.ask(&system, "GET", &format!("/persons/{}", town.person), &[]).await.2;
    assert!(page.contains("副局长") && page.contains("138****1234"));
    let wrong = [("name", "林晓梅"), ("unit", "市住建局"), ("phone", "不详")];
    let (status, _, page) = town.ask(&system, "POST", &path, &wrong).await;
    assert!(status == StatusCode::OK && page.contains("所填内容不是电话号码"));
}

#[tokio::test]
async fn an_accounts_link_is_shown_once_and_roles_are_granted_by_another() {
    let town = Town::build().await;
    let system = town.actor(Role::SystemAdministrator, town.city);
    let security = town.actor(Role::SecurityAdministrator, town.city);
    let person = town.person.to_string();
    let (status, _, page) =
        town.ask(&system, "POST", "/accounts", &[("person", &person), ("name", "linxm")]).await;
    assert!(status == StatusCode::OK && page.contains("/start/only-once"));
    let found = town.app.cx.db.read(|tx| store::account_named(tx, "linxm")).await.unwrap();
    let path = format!("/accounts/{}", found.expect("opened").id);
    assert!(!town.ask(&system, "GET", &path, &[]).await.2.contains("/start/only-once"));

    let grant = [("role", "liaison"), ("scope", "市住建局"), ("until", "2026-12-31")];
    let to_grants = format!("{path}/grants");
    assert_eq!(town.ask(&system, "POST", &to_grants, &grant).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.ask(&security, "POST", &to_grants, &grant).await.0, StatusCode::SEE_OTHER);
    assert!(town.ask(&security, "GET", &path, &[]).await.2.contains("2026年12月31日"));
    let wrong = [("role", "liaison"), ("scope", "市住建局"), ("until", "年底")];
    let (_, _, page) = town.ask(&security, "POST", &to_grants, &wrong).await;
    assert!(page.contains("请按 2026-12-31 的格式填写日期") && page.contains("value=\"年底\""));

    let (_, _, page) = town.ask(&system, "POST", &format!("{path}/suspension"), &[("reason", "")]).await;
    assert!(page.contains("停用须说明原因"));
    let reason = [("reason", "岗位调整")];
    assert_eq!(
        town.ask(&system, "POST", &format!("{path}/suspension"), &reason).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(town.ask(&system, "POST", &format!("{path}/link"), &[]).await.0, StatusCode::CONFLICT);
    let list = town.ask(&system, "GET", "/accounts?state=disabled&role=liaison", &[]).await.2;
    assert!(list.contains("linxm"));
}

#[tokio::test]
async fn only_the_security_administrator_resets_a_second_factor_that_is_set() {
    let town = Town::build().await;
    let system = town.actor(Role::SystemAdministrator, town.city);
    let security = town.actor(Role::SecurityAdministrator, town.city);
    let (by, id, person) = (By::operator(&town.app.cx), AccountId(new_id()), town.person);
    let directories = town.app.directories.clone();
    let open = move |tx: &mut Tx<'_>| {
        accounts::change(tx, &directories, &by, id, AccountCommand::Open { id, person, name: "lin".into() })
    };
    town.app.cx.db.write(open).await.unwrap();
    let (page, reset) = (format!("/accounts/{id}"), format!("/accounts/{id}/second-factor/reset"));
    assert!(!town.ask(&security, "GET", &page, &[]).await.2.contains("重置二次验证"));
    let (status, _, why) = town.ask(&security, "POST", &reset, &[]).await;
    assert!(status == StatusCode::CONFLICT && why.contains("未设定二次验证"));

    let by = By::operator(&town.app.cx);
    town.app.cx.db.write(move |tx| accounts::note_second_factor(tx, &by, id, true)).await.unwrap();
    assert!(town.ask(&security, "GET", &page, &[]).await.2.contains("重置二次验证"));
    assert!(!town.ask(&system, "GET", &page, &[]).await.2.contains("重置二次验证"));
    assert_eq!(town.ask(&system, "POST", &reset, &[]).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.ask(&security, "POST", &reset, &[]).await.0, StatusCode::SEE_OTHER);
    let account = town.app.cx.db.read(move |tx| store::account(tx, id)).await.unwrap().unwrap();
    assert!(!account.second_factor);
}

#[tokio::test]
async fn notes_of_the_holder_ask_no_right() {
    let town = Town::build().await;
    let (by, id, person) = (By::operator(&town.app.cx), AccountId(new_id()), town.person);
    let directories = town.app.directories.clone();
    let work = move |tx: &mut Tx<'_>| {
        accounts::change(tx, &directories, &by, id, AccountCommand::Open { id, person, name: "lin".into() })?;
        accounts::note_password(tx, &by, id)?;
        Ok::<_, bangdu::act::ActError>(store::actor(tx, id)?)
    };
    let actor = town.app.cx.db.write(work).await.unwrap();
    assert_eq!(actor.map(|actor| actor.person), Some(person));
}

#[tokio::test]
async fn a_unit_is_moved_with_what_lies_below_and_never_below_itself() {
    let town = Town::build().await;
    let system = town.actor(Role::SystemAdministrator, town.city);
    let (_, _, tree) = town.ask(&system, "GET", "/units", &[]).await;
    assert!(tree.contains(&format!("id=\"u{}\"", town.housing)) && tree.contains("下辖1个"), "{tree}");
    let path = format!("/units/{}/move", town.housing);
    let filled = town.ask(&system, "GET", &format!("{path}?to={}", town.city), &[]).await.2;
    assert!(filled.contains("value=\"泉州市人民政府\"") && filled.contains("现上级单位"), "{filled}");
    let (status, _, page) = town.ask(&system, "POST", &path, &[("parent", "没有的局")]).await;
    assert!(status == StatusCode::OK && page.contains("没有找到单位“没有的局”"), "{page}");
    let round = format!("/units/{}/move", town.city);
    let (status, _, page) = town.ask(&system, "POST", &round, &[("parent", "市住建局")]).await;
    assert!(status == StatusCode::OK && page.contains("暂不能办理"), "{page}");
    let form = [("name", "惠安县人民政府"), ("level", "county"), ("kind", "government")];
    let (_, county, _) = town.ask(&system, "POST", "/units", &form).await;
    let (status, to, _) = town.ask(&system, "POST", &path, &[("parent", "惠安县人民政府")]).await;
    assert_eq!((status, to.starts_with("/units?open=all#u")), (StatusCode::SEE_OTHER, true));
    assert!(town.ask(&system, "GET", &county, &[]).await.2.contains("市住建局"));

    // The city's administrator says 住建局 and means the city's, as everywhere.
    let (status, ..) = town.ask(&system, "POST", &path, &[("parent", "泉州市政府")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let form =
        [("name", "市住建局质量监督站"), ("level", "city"), ("kind", "department"), ("parent", "住建局")];
    let (status, station, page) = town.ask(&system, "POST", "/units", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(town.ask(&system, "GET", &station, &[]).await.2.contains("市住建局"));

    let liaison = town.actor(Role::Liaison, town.housing);
    assert_eq!(town.ask(&liaison, "GET", &path, &[]).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.ask(&liaison, "POST", &path, &[("parent", "")]).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn rights_explain_themselves_to_administrators_and_to_everybody_their_own() {
    let town = Town::build().await;
    let security = town.actor(Role::SecurityAdministrator, town.city);
    let (status, _, matrix) = town.ask(&security, "GET", "/rights", &[]).await;
    assert_eq!(status, StatusCode::OK);
    for part in ["审批销号", "本督查室及受托", "督查室负责人", "不能办理"] {
        assert!(matrix.contains(part), "{part}");
    }
    let one = town.ask(&security, "GET", "/rights?role=liaison", &[]).await.2;
    assert!(one.contains("反馈进展") && !one.contains("审批销号"), "only what the role may do");

    let liaison = town.actor(Role::Liaison, town.housing);
    assert_eq!(town.ask(&liaison, "GET", "/rights", &[]).await.0, StatusCode::NOT_FOUND);
    let any = format!("/accounts/{}/rights", liaison.account);
    assert_eq!(town.ask(&liaison, "GET", &any, &[]).await.0, StatusCode::NOT_FOUND, "not of others");
    let (status, _, own) = town.ask(&liaison, "GET", "/account/rights", &[]).await;
    assert_eq!(status, StatusCode::OK);
    for part in [
        "反馈进展",
        "联络员 · 市住建局",
        "授予单位及其下级牵头、负责或协办的事项",
        "审批销号",
        "督查室负责人",
    ] {
        assert!(own.contains(part), "{part} in {own}");
    }
}
