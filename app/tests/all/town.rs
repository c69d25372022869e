//! A small city with one county, its people, and a browser: what the stories of pages stand on.

use crate::engines::{TestStore, postgres, sqlite};
use axum::{
    Extension, Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use bangdu::{
    act::ActError,
    app::App,
    auditing, board, campaigns,
    clock::Clock,
    config::Given,
    cx::{Cx, new_id},
    desk, map,
    matters::{self, act::act},
    people::act::{By, units},
    settings,
    web::{
        error::dress,
        fields::Fields,
        layout::{SignedIn, WAYS},
        session::{self, Visitor},
    },
};
use bangdu_core::{
    calendar::Deadline,
    ids::{AccountId, AssignmentId, MatterId, PersonId, UnitId},
    instant::Instant,
    matters::{
        Basis, Command, DraftMatter, Matter, MatterKind, NewAssignment, Origin, Part, Source, Urgency,
    },
    people::{Actor, Grant, Level, Role, UnitForm, UnitKind},
};
use jiff::civil::date;
use tower::ServiceExt;

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);

/// A city with one county, each with an office and a bureau.
pub struct Town {
    _store: TestStore,
    pub app: App,
    pub city: UnitId,
    pub office: UnitId,
    pub housing: UnitId,
    pub county: UnitId,
    pub county_office: UnitId,
    pub county_housing: UnitId,
}

impl Town {
    pub fn build() -> Town {
        Town::on(sqlite())
    }

    /// One on each engine that there is.
    pub fn on_each_engine() -> impl Iterator<Item = Town> {
        std::iter::once(sqlite()).chain(postgres()).map(Town::on)
    }

    fn on(store: TestStore) -> Town {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let app = App::new(cx, Given { data: Some(store.outside()), ..Given::default() }.check().unwrap());
        let [city, office, housing, county, county_office, county_housing] =
            [(); 6].map(|()| UnitId(new_id()));
        let town = Town { _store: store, app, city, office, housing, county, county_office, county_housing };
        town.found(city, UnitKind::Government, "泉州市人民政府", Level::City, None);
        town.found(office, UnitKind::Office, "市政府督查室", Level::City, Some(city));
        town.found(housing, UnitKind::Department, "市住建局", Level::City, Some(city));
        town.found(county, UnitKind::Government, "惠安县人民政府", Level::County, Some(city));
        town.found(county_office, UnitKind::Office, "惠安县政府督查室", Level::County, Some(county));
        town.found(county_housing, UnitKind::Department, "惠安县住建局", Level::County, Some(county));
        town
    }

    fn found(&self, id: UnitId, kind: UnitKind, name: &str, level: Level, parent: Option<UnitId>) {
        let office = kind == UnitKind::Office;
        let series = office.then(|| if level == Level::City { "督查立项" } else { "惠督立项" }.to_owned());
        let form = UnitForm { kind, is_office: office, series, ..UnitForm::department(name, level, parent) };
        let (by, directories) = (By::operator(&self.app.cx), self.app.directories.clone());
        self.app
            .cx
            .db
            .write_blocking(move |tx| units::found(tx, &directories, &by, id, form.clone()))
            .unwrap();
    }

    /// One more county below the city.
    pub async fn another_county(&self, name: &str) -> UnitId {
        let id = UnitId(new_id());
        let form = UnitForm {
            kind: UnitKind::Government,
            ..UnitForm::department(name, Level::County, Some(self.city))
        };
        let (by, directories) = (By::operator(&self.app.cx), self.app.directories.clone());
        let founded = self.app.cx.db.write(move |tx| units::found(tx, &directories, &by, id, form.clone()));
        founded.await.unwrap();
        id
    }

    pub fn actor(&self, role: Role, scope: UnitId, unit: UnitId) -> Actor {
        Actor {
            account: AccountId(new_id()),
            person: PersonId(new_id()),
            name: "林晓梅".into(),
            unit,
            grants: vec![Grant::of(role, scope)],
        }
    }

    pub fn drafter(&self) -> Actor {
        self.actor(Role::Drafter, self.office, self.office)
    }

    pub fn head(&self) -> Actor {
        self.actor(Role::GovernmentHead, self.city, self.city)
    }

    pub fn staff(&self) -> Actor {
        self.actor(Role::OfficeStaff, self.office, self.office)
    }

    pub fn county_staff(&self) -> Actor {
        self.actor(Role::OfficeStaff, self.county_office, self.county_office)
    }

    pub async fn act(&self, actor: &Actor, id: MatterId, command: Command) -> Result<Matter, ActError> {
        let done = self.app.change(actor, move |tx, around| act(tx, around, id, &command, None)).await?;
        Ok(done.matter)
    }

    pub fn draft_of(&self, office: UnitId, title: &str) -> DraftMatter {
        DraftMatter {
            id: MatterId(new_id()),
            kind: MatterKind::Task,
            title: title.into(),
            requirement: String::new(),
            origin: Origin {
                source: Source::Decision,
                basis: Basis::Document { document: "2026年任务分解表".into(), scan: None },
            },
            office,
            campaign: None,
            urgency: Urgency::General,
            deadline: Some(Deadline::On(date(2026, 12, 31))),
            layer: None,
            not_classified: true,
        }
    }

    /// A draft of the city's office, handed in.
    pub async fn submitted(&self, drafter: &Actor, title: &str) -> MatterId {
        let draft = self.draft_of(self.office, title);
        let id = draft.id;
        self.act(drafter, id, Command::Draft(Box::new(draft))).await.unwrap();
        self.act(drafter, id, Command::Submit).await.unwrap();
        id
    }

