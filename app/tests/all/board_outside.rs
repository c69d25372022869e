//! Stories at the public board: what is shown, what is taken, and what rubbish does to it.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use bangdu::{
    board::{
        copy::{Manner, files, tree},
        line::Line,
        outside::{Outside, inbox::Inbox, router},
    },
    clock::Clock,
    config::Proxies,
};
use bangdu_core::{
    board::{
        Field, PublicId, Value,
        page::{Copy, Page},
    },
    instant::Instant,
};
use jiff::civil::date;
use std::{fs, path::Path};
use tempfile::TempDir;
use tower::ServiceExt;

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);

/// A served copy with a page and one that was taken down.
struct Board {
    home: TempDir,
    router: Router,
    clock: Clock,
    page: PublicId,
    down: PublicId,
}

impl Board {
    fn open() -> Board {
        Board::with(1 << 20)
    }

    fn with(inbox: u64) -> Board {
        let home = tempfile::tempdir().unwrap();
        let (page, down) = (PublicId::of([1; 10]), PublicId::of([2; 10]));
        let name = Value::Text { text: "实验小学教学楼".to_owned() };
        let lines = vec![(Field::Name, name)];
        let as_of = date(2026, 11, 3);
        let shown =
            Copy::Page(Page { public: page.clone(), lines, as_of, missed_before: as_of, overdue: false });
        let copies = [shown, Copy::Down(down.clone())];
        tree::write(&home.path().join("copy"), &files(&copies, &Manner::default()).unwrap()).unwrap();
        fs::write(home.path().join("secret"), "机密").unwrap();
        let inbox = Inbox::open(&home.path().join("inbox"), inbox).unwrap();
        let clock = Clock::fixed(NOW);
        let outside = Outside::new(home.path().join("copy"), Some(inbox), clock.clone(), Proxies::default());
        Board { router: router(outside), home, clock, page, down }
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts.status, parts.headers, axum::body::to_bytes(body, 1 << 20).await.unwrap().to_vec())
    }

    async fn get(&self, path: &str) -> (StatusCode, HeaderMap, String) {
        let (status, headers, body) = self.ask(Request::get(path).body(Body::empty()).unwrap()).await;
        (status, headers, String::from_utf8(body).unwrap())
    }

    async fn post(&self, page: &str, kind: &str, body: impl Into<Body>) -> (StatusCode, HeaderMap, String) {
        let request = Request::post(format!("/p/{page}/clue")).header(header::CONTENT_TYPE, kind);
        let (status, headers, body) = self.ask(request.body(body.into()).unwrap()).await;
        (status, headers, String::from_utf8(body).unwrap())
    }

    async fn send(&self, text: &str, more: &str) -> (StatusCode, HeaderMap, String) {
        let body = format!("text={}&consent=yes&{more}", escaped(text));
        self.post(self.page.as_str(), FORM, body).await
    }

    /// Later, when everybody may send again.
    fn later(&self) {
        self.clock.advance(3_600_000);
    }

    fn inbox(&self) -> Vec<String> {
        lines(&self.home.path().join("inbox"))
    }
}

fn lines(dir: &Path) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let all = files
        .iter()
        .flat_map(|file| fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>());
    all.collect()
}

