//! A city with a county in it, its people with their tokens, and the whole router to ask by JSON.

use crate::engines::TestStore;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use bangdu::{
    act::ActError,
    api::token::{self, TokenForm},
    app::{App, router},
    clock::Clock,
    config::Given,
    cx::{Cx, new_id},
    people::act::{
        By, accounts,
        persons::{self, PersonForm},
        units,
    },
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    instant::Instant,
    people::{AccountCommand, Actor, Grant, Level, Role, UnitForm, UnitKind},
};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};
use tower::ServiceExt;

/// 2026-11-03 09:00 in China, a Tuesday.
pub const NOW: Instant = Instant(1_793_667_600_000);
pub const DAY: i64 = 86_400_000;

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Reply {
    pub fn id(&self) -> String {
        self.json["id"].as_str().expect("an id").to_owned()
    }

    pub fn etag(&self) -> String {
        self.headers[header::ETAG].to_str().unwrap().to_owned()
    }

    /// Asserts that this is problem details with a sentence, and gives the status.
    pub fn problem(&self) -> u16 {
        let status = self.status.as_u16();
        assert!((400..500).contains(&status), "{self:?}");
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{self:?}");
        assert_eq!(self.json["status"], status);
        let said = |key: &str| self.json[key].as_str().is_some_and(|text| !text.trim().is_empty());
        assert!(said("title") && said("detail"), "{self:?}");
        status
    }
}

/// The town.
pub struct Town {
    pub app: App,
    router: Router,
    runtime: tokio::runtime::Runtime,
    pub city: UnitId,
    pub office: UnitId,
    pub housing: UnitId,
    pub estate: UnitId,
    pub finance: UnitId,
    pub county: UnitId,
    pub county_office: UnitId,
    pub county_housing: UnitId,
    pub people: BTreeMap<&'static str, Actor>,
    tokens: BTreeMap<&'static str, String>,
    /// Method and path of each change that succeeded, and how many entries it left.
    pub done: RefCell<Vec<(String, String, u64)>>,
}