    /// A matter of the city's office, registered and sent to `lead`.
    pub async fn assigned(&self, title: &str, lead: UnitId, deadline: Deadline) -> MatterId {
        self.shared(title, deadline, &[(lead, Part::Lead)]).await
    }

    /// The same with several units, each with its part.
    pub async fn shared(&self, title: &str, deadline: Deadline, parts: &[(UnitId, Part)]) -> MatterId {
        let (drafter, mut draft) = (self.drafter(), self.draft_of(self.office, title));
        draft.deadline = Some(deadline);
        let id = draft.id;
        self.act(&drafter, id, Command::Draft(Box::new(draft))).await.unwrap();
        self.act(&drafter, id, Command::Submit).await.unwrap();
        self.act(&self.head(), id, Command::Approve).await.unwrap();
        let share = |&(unit, part): &(UnitId, Part)| NewAssignment {
            id: AssignmentId(new_id()),
            unit,
            part,
            task: String::new(),
            deadline: None,
        };
        self.act(&self.staff(), id, Command::Assign(parts.iter().map(share).collect())).await.unwrap();
        id
    }

    fn router(&self, actor: &Actor) -> Router {
        let visitor = Visitor { actor: actor.clone(), unit: "督查室".into() };
        let router = Router::new()
            .merge(matters::listing::router())
            .merge(matters::pages::router(1 << 20))
            .merge(matters::drafting::router(1 << 20))
            .merge(bangdu::ledgers::pages::router())
            .merge(matters::instructing::router())
            .merge(matters::rounds::router())
            .merge(auditing::router())
            .merge(board::pages::router())
            .merge(board::clues::router())
            .merge(campaigns::pages::router())
            .merge(desk::router())
            .merge(map::router())
            .merge(settings::pages::router())
            .with_state(self.app.clone())
            .layer(axum::middleware::from_fn(dress))
            .layer(Extension(visitor.clone()));
        let today = self.app.cx.today();
        let Some(leads) = session::leads(actor, today) else { return router };
        router.layer(Extension(SignedIn {
            name: actor.name.clone(),
            unit: visitor.unit,
            account: actor.account.to_string(),
            csrf: "t".into(),
            ways: WAYS.to_vec(),
            today,
            leads: Some(leads),
        }))
    }

    pub async fn get(&self, actor: &Actor, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (status, _, page) = read(self.router(actor).oneshot(request).await.unwrap()).await;
        (status, page)
    }

    /// A file as it is fetched.
    pub async fn file(&self, actor: &Actor, path: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = self.router(actor).oneshot(request).await.unwrap();
        let status = answer.status();
        (status, axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap().to_vec())
    }

    /// Under what name a file is kept.
    pub async fn file_name(&self, actor: &Actor, path: &str) -> String {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = self.router(actor).oneshot(request).await.unwrap();
        let place = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
        let name = place.split_once("filename*=UTF-8''").unwrap().1;
        let name = Fields::parse(format!("name={name}").as_bytes());
        name.get("name").to_owned()
    }

    /// What the next page is going to say after this form, and whether as a warning.
    pub async fn said(&self, actor: &Actor, request: Request<Body>) -> (bool, String) {
        use base64::Engine;
        let answer = self.router(actor).oneshot(request).await.unwrap();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        let text = cookie.strip_prefix("flash=").unwrap().split(';').next().unwrap().to_owned();
        let warns = text.starts_with('!');
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text.trim_start_matches('!'));
        (warns, String::from_utf8(bytes.unwrap()).unwrap())
    }

    /// Hands a file in under the field `file`.
    pub async fn hand_in(
        &self,
        actor: &Actor,
        path: &str,
        name: &str,
        content: &[u8],
    ) -> (StatusCode, String, String) {
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--x--\r\n"].concat();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        read(self.router(actor).oneshot(request).await.unwrap()).await
    }

    /// Where a page sends its reader on to.
    pub async fn sent_on(&self, actor: &Actor, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (status, to, _) = read(self.router(actor).oneshot(request).await.unwrap()).await;
        (status, to)
    }

    pub async fn post(
        &self,
        actor: &Actor,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (StatusCode, String, String) {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        read(self.router(actor).oneshot(request).await.unwrap()).await
    }

    /// Any request in somebody's name.
    pub async fn send(&self, actor: &Actor, request: Request<Body>) -> (StatusCode, String, String) {
        read(self.router(actor).oneshot(request).await.unwrap()).await
    }

    pub async fn matter(&self, id: MatterId) -> Option<Matter> {
        self.app.cx.db.read(move |tx| matters::store::get(tx, id)).await.unwrap()
    }
}

async fn read(answer: Response<Body>) -> (StatusCode, String, String) {
    let status = answer.status();
    let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, to.unwrap_or_default(), String::from_utf8(body.to_vec()).unwrap())
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The titles of a list's rows, in order.
pub fn titles(page: &str) -> Vec<String> {
    let rows = page.split(" class=\"title\"><a href=\"").skip(1);
    rows.filter_map(|row| Some(row.split_once('>')?.1.split_once("</a>")?.0.to_owned())).collect()
}

pub fn next_page(page: &str) -> Option<String> {
    let link = page.split("href=\"").find(|link| link.contains("after=") && link.contains("下一页"))?;
    Some(link.split('"').next()?.replace("&amp;", "&").replace("&#38;", "&"))
}
