//! A city with an office and two bureaus, the persons who turn the loop, and the matters' pages.

use crate::engines::TestStore;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use bangdu::{
    act::Asker,
    app::App,
    clock::Clock,
    config::Given,
    cx::{Cx, new_id},
    matters::{
        act::{Around, act},
        drafting, pages,
    },
    people::act::{
        By,
        persons::{self, PersonForm},
        units,
    },
    web::{error::dress, layout::SignedIn, session::Visitor},
};
use bangdu_core::{
    calendar::{Days, Deadline},
    ids::{AccountId, MatterId, PersonId, UnitId},
    instant::Instant,
    matters::{
        Basis, Command, DraftMatter, Instruction, InstructionKind, MatterKind, Origin, Source, Urgency,
    },
    people::{Actor, Grant, Level, Role, UnitForm, UnitKind},
};
use jiff::civil::date;
use tower::ServiceExt;

/// 2026-11-03 09:00 in China, a Tuesday.
const NOW: Instant = Instant(1_793_667_600_000);
pub const DAY: i64 = 86_400_000;

/// A city with an office and two bureaus, and its pages.
pub struct City {
    pub app: App,
    router: Router,
    runtime: tokio::runtime::Runtime,
    office: UnitId,
    pub people: People,
}

/// Who turns the loop.
pub struct People {
    pub drafter: Actor,
    pub mayor: Actor,
    pub clerk: Actor,
    pub verifier: Actor,
    pub head: Actor,
    pub liaison: Actor,
    pub director: Actor,
    pub stranger: Actor,
}

impl City {
    pub fn build(store: &TestStore) -> City {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let given = Given { data: Some(store.outside()), ..Given::default() };
        let app = App::new(cx, given.check().unwrap());
        let [city, office, housing, finance] = [(); 4].map(|()| UnitId(new_id()));
        let government =
            |name| UnitForm { kind: UnitKind::Government, ..UnitForm::department(name, Level::City, None) };
        let desk = UnitForm {
            kind: UnitKind::Office,
            series: Some("督查立项".into()),
            ..UnitForm::department("泉州市政府督查室", Level::City, Some(city))
        };
        let bureau = UnitForm {
            short_name: "市住建局".into(),
            ..UnitForm::department("泉州市住房和城乡建设局", Level::City, Some(city))
        };
        let money = UnitForm {
            short_name: "市财政局".into(),
            ..UnitForm::department("泉州市财政局", Level::City, Some(city))
        };
        found(&app, city, government("泉州市人民政府"));
        found(&app, office, desk);
        found(&app, housing, bureau);
        found(&app, finance, money);
        let of = |name: &str, unit, role, scope| enter(&app, name, unit, Grant { role, scope, until: None });
        let people = People {
            drafter: of("王起草", office, Role::Drafter, office),
            mayor: of("李市长", city, Role::GovernmentHead, city),
            clerk: of("陈经办", office, Role::OfficeStaff, office),
            verifier: of("林核查", office, Role::OfficeStaff, office),
            head: of("黄主任", office, Role::OfficeHead, office),
            liaison: of("吴联络", housing, Role::Liaison, housing),
            director: of("郑局长", housing, Role::UnitHead, housing),
            stranger: of("何外人", finance, Role::Liaison, finance),
        };
        let router = pages::router(1 << 20)
            .merge(drafting::router(1 << 20))
            .merge(bangdu::desk::router())
            .merge(bangdu::campaigns::pages::router())
            .with_state(app.clone())
            .layer(axum::middleware::from_fn(dress));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        City { app, router, runtime, office, people }
    }

    /// A matter on paper, from an instruction.
    pub fn draft(&self, title: &str) -> MatterId {
        let id = MatterId(new_id());
        let instruction = Instruction {
            kind: InstructionKind::ToAct,
            author: "张副市长".into(),
            author_id: None,
            text: "请住建局牵头尽快解决".into(),
            on: date(2026, 11, 2),
            scan: None,
        };
        let draft = DraftMatter {
            id,
            kind: MatterKind::Problem,
            title: title.into(),
            requirement: "两所学校年内取得施工许可".into(),
            origin: Origin { source: Source::Instruction, basis: Basis::Instruction(instruction) },
            office: self.office,
            campaign: None,
            urgency: Urgency::General,
            deadline: Some(Deadline::Within { days: 20, kind: Days::Working }),
            layer: None,
            not_classified: true,
        };
        self.command(&self.people.drafter, id, Command::Draft(Box::new(draft)));
        id
    }