impl Town {
    pub fn build(store: &TestStore) -> Town {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let given = Given { data: Some(store.outside()), ..Given::default() };
        let app = App::new(cx, given.check().unwrap());
        let [city, office, housing, estate, finance, county, county_office, county_housing] =
            [(); 8].map(|()| UnitId(new_id()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let router = runtime.block_on(async { router(app.clone()).unwrap() });
        let (people, tokens, done) = (BTreeMap::new(), BTreeMap::new(), RefCell::new(Vec::new()));
        let mut town = Town {
            app,
            router,
            runtime,
            city,
            office,
            housing,
            estate,
            finance,
            county,
            county_office,
            county_housing,
            people,
            tokens,
            done,
        };
        town.found_units();
        town.enter_people();
        town
    }

    fn found_units(&self) {
        let of = UnitForm::department;
        let government =
            |name, level, parent| UnitForm { kind: UnitKind::Government, ..of(name, level, parent) };
        let office = |name, level, parent| UnitForm {
            kind: UnitKind::Office,
            series: Some("督查立项".into()),
            ..of(name, level, parent)
        };
        for (id, form) in [
            (self.city, government("泉州市人民政府", Level::City, None)),
            (self.office, office("泉州市政府督查室", Level::City, Some(self.city))),
            (self.housing, of("泉州市住房和城乡建设局", Level::City, Some(self.city))),
            (self.estate, of("泉州市房产交易中心", Level::City, Some(self.housing))),
            (self.finance, of("泉州市财政局", Level::City, Some(self.city))),
            (self.county, government("惠安县人民政府", Level::County, Some(self.city))),
            (self.county_office, office("惠安县政府督查室", Level::County, Some(self.county))),
            (self.county_housing, of("惠安县住房和城乡建设局", Level::County, Some(self.county))),
        ] {
            let (by, directories) = (By::operator(&self.app.cx), self.app.directories.clone());
            let work =
                move |tx: &mut bangdu::db::Tx<'_>| units::found(tx, &directories, &by, id, form.clone());
            self.app.cx.db.write_blocking(work).unwrap();
        }
    }

    fn enter_people(&mut self) {
        let (city, office, county_office) = (self.city, self.office, self.county_office);
        for (name, unit, role, scope) in [
            ("drafter", office, Role::Drafter, office),
            ("mayor", city, Role::GovernmentHead, city),
            ("clerk", office, Role::OfficeStaff, office),
            ("verifier", office, Role::OfficeStaff, office),
            ("head", office, Role::OfficeHead, office),
            ("leader_of_team", office, Role::TeamLeader, office),
            ("liaison", self.housing, Role::Liaison, self.housing),
            ("director", self.housing, Role::UnitHead, self.housing),
            ("stranger", self.finance, Role::Liaison, self.finance),
            ("county_drafter", county_office, Role::Drafter, county_office),
            ("county_mayor", self.county, Role::GovernmentHead, self.county),
            ("county_clerk", county_office, Role::OfficeStaff, county_office),
            ("county_head", county_office, Role::OfficeHead, county_office),
            ("county_director", self.county_housing, Role::UnitHead, self.county_housing),
            ("sysadmin", city, Role::SystemAdministrator, city),
            ("secadmin", city, Role::SecurityAdministrator, city),
            ("auditor", city, Role::AuditAdministrator, city),
        ] {
            let actor = self.enter(name, unit, &[Grant::of(role, scope)]);
            self.admit(name, actor);
        }
        // Staff who may also read protected identities.
        let grants = [Grant::of(Role::OfficeStaff, office), Grant::of(Role::ProtectedReader, office)];
        let trusted = self.enter("trusted", office, &grants);
        self.admit("trusted", trusted);
    }

    fn admit(&mut self, name: &'static str, actor: Actor) {
        let token = self.token(&actor, true, 366).unwrap();
        self.people.insert(name, actor);
        self.tokens.insert(name, token);
    }

    /// Somebody with an account in use.
    pub fn enter(&self, name: &str, unit: UnitId, grants: &[Grant]) -> Actor {
        let (by, directories) = (By::operator(&self.app.cx), self.app.directories.clone());
        let (person, account) = (PersonId(new_id()), AccountId(new_id()));
        let (name, grants) = (name.to_owned(), grants.to_vec());
        let work = move |tx: &mut bangdu::db::Tx<'_>| {
            let form = PersonForm { name: name.clone(), ..PersonForm::default() };
            persons::enter(tx, &directories, &by, person, unit, form)?;
            let open = AccountCommand::Open { id: account, person, name: name.clone() };
            accounts::change(tx, &directories, &by, account, open)?;
            for grant in &grants {
                accounts::change(tx, &directories, &by, account, AccountCommand::Grant { grant: *grant })?;
            }
            accounts::note_password(tx, &by, account)?;
            bangdu::people::store::actor(tx, account)?.ok_or(ActError::NotFound)
        };
        self.app.cx.db.write_blocking(work).unwrap()
    }

    /// A token for somebody.
    pub fn token(&self, actor: &Actor, write: bool, days: i64) -> Result<String, ActError> {
        let (who, form) = (actor.clone(), TokenForm { name: "测试".into(), write, days });
        let made = self.app.change(actor, move |tx, around| token::make(tx, &who, &around, &form));
        self.runtime.block_on(made)
    }

    pub fn token_of(&self, who: &str) -> &str {
        &self.tokens[who]
    }

    pub fn get(&self, who: &str, path: &str) -> Reply {
        self.send(Some(self.token_of(who)), "GET", path, "", &[])
    }

    pub fn try_act(&self, who: &str, method: &str, path: &str, body: Value) -> Reply {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(Some(self.token_of(who)), method, path, &body, &[])
    }

    /// Does something that must succeed.
    pub fn act(&self, who: &str, method: &str, path: &str, body: Value) -> Reply {
        let before = self.entries();
        let reply = self.try_act(who, method, path, body);
        assert!(reply.status.is_success(), "{who} {method} {path}: {reply:?}");
        self.note(method, path, before);
        reply
    }

    pub fn note(&self, method: &str, path: &str, before: u64) {
        self.done.borrow_mut().push((method.to_owned(), path.to_owned(), self.entries() - before));
    }

    /// How many entries there are.
    pub fn entries(&self) -> u64 {
        let count = self.app.cx.db.read_blocking(|tx| {
            let row = tx.row("SELECT count(*) FROM entries", &[])?;
            row.map_or(Ok(0), |row| row.get::<u64>(0))
        });
        count.unwrap()
    }

    pub fn send(
        &self,
        token: Option<&str>,
        method: &str,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        let method: Method = method.parse().unwrap();
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.ask(request.body(Body::from(body.to_owned())).unwrap())
    }

    pub fn ask(&self, request: Request<Body>) -> Reply {
        self.runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
            let json = serde_json::from_slice(&body).unwrap_or_default();
            Reply { status: parts.status, headers: parts.headers, json }
        })
    }

    /// Hands a file in.
    pub fn hand_in(&self, who: &str, name: &str, content: &str) -> Reply {
        self.hand_in_to("/files", who, name, content)
    }

    /// Hands a file in to one of the places that take one.
    pub fn hand_in_to(&self, path: &str, who: &str, name: &str, content: &str) -> Reply {
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n"
        );
        let form = [("content-type", "multipart/form-data; boundary=b")];
        self.send(Some(self.token_of(who)), "POST", path, &body, &form)
    }

    /// What a drafter writes down.
    pub fn draft(&self, title: &str) -> Value {
        json!({
            "kind": "problem", "title": title, "requirement": "两所学校年内取得施工许可",
            "source": "instruction", "office": self.office, "not_classified": true,
            "basis": {"instruction": {"kind": "act", "author": "张副市长", "text": "请牵头解决", "on": "2026-11-02"}},
            "deadline": {"working_days": 20},
        })
    }

    /// A matter that is registered.
    pub fn registered(&self, draft: Value) -> String {
        let id = self.act("drafter", "POST", "/matters", draft).id();
        self.act("drafter", "POST", &format!("/matters/{id}/submission"), json!({}));
        self.act("mayor", "POST", &format!("/matters/{id}/registration"), json!({}));
        id
    }

    /// A matter in progress with the housing bureau, and its assignment.
    pub fn in_progress(&self, draft: Value) -> (String, String) {
        let id = self.registered(draft);
        let shares = json!({"assignments": [{"unit": self.housing, "part": "lead"}]});
        let sent = self.act("clerk", "POST", &format!("/matters/{id}/assignments"), shares);
        let share = sent.json["assignments"][0]["id"].as_str().unwrap().to_owned();
        self.act("liaison", "POST", &format!("/matters/{id}/assignments/{share}/receipt"), json!({}));
        (id, share)
    }

    /// The same, claimed and verified, so that closure can be proposed.
    pub fn verified(&self, draft: Value) -> String {
        let (id, _) = self.in_progress(draft);
        self.act(
            "director",
            "POST",
            &format!("/matters/{id}/claim"),
            json!({"text": "两所学校已取得施工许可"}),
        );
        let passed = json!({"passed": true, "manner": "on_site", "opinion": "情况属实"});
        self.act("verifier", "POST", &format!("/matters/{id}/verification"), passed);
        id
    }

    /// The same, struck off.
    pub fn closed(&self, draft: Value) -> String {
        let id = self.verified(draft);
        let at = |rest: &str| format!("/matters/{id}/{rest}");
        let matter = self.get("clerk", &format!("/matters/{id}"));
        if matter.json["state"] == "awaiting_report" {
            self.act("clerk", "POST", &at("author-report"), json!({"text": "已呈报，无新的批示"}));
        }
        self.act("clerk", "POST", &at("closure/proposal"), json!({"outcome": "solved"}));
        self.act("head", "POST", &at("closure"), json!({"look_back_months": [3]}));
        id
    }
}
