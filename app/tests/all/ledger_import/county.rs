//! A county with its office, asked for its ledger pages as a browser asks.

use super::NOW;
use crate::engines::TestStore;
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use bangdu::{
    app::{App, rooms},
    clock::Clock,
    config::Given,
    cx::{Cx, new_id},
    db::{DbError, Tx},
    journal,
    ledgers::pages,
    matters,
    people::act::{
        By, accounts,
        persons::{self, PersonForm},
        units,
    },
    web::session::Visitor,
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    matters::Matter,
    people::{AccountCommand, Actor, Grant, Level, Role, UnitForm, UnitKind},
};
use tower::ServiceExt;

pub struct County {
    pub app: App,
    pub government: UnitId,
    pub office: UnitId,
}

impl County {
    pub fn build(store: &TestStore) -> County {
        County::below(store, None)
    }

    /// A county below 泉州市, which has bureaus of its own; the county has one.
    pub fn below_city(store: &TestStore) -> County {
        let city = UnitId(new_id());
        let county = County::below(store, Some(city));
        let bureau = |name: &str, short: &str, aliases: &[&str], level, parent| UnitForm {
            short_name: short.into(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            ..UnitForm::department(name, level, Some(parent))
        };
        let (under, own) = (Level::City, county.government);
        county.found(bureau("泉州市住房和城乡建设局", "市住建局", &["住建局"], under, city));
        county.found(bureau("泉州市文化广电和旅游局", "市文旅局", &["文旅局"], under, city));
        county.found(bureau("惠安县住房和城乡建设局", "惠安县住建局", &[], Level::County, own));
        county
    }

    pub fn found(&self, form: UnitForm) -> UnitId {
        let (by, directories) = (By::operator(&self.app.cx), self.app.directories.clone());
        let id = UnitId(new_id());
        let work = move |tx: &mut Tx<'_>| units::found(tx, &directories, &by, id, form.clone());
        self.app.cx.db.write_blocking(work).unwrap();
        id
    }

    /// The unit of this name, with the name of the unit above it.
    pub fn unit(&self, name: &str) -> Option<(bangdu_core::people::Unit, String)> {
        let app = self.app.clone();
        let directory = self.app.cx.db.read_blocking(move |tx| app.directories.read(tx)).unwrap();
        let unit = directory.tree.walk().into_iter().map(|(_, unit)| unit).find(|unit| unit.name == name)?;
        let above = unit.parent.map(|above| directory.tree.name(above).to_owned()).unwrap_or_default();
        Some((unit.clone(), above))
    }

    fn below(store: &TestStore, city: Option<UnitId>) -> County {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let nowhere = tempfile::NamedTempFile::new().unwrap();
        let given: Given = toml::from_str("data = 'd'").unwrap();
        let config = Given { config: Some(nowhere.path().to_owned()), ..given }.check().unwrap();
        let app = App::new(cx, config);
        let (government, office) = (UnitId(new_id()), UnitId(new_id()));
        let county = County { app, government, office };
        let (by, directories) = (By::operator(&county.app.cx), county.app.directories.clone());
        let work = move |tx: &mut Tx<'_>| {
            if let Some(city) = city {
                let form = UnitForm {
                    kind: UnitKind::Government,
                    ..UnitForm::department("泉州市人民政府", Level::City, None)
                };
                units::found(tx, &directories, &by, city, form)?;
            }
            let form = UnitForm {
                kind: UnitKind::Government,
                ..UnitForm::department("惠安县人民政府", Level::County, city)
            };
            units::found(tx, &directories, &by, government, form)?;
            let form = UnitForm {
                kind: UnitKind::Office,
                is_office: true,
                series: Some("督查立项".into()),
                ..UnitForm::department("惠安县政府督查室", Level::County, Some(government))
            };
            units::found(tx, &directories, &by, office, form)
        };
        county.app.cx.db.write_blocking(work).unwrap();
        county
    }

    pub fn actor(&self, role: Role, unit: UnitId) -> Actor {
        let (account, person) = (AccountId(new_id()), PersonId(new_id()));
        Actor { account, person, name: "林晓梅".into(), unit, grants: vec![Grant::of(role, unit)] }
    }