const FORM: &str = "application/x-www-form-urlencoded";
const SEEN: &str = "工地夜间施工，噪声扰民严重";

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn the_copy_is_shown_and_nothing_else_of_the_machine() {
    let board = Board::open();
    let (status, headers, page) = board.get(&format!("/p/{}/", board.page)).await;
    assert!(status == StatusCode::OK && page.contains("实验小学教学楼") && page.contains("action=\"clue\""));
    assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    for name in ["x-content-type-options", "x-frame-options", "referrer-policy", "permissions-policy"] {
        assert!(headers.contains_key(name), "{name}");
    }
    assert!(!headers.contains_key(header::SET_COOKIE) && !headers.contains_key(header::SERVER));
    assert!(board.get("/").await.2.contains(&format!("p/{}/", board.page)));
    assert!(board.get("/style.css").await.1[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/css"));
    assert_eq!(board.get("/robots.txt").await.2, "User-agent: *\nDisallow: /\n");
    let (status, _, page) = board.get(&format!("/p/{}/", board.down)).await;
    assert!(status == StatusCode::OK && page.contains("该公示已撤下") && !page.contains("<form"));
    let (status, headers, _) = board.get(&format!("/p/{}", board.page)).await;
    assert_eq!(
        (status, headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::PERMANENT_REDIRECT, format!("{}/", board.page).as_str())
    );
    for path in [
        "/../secret",
        "/p/../../secret",
        "/p/..%2f..%2fsecret/",
        "/p/%2e%2e%2f%2e%2e%2fsecret",
        "/p/....//....//secret/",
        "/%2e%2e/secret",
        "/p/aaaaaaaaaaaaaaaa/",
        "/p/a%00a/",
        "/.public-copy",
        "/index.html",
        "/inbox/clues-2026-11-03-001.jsonl",
        "//etc/passwd",
        "/p/x/index.html",
        "/matters",
        "/sign-in",
        "/api/matters",
        "/metrics",
    ] {
        let (status, headers, body) = board.get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!body.contains("机密") && headers.contains_key(header::CONTENT_SECURITY_POLICY), "{path}");
    }
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT"] {
        let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
        assert_eq!(board.ask(request).await.0, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn a_clue_is_kept_as_one_line_and_its_author_gets_a_receipt() {
    let board = Board::open();
    let contact = format!("contact={}", escaped("王先生 0595-2221234"));
    let (status, headers, _) = board.send(&format!("{SEEN}\r\n第二行"), &contact).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let to = headers[header::LOCATION].to_str().unwrap().to_owned();
    let receipt = to.strip_prefix("clue?receipt=").unwrap();
    let (status, _, thanks) = board.get(&format!("/p/{}/{to}", board.page)).await;
    assert!(status == StatusCode::OK && thanks.contains(receipt) && thanks.contains("线索已收到"));
    let (_, _, made_up) = board.get(&format!("/p/{}/clue?receipt=%3Cscript%3E", board.page)).await;
    assert!(!made_up.contains("script"));
    let kept = board.inbox();
    let line = Line::read(kept[0].as_bytes()).unwrap();
    assert_eq!((kept.len(), line.receipt.as_str(), line.page), (1, receipt, board.page.clone()));
    assert_eq!(line.text, format!("{SEEN}\n第二行"));
    assert_eq!((line.contact.as_deref(), line.at), (Some("王先生 0595-2221234"), NOW));
    assert!(!kept[0].contains("127.0.0.1"), "nobody's address is kept");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept() {
    let board = Board::open();
    let body = format!("text={}&contact={}", escaped("太短<b>"), escaped(&"长".repeat(61)));
    let (status, _, page) = board.post(board.page.as_str(), FORM, body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["请用10至500字说明情况", "联系方式限60字以内", "请阅读并勾选承诺", "太短&#60;b&#62;"]
    {
        assert!(page.contains(part), "{part} not in {page}");
    }
    assert!(board.inbox().is_empty());
}

#[tokio::test]
async fn rubbish_leaves_nothing_behind_and_the_board_goes_on() {
    let board = Board::open();
    let page = board.page.to_string();
    let sound = format!("text={}&consent=yes", escaped(SEEN));
    let (huge, binary) = (vec![b'a'; 9 << 10], (0..=255_u8).cycle().take(4_000).collect::<Vec<_>>());
    let cases: Vec<(&str, String, &str, Vec<u8>)> = vec![
        ("another kind of body", page.clone(), "application/json", b"{\"text\":1}".to_vec()),
        ("a file", page.clone(), "multipart/form-data; boundary=x", b"--x--".to_vec()),
        ("no kind at all", page.clone(), "", sound.clone().into_bytes()),
        ("a body too large", page.clone(), FORM, huge),
        ("bytes that are no text", page.clone(), FORM, binary),
        (
            "escaped bytes that are no text",
            page.clone(),
            FORM,
            b"text=%FF%FE%00%01%FF%FE%00%01%FF%FE&consent=yes".to_vec(),
        ),
        ("nothing", page.clone(), FORM, vec![]),
        ("no consent", page.clone(), FORM, format!("text={}", escaped(SEEN)).into_bytes()),
        ("only blanks", page.clone(), FORM, b"text=++++++++++++++++++++&consent=yes".to_vec()),
        ("a filled trap", page.clone(), FORM, format!("{sound}&website=http://a").into_bytes()),
        ("a page that is not there", "aaaaaaaaaaaaaaaa".into(), FORM, sound.clone().into_bytes()),
        ("a page that is down", board.down.to_string(), FORM, sound.clone().into_bytes()),
        ("a wrong id", "..%2f..%2fsecret".into(), FORM, sound.clone().into_bytes()),
    ];
    for (what, id, kind, body) in cases {
        board.later();
        let (status, headers, said) = board.post(&id, kind, body).await;
        assert!(status.is_client_error(), "{what}: {status}");
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY) && !said.contains("机密"), "{what}");
        assert!(board.inbox().is_empty(), "{what} was kept");
    }
    for _ in 0..2_000 {
        board.post(&page, FORM, vec![0xff; 300]).await;
    }
    assert!(board.inbox().is_empty());
    board.later();
    assert_eq!(board.send(SEEN, "").await.0, StatusCode::SEE_OTHER, "the board lives");
    assert_eq!(board.inbox().len(), 1);
}

#[tokio::test]
async fn who_sends_too_many_is_told_calmly_and_later_heard_again() {
    let board = Board::open();
    for _ in 0..5 {
        assert_eq!(board.send(SEEN, "").await.0, StatusCode::SEE_OTHER);
    }
    let (status, headers, page) = board.send(SEEN, "").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(headers.contains_key(header::RETRY_AFTER) && page.contains("本次内容没有保存"), "{page}");
    assert_eq!(board.get("/").await.0, StatusCode::OK, "reading is not limited");
    board.later();
    assert_eq!(board.send(SEEN, "").await.0, StatusCode::SEE_OTHER);
    assert_eq!(board.inbox().len(), 6);
}

#[tokio::test]
async fn a_full_inbox_and_a_missing_one_are_said_and_not_hidden() {
    let board = Board::with(200);
    let (status, _, page) = board.send(&SEEN.repeat(6), "").await;
    assert!(status == StatusCode::SERVICE_UNAVAILABLE && page.contains("本次内容没有保存"), "{page}");
    assert!(board.inbox().is_empty());
    let outside = Outside::new(board.home.path().join("copy"), None, board.clock.clone(), Proxies::default());
    let board = Board { router: router(outside), ..board };
    let (status, _, page) = board.send(SEEN, "").await;
    assert!(status == StatusCode::SERVICE_UNAVAILABLE && page.contains("请拨打公示的监督电话"), "{page}");
}
