//! Stories at the door, told through the web: links, passwords, lock-out, sessions, forged forms.

use crate::engines::{TestStore, each_engine};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::get,
};
use bangdu::{
    act::ActError,
    clock::Clock,
    cx::Cx,
    db::Tx,
    journal::verify::verify,
    people::{
        self,
        act::{By, accounts},
        directory::Directories,
        first_start::first_start,
        sign_in::{self, Hasher, act::Door, pages::Entrance},
    },
    web::{
        error, headers,
        session::{self, Rules, Sessions, Visitor},
    },
};
use bangdu_core::{instant::Instant, people::AccountCommand};
use tower::ServiceExt;

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);
const PASSWORD: &str = "Coral-Tree-2026";

/// A store after its first start, and its door as the web sees it.
struct House {
    cx: Cx,
    router: Router,
    /// The system administrator's one-time link.
    link: String,
}

impl House {
    async fn new(store: &TestStore) -> House {
        let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
        let links = first_start(&cx, "泉州市人民政府", sign_in::issue_link).await.unwrap();
        let (directories, clock) = (Directories::default(), cx.clone());
        let ask = sign_in::ask(directories, move || (clock.now(), clock.today()));
        let sessions = Sessions { cx: cx.clone(), rules: Rules::default(), ask };
        let door = Door { sessions: sessions.clone(), hasher: Hasher::new().unwrap(), renew_days: Some(90) };
        let inside =
            get(|visitor: Visitor| async move { visitor.actor.name }).post(|_: Visitor| async { "done" });
        let router = Router::new()
            .route("/", inside)
            .merge(sign_in::pages::router(Entrance { door, demo: [].into() }))
            .layer(from_fn(error::dress))
            .layer(from_fn_with_state(sessions, session::load))
            .layer(from_fn(headers::add));
        House { cx, router, link: links[0].2.clone() }
    }

    async fn get(&self, path: &str, cookie: &str) -> (StatusCode, String) {
        let request = Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn post(&self, path: &str, cookie: &str, body: &str) -> Response {
        let request = Request::post(path)
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Takes the account with its link; the session's cookie.
    async fn take(&self) -> String {
        let answer = self.post(&self.link, "", &format!("new={PASSWORD}&again={PASSWORD}")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        cookie_of(&answer)
    }

    async fn sign_in(&self, password: &str) -> Response {
        self.post("/sign-in", "", &format!("name=sysadmin&password={password}&next=/")).await
    }

    async fn is_in(&self, cookie: &str) -> bool {
        self.get("/", cookie).await.0 == StatusCode::OK
    }

    /// The token in the forms of a page.
    async fn csrf(&self, cookie: &str) -> String {
        let (_, page) = self.get("/account", cookie).await;
        page.split_once("name=\"csrf\" value=\"").expect("a form").1.split('"').next().unwrap().to_owned()
    }

    /// As the security administrator's page does.
    async fn reset_factor(&self, name: &'static str) {
        let by = By::operator(&self.cx);
        let reset = move |tx: &mut Tx<'_>| {
            let account = people::store::account_named(tx, name)?.expect("an account").id;
            let command = AccountCommand::ResetSecondFactor;
            accounts::change(tx, &Directories::default(), &by, account, command)?;
            Ok::<_, ActError>(sign_in::forget_factor(tx, account)?)
        };
        self.cx.db.write(reset).await.unwrap();
    }

    async fn events(&self) -> Vec<String> {
        let sql = "SELECT event FROM entries WHERE stream LIKE 'account/%' ORDER BY at, stream, version";
        let read = self.cx.db.read(move |tx| {
            tx.rows(sql, &[])?
                .iter()
                .map(|row| row.get(0))
                .collect::<Result<Vec<String>, bangdu::db::DbError>>()
        });
        read.await.unwrap()
    }
}

fn cookie_of(answer: &Response) -> String {
    let all = answer.headers().get_all(header::SET_COOKIE);
    let line = all.iter().filter_map(|line| line.to_str().ok()).find(|line| line.starts_with("bangdu="));
    line.expect("a session's cookie").split(';').next().unwrap().to_owned()
}

fn told<F: Future<Output = ()>>(story: impl Fn(House) -> F) {
    each_engine(|store| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { story(House::new(store).await).await });
        let report = verify(&store.db, &bangdu::people::streams::checks(), None).unwrap();
        assert!(report.ok);
    });
}