    /// Somebody of the office who brings ledgers in and amends matters.
    pub fn staff(&self) -> Actor {
        let mut staff = self.actor(Role::Drafter, self.office);
        staff.grants.push(Grant::of(Role::OfficeStaff, self.office));
        staff
    }

    /// Somebody with a phone and an account in use.
    pub fn enter(&self, name: &'static str, phone: &'static str, grant: Grant) {
        let (by, directories) = (By::operator(&self.app.cx), self.app.directories.clone());
        let (person, account) = (PersonId(new_id()), AccountId(new_id()));
        let work = move |tx: &mut Tx<'_>| {
            let form = PersonForm { name: name.into(), phone: Some(phone.into()), ..PersonForm::default() };
            persons::enter(tx, &directories, &by, person, grant.scope, form)?;
            let open = AccountCommand::Open { id: account, person, name: name.into() };
            accounts::change(tx, &directories, &by, account, open)?;
            accounts::change(tx, &directories, &by, account, AccountCommand::Grant { grant })?;
            accounts::note_password(tx, &by, account)
        };
        self.app.cx.db.write_blocking(work).unwrap();
    }

    /// As a browser asks; the runtime is one's own, so that stories can be told on each engine.
    pub fn ask(&self, actor: &Actor, request: Request<Body>) -> Answer {
        let visitor = Visitor { actor: actor.clone(), unit: "督查室".into() };
        let router: Router = pages::router()
            .merge(matters::pages::router(1 << 20))
            .layer(Extension(visitor))
            .layer(axum::middleware::from_fn(bangdu::web::error::dress))
            .with_state(self.app.clone());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let answer = router.oneshot(request).await.unwrap();
            let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
            let status = answer.status();
            let body = to_bytes(answer.into_body(), 64 << 20).await.unwrap().to_vec();
            Answer { status, to: to.unwrap_or_default(), body }
        })
    }

    pub fn get(&self, actor: &Actor, path: &str) -> Answer {
        self.ask(actor, Request::get(path).body(Body::empty()).unwrap())
    }

    pub fn post(&self, actor: &Actor, path: &str, form: &[(&str, &str)]) -> Answer {
        let form: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.ask(actor, request.body(Body::from(form.join("&"))).unwrap())
    }

    pub fn hand_in(&self, actor: &Actor, field: &str, name: &str, content: &[u8]) -> Answer {
        let mut body = b"--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nx\r\n--b\r\n".to_vec();
        let head = format!("Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        let head = if field == "cells" {
            format!("Content-Disposition: form-data; name=\"{field}\"\r\n\r\n")
        } else {
            head
        };
        body.extend(head.into_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let request =
            Request::post("/ledgers").header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        self.ask(actor, request.body(Body::from(body)).unwrap())
    }

    /// From the file to the result, taking everything as it was proposed.
    pub fn bring_in(&self, actor: &Actor, name: &str, content: &[u8]) -> Answer {
        let handed = self.hand_in(actor, "file", name, content);
        assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text());
        assert_eq!(self.get(actor, &handed.to).status, StatusCode::OK);
        let confirmed = self.post(actor, &format!("{}/confirm", handed.to), &[("unclassified", "yes")]);
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text());
        self.get(actor, &confirmed.to)
    }

    pub fn matters(&self) -> Vec<Matter> {
        self.app
            .cx
            .db
            .read_blocking(|tx| {
                let ids = matters::store::walk(tx, None, 1000)?;
                ids.into_iter()
                    .map(|id| Ok(matters::store::get(tx, id)?.unwrap()))
                    .collect::<Result<_, DbError>>()
            })
            .unwrap()
    }

    pub fn matter(&self, title: &str) -> Matter {
        self.matters().into_iter().find(|m| m.title == title).expect(title)
    }

    /// Everything that is on record, as text.
    pub fn record(&self) -> String {
        self.app
            .cx
            .db
            .read_blocking(|tx| {
                let rows = tx.rows("SELECT payload FROM entries", &[])?;
                rows.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>, DbError>>()
            })
            .unwrap()
            .join("\n")
    }

    pub fn entries(&self) -> usize {
        self.record().lines().count()
    }

    pub fn verifies(&self) {
        let report = journal::verify::verify(&self.app.cx.db, &rooms(), None).unwrap();
        assert!(report.ok, "{:?}", report.first_error);
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