    pub fn command(&self, who: &Actor, id: MatterId, command: Command) {
        let (app, who, now) = (self.app.clone(), who.clone(), self.app.cx.now());
        let work = move |tx: &mut bangdu::db::Tx<'_>| {
            let directory = app.directories.read(tx)?;
            let settings = app.settings.current(tx)?;
            let around =
                Around { asker: Asker::person(&who, now), directory: &directory, settings: &settings };
            act(tx, around, id, &command, None)
        };
        self.app.cx.db.write_blocking(work).unwrap();
    }

    pub fn send(&self, who: &Actor, request: Request<Body>) -> (StatusCode, String, String) {
        let (mut parts, body) = request.into_parts();
        let ways = bangdu::web::layout::WAYS.to_vec();
        parts.extensions.insert(SignedIn {
            name: who.name.clone(),
            unit: String::new(),
            account: who.account.to_string(),
            csrf: "t".into(),
            ways,
            today: self.app.cx.today(),
            leads: bangdu::web::session::leads(who, self.app.cx.today()),
        });
        parts.extensions.insert(Visitor { actor: who.clone(), unit: String::new() });
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
            let status = answer.status();
            let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
            let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            (status, String::from_utf8(body.to_vec()).unwrap(), to.unwrap_or_default())
        })
    }

    pub fn get(&self, who: &Actor, path: &str) -> (StatusCode, String) {
        let (status, page, _) = self.send(who, Request::get(path).body(Body::empty()).unwrap());
        (status, page)
    }

    /// The version that a page says it shows, asked without the page.
    pub fn version(&self, who: &Actor, path: &str) -> Option<String> {
        let mut request = Request::head(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Visitor { actor: who.clone(), unit: String::new() });
        let answer = self.runtime.block_on(self.router.clone().oneshot(request)).unwrap();
        let tag = answer.headers().get(header::ETAG)?.to_str().unwrap().to_owned();
        Some(tag.chars().filter(char::is_ascii_digit).collect())
    }

    pub fn page(&self, who: &Actor, id: MatterId) -> String {
        let (status, page) = self.get(who, &format!("/matters/{id}"));
        assert_eq!(status, StatusCode::OK, "{page}");
        page
    }

    pub fn post(&self, who: &Actor, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(who, request)
    }

    /// Hands a form in with a file.
    pub fn upload(
        &self,
        who: &Actor,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> (StatusCode, String, String) {
        self.upload_all(who, path, fields, &[file])
    }

    /// Hands a form in with several files.
    pub fn upload_all(
        &self,
        who: &Actor,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> (StatusCode, String, String) {
        let mut body = Vec::new();
        for (field, text) in fields {
            let part = format!("--B\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
            body.extend(part.into_bytes());
        }
        for (field, name, content) in files {
            let head = format!(
                "--B\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--B--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=B");
        self.send(who, request.body(Body::from(body)).unwrap())
    }

    /// Opens the act's form, fills it in and hands it in.
    pub fn act(&self, who: &Actor, id: MatterId, code: &str, fields: &[(&str, &str)]) {
        let path = format!("/matters/{id}/{code}");
        let (status, form) = self.get(who, &path);
        assert_eq!(status, StatusCode::OK, "{code}: {form}");
        let version = version_in(&form);
        let fields: Vec<(&str, &str)> =
            fields.iter().copied().chain([("version", version.as_str())]).collect();
        let (status, page, _) = self.post(who, &path, &fields);
        assert_eq!(status, StatusCode::SEE_OTHER, "{code}: {page}");
    }

    /// A matter that is in progress with the housing bureau.
    pub fn in_progress(&self, title: &str) -> MatterId {
        let (id, p) = (self.draft(title), &self.people);
        self.act(&p.drafter, id, "submit", &[]);
        self.act(&p.mayor, id, "approve", &[]);
        self.act(&p.clerk, id, "assign", &[("lead", "市住建局"), ("assisting", "市财政局")]);
        self.act(&p.liaison, id, "sign-for", &[]);
        id
    }
}

fn found(app: &App, id: UnitId, form: UnitForm) {
    let (by, directories) = (By::operator(&app.cx), app.directories.clone());
    app.cx.db.write_blocking(move |tx| units::found(tx, &directories, &by, id, form.clone())).unwrap();
}

fn enter(app: &App, name: &str, unit: UnitId, grant: Grant) -> Actor {
    let (by, id, directories) = (By::operator(&app.cx), PersonId(new_id()), app.directories.clone());
    let form = PersonForm { name: name.into(), position: String::new(), phone: Some("13900000001".into()) };
    app.cx
        .db
        .write_blocking(move |tx| persons::enter(tx, &directories, &by, id, unit, form.clone()))
        .unwrap();
    Actor { account: AccountId(new_id()), person: id, name: name.into(), unit, grants: vec![grant] }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub fn version_in(form: &str) -> String {
    let (_, after) = form.split_once("name=\"version\" value=\"").expect("a version");
    after.split('"').next().unwrap_or_default().to_owned()
}