#[test]
fn an_account_is_taken_with_its_link_once() {
    told(|house| async move {
        assert_eq!(house.get("/", "").await.0, StatusCode::SEE_OTHER, "nobody is let in without signing in");
        assert_eq!(house.get(&house.link, "").await.0, StatusCode::OK);
        let weak = house.post(&house.link, "", "new=short&again=short").await;
        assert_eq!(weak.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let cookie = house.take().await;
        assert_eq!(house.get("/", &cookie).await, (StatusCode::OK, "系统管理员".to_owned()));
        assert_eq!(house.get(&house.link, "").await.0, StatusCode::NOT_FOUND, "the link serves once");
        assert!(house.events().await.contains(&"password_changed".to_owned()));
    });
}

#[test]
fn a_link_is_too_old_after_three_days() {
    told(|house| async move {
        house.cx.clock.advance(72 * 3_600_000 + 1);
        assert_eq!(house.get(&house.link, "").await.0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour() {
    told(|house| async move {
        house.take().await;
        for _ in 0..5 {
            assert_eq!(house.sign_in("Wrong-2026-wrong").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(house.sign_in(PASSWORD).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "locked");
        let failed = |events: &[String]| events.iter().filter(|event| *event == "sign_in_failed").count();
        assert_eq!(failed(&house.events().await), 6, "five failures and the first attempt during the lock");
        house.sign_in(PASSWORD).await;
        assert_eq!(failed(&house.events().await), 6, "a lock can't flood the record");
        house.cx.clock.advance(15 * 60_000);
        assert_eq!(house.sign_in(PASSWORD).await.status(), StatusCode::SEE_OTHER);
    });
}

#[test]
fn an_unknown_name_gets_the_same_answer() {
    told(|house| async move {
        house.take().await;
        let known = house.sign_in("Wrong-2026-wrong").await;
        let unknown = house.post("/sign-in", "", "name=sysadmin2&password=Wrong-2026-wrong&next=/").await;
        let [known, unknown] = [known, unknown].map(Response::into_parts);
        assert_eq!(known.0.status, unknown.0.status);
        let known = axum::body::to_bytes(known.1, 1 << 20).await.unwrap();
        let unknown = axum::body::to_bytes(unknown.1, 1 << 20).await.unwrap();
        let unknown = String::from_utf8(unknown.to_vec()).unwrap().replace("sysadmin2", "sysadmin");
        assert_eq!(String::from_utf8(known.to_vec()).unwrap(), unknown);
    });
}

#[test]
fn the_third_session_ends_the_oldest_and_says_so() {
    told(|house| async move {
        let first = house.take().await;
        house.cx.clock.advance(1000);
        let second = cookie_of(&house.sign_in(PASSWORD).await);
        house.cx.clock.advance(1000);
        let answer = house.sign_in(PASSWORD).await;
        let third = cookie_of(&answer);
        let says =
            answer.headers().get_all(header::SET_COOKIE).iter().any(|c| c.as_bytes().starts_with(b"flash="));
        assert!(says);
        assert!(!house.is_in(&first).await);
        assert!(house.is_in(&second).await && house.is_in(&third).await);
    });
}

#[test]
fn who_is_idle_for_half_an_hour_is_out() {
    told(|house| async move {
        let cookie = house.take().await;
        house.cx.clock.advance(29 * 60_000);
        assert!(house.is_in(&cookie).await);
        house.cx.clock.advance(29 * 60_000);
        assert!(house.is_in(&cookie).await, "being seen starts the half hour anew");
        house.cx.clock.advance(31 * 60_000);
        assert!(!house.is_in(&cookie).await);
    });
}

#[test]
fn a_form_without_the_sessions_token_does_nothing() {
    told(|house| async move {
        let cookie = house.take().await;
        assert_eq!(house.post("/", &cookie, "a=b").await.status(), StatusCode::FORBIDDEN);
        let csrf = house.csrf(&cookie).await;
        assert_eq!(house.post("/", &cookie, &format!("csrf={csrf}&a=b")).await.status(), StatusCode::OK);
        assert_eq!(
            house.post("/sign-out", &cookie, &format!("csrf={csrf}")).await.status(),
            StatusCode::SEE_OTHER
        );
        assert!(!house.is_in(&cookie).await, "signed out in the store, not only in the browser");
    });
}

#[test]
fn an_old_password_must_be_changed_before_anything_else() {
    told(|house| async move {
        house.take().await;
        house.cx.clock.advance(91 * 24 * 3_600_000);
        let answer = house.sign_in(PASSWORD).await;
        assert_eq!(answer.headers()[header::LOCATION], "/sign-in/renew");
        let cookie = cookie_of(&answer);
        assert!(!house.is_in(&cookie).await);
        let (_, page) = house.get("/sign-in/renew", &cookie).await;
        let csrf = page.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let body = format!("csrf={csrf}&old={PASSWORD}&new=Blossom-2027-x&again=Blossom-2027-x");
        let answer = house.post("/sign-in/renew", &cookie, &body).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert!(house.is_in(&cookie_of(&answer)).await);
        assert!(!house.is_in(&cookie).await, "the token changes with the stage");
    });
}

#[test]
fn with_a_second_factor_the_password_alone_opens_nothing() {
    told(|house| async move {
        let cookie = house.take().await;
        let csrf = house.csrf(&cookie).await;
        house.post("/account/second-factor", &cookie, &format!("csrf={csrf}")).await;
        let (_, page) = house.get("/account", &cookie).await;
        let secret = page.split_once("<p class=\"secret\">").unwrap().1.split('<').next().unwrap().to_owned();
        let code = |house: &House| {
            let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
            let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("a").build().unwrap();
            totp.generate(house.cx.now().0 as u64 / 1000).to_string()
        };
        let body = format!("csrf={csrf}&code={}", code(&house));
        let answer = house.post("/account/second-factor/confirmation", &cookie, &body).await;
        let page = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let page = String::from_utf8(page.to_vec()).unwrap();
        let recovery =
            page.split_once("<li class=\"secret\">").unwrap().1.split('<').next().unwrap().to_owned();

        let half = cookie_of(&house.sign_in(PASSWORD).await);
        assert!(!house.is_in(&half).await);
        let (_, page) = house.get("/sign-in/code", &half).await;
        let csrf = page.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let again = house.post("/sign-in/code", &half, &format!("csrf={csrf}&code={}", code(&house))).await;
        assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY, "a code serves once");
        house.cx.clock.advance(60_000);
        let answer = house.post("/sign-in/code", &half, &format!("csrf={csrf}&code={}", code(&house))).await;
        assert!(house.is_in(&cookie_of(&answer)).await);

        let half = cookie_of(&house.sign_in(PASSWORD).await);
        let (_, page) = house.get("/sign-in/code", &half).await;
        let csrf = page.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let answer = house.post("/sign-in/code", &half, &format!("csrf={csrf}&code={recovery}")).await;
        let with_code = cookie_of(&answer);
        assert!(house.is_in(&with_code).await, "a recovery code serves, too");

        house.reset_factor("sysadmin").await;
        assert!(!house.is_in(&with_code).await, "who found the phone is out");
        let answer = house.sign_in(PASSWORD).await;
        assert!(house.is_in(&cookie_of(&answer)).await, "the password suffices until another is set");
        assert!(house.events().await.contains(&"second_factor_reset".to_owned()));
    });
}

/// A form that was sent after its session had ended led to a bare sign-in page, and on to another page than its own.
#[test]
fn a_form_sent_after_its_session_ended_is_told_of_and_leads_back_to_its_own_page() {
    each_engine(|store| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let house = House::new(store).await;
            let sent = |referer: Option<&str>| {
                let request = Request::post("/").header("host", "bangdu.example");
                let request = match referer {
                    Some(page) => request.header("referer", page),
                    None => request,
                };
                house.router.clone().oneshot(request.body(Body::from("text=a")).unwrap())
            };
            let to = |answer: Response| answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
            let own = sent(Some("https://bangdu.example/matters/7/report?in=x")).await.unwrap();
            assert_eq!(to(own), "/sign-in?next=%2Fmatters%2F7%2Freport%3Fin%3Dx&lost=1");
            for other in [None, Some("https://evil.example/matters"), Some("https://bangdu.example//evil")] {
                assert_eq!(to(sent(other).await.unwrap()), "/sign-in?lost=1");
            }
            let (_, page) = house.get("/sign-in?next=/matters/7/report&lost=1", "").await;
            assert!(page.contains("刚才提交的内容没有保存") && page.contains("后退"), "{page}");
            assert!(!house.get("/sign-in?next=/matters/7/report", "").await.1.contains("没有保存"));
        });
    });
}
