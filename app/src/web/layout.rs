//! The frame around every page: who reads, in what language and look, where they are, and where
//! they may go. A page's template extends `web/layout.html` and has a field `frame: Frame`.

use super::{
    lang::{self, Lang, Names, NoNames},
    markup::Markup,
    scope::Scope,
    session::HalfToken,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use bangdu_core::{
    instant::Instant,
    phrase::{Phrase, Word},
};
use jiff::civil::Date;
use std::{borrow::Borrow, convert::Infallible, sync::Arc};

/// The version that the footer shows.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A place that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where.
    pub href: &'static str,
    /// Message key of its name.
    pub label: &'static str,
    /// Symbol in `assets/icons.svg`.
    pub icon: &'static str,
}

/// Every way there is, in order; each person's own are a part of them.
pub const WAYS: [Way; 13] = [
    Way { href: "/", label: "nav.desk", icon: "desk" },
    Way { href: "/matters", label: "nav.matters", icon: "matters" },
    Way { href: "/map", label: "nav.map", icon: "map" },
    Way { href: "/round", label: "rounds.title", icon: "round" },
    Way { href: "/ledgers", label: "nav.ledgers", icon: "ledgers" },
    Way { href: "/publications", label: "board.nav", icon: "board" },
    Way { href: "/clues", label: "board.clues_nav", icon: "clues" },
    Way { href: "/units", label: "nav.units", icon: "units" },
    Way { href: "/persons", label: "nav.persons", icon: "persons" },
    Way { href: "/accounts", label: "nav.accounts", icon: "accounts" },
    Way { href: "/campaigns", label: "nav.campaigns", icon: "campaigns" },
    Way { href: "/settings", label: "nav.settings", icon: "settings" },
    Way { href: "/journal", label: "nav.journal", icon: "journal" },
];

/// The way to one's own tokens: in the account's menu, not in the navigation.
pub const TOKENS: Way = Way { href: "/tokens", label: "api.tokens", icon: "settings" };

/// What the frame shows of the person who reads. The session puts it among the request's extensions.
#[derive(Clone, Debug, Default)]
pub struct SignedIn {
    /// The person's name.
    pub name: String,
    /// The short name of their unit.
    pub unit: String,
    /// The account, so that what a browser keeps for a form is kept apart from others'.
    pub account: String,
    /// The session's token against forged requests.
    pub csrf: String,
    /// Where they may go, [`TOKENS`] among it.
    pub ways: Vec<Way>,
    /// The day on which they read.
    pub today: Date,
    /// Of somebody who only leads, who they are: their phone needs no menu.
    pub leads: Option<String>,
}

/// What an installation tells every frame. Put among the request's extensions; defaults otherwise.
#[derive(Clone)]
pub struct Installation {
    /// Whether this is a demo with invented data.
    pub demo: bool,
    /// Who is called what.
    pub names: Arc<dyn Names + Send + Sync>,
}

impl Default for Installation {
    fn default() -> Installation {
        Installation { demo: false, names: Arc::new(NoNames) }
    }
}

/// A step back towards the desk.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// The frame. Handlers take it as an argument, give it a title, and hand it to their page.
#[derive(Clone)]
pub struct Frame {
    /// The reader's language.
    pub lang: Lang,
    /// `light`, `dark`, or empty: as the system has it.
    pub theme: &'static str,
    /// 大字版.
    pub large: bool,
    /// Whether single keys do something; a choice, as WCAG 2.1.4 asks.
    pub keys: bool,
    /// The page's title; also its heading.
    pub title: String,
    /// The way back.
    pub crumbs: Vec<Crumb>,
    /// Who reads, if signed in.
    pub signed_in: Option<SignedIn>,
    /// What the last act said, shown once.
    pub flash: Option<String>,
    /// Whether that is a warning: nothing was done, or not all of it.
    pub warns: bool,
    /// Whether this is a demo.
    pub demo: bool,
    /// The address of this page, with its query.
    pub path: String,
    /// What the page looks at, where there is a choice.
    pub scope: Option<Scope>,
    /// Whether the page itself says in words what it looks at.
    pub says_scope: bool,
    csrf: String,
    names: Arc<dyn Names + Send + Sync>,
}

impl Frame {
    /// The frame for a request's headers and extensions.
    pub fn of(parts: &Parts) -> Frame {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = |name: &str| jar.get(name).map(|cookie| cookie.value().to_owned());
        let signed_in = parts.extensions.get::<SignedIn>().cloned();
        let half = || parts.extensions.get::<HalfToken>().map(|half| half.0.clone());
        let installation = parts.extensions.get::<Installation>().cloned().unwrap_or_default();
        Frame {
            lang: lang_of(&parts.headers, cookie("lang")),
            theme: theme_of(cookie("theme")),
            large: cookie("size").as_deref() == Some("large"),
            keys: cookie("keys").as_deref() != Some("off"),
            title: String::new(),
            crumbs: Vec::new(),
            csrf: signed_in.as_ref().map(|who| who.csrf.clone()).or_else(half).unwrap_or_default(),
            signed_in,
            warns: cookie(FLASH).is_some_and(|text| text.starts_with(WARNS)),
            flash: cookie(FLASH).and_then(|text| read_flash(&text)),
            demo: installation.demo,
            path: parts.uri.path_and_query().map_or_else(|| "/".into(), |path| path.to_string()),
            scope: None,
            says_scope: false,
            names: installation.names,
        }
    }

    /// A frame for samples and tests.
    pub fn sample(lang: Lang, signed_in: Option<SignedIn>) -> Frame {
        let Installation { demo, names } = Installation::default();
        let csrf = signed_in.as_ref().map(|who| who.csrf.clone()).unwrap_or_default();
        Frame {
            lang,
            theme: "",
            large: false,
            keys: true,
            title: String::new(),
            crumbs: vec![],
            signed_in,
            flash: None,
            warns: false,
            demo,
            path: "/".into(),
            scope: None,
            says_scope: false,
            csrf,
            names,
        }
    }

    /// This frame with the message under `key` as title.
    pub fn titled(self, key: &str) -> Frame {
        let title = self.t(key).to_owned();
        self.called(title)
    }

    /// This frame with somebody's words (a matter's title, a unit's name) as title.
    pub fn called(mut self, title: impl Into<String>) -> Frame {
        self.title = title.into();
        self
    }

    /// This frame with one more step on the way back.
    pub fn under(mut self, label: impl Into<String>, href: impl Into<String>) -> Frame {
        self.crumbs.push(Crumb { label: label.into(), href: href.into() });
        self
    }

    /// This frame with what the page looks at, and could look at instead.
    pub fn scoped(mut self, scope: Option<Scope>) -> Frame {
        self.scope = scope;
        self
    }

    /// This frame with a warning that the page shows.
    pub fn warned(mut self, what: impl Into<String>) -> Frame {
        self.flash = Some(what.into());
        self.warns = true;
        self
    }

    /// This frame with `names` to name units and persons by.
    pub fn naming(mut self, names: Arc<dyn Names + Send + Sync>) -> Frame {
        self.names = names;
        self
    }

    /// The message under `key`.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        lang::t(self.lang, key)
    }

    /// The message under `key` with `%{name}` filled in.
    pub fn tf(&self, key: &str, args: &[(&str, &str)]) -> String {
        lang::tf(self.lang, key, args)
    }

    /// The message under `key` with one hole filled in: the form that templates can call.
    pub fn t1(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        self.tf(key, &[(name, &value.to_string())])
    }

    /// A phrase of the core as a sentence.
    pub fn say(&self, phrase: &Phrase) -> String {
        lang::say(self.lang, phrase, self.names.as_ref())
    }

    /// A fixed word of the core.
    pub fn word(&self, word: &Word) -> String {
        lang::word(self.lang, word)
    }

    /// A day in the reader's manner.
    pub fn date(&self, date: impl Borrow<Date>) -> String {
        lang::date(self.lang, *date.borrow())
    }

    /// A point in time in the reader's manner.
    pub fn at(&self, instant: impl Borrow<Instant>) -> String {
        lang::at(self.lang, *instant.borrow(), &self.names.zone())
    }

    /// On which day and for which unit a page was printed.
    pub fn printed(&self) -> Option<String> {
        let who = self.signed_in.as_ref()?;
        Some(self.tf("frame.printed", &[("day", &self.date(who.today)), ("unit", &who.unit)]))
    }

    /// The names by which this page calls units and persons.
    pub fn names(&self) -> &dyn Names {
        self.names.as_ref()
    }

    /// The hidden field that every form has.
    pub fn csrf_field(&self) -> Markup {
        Markup::of("<input type=\"hidden\" name=\"csrf\"").attr("value", self.csrf()).html(">")
    }

    /// The session's token; empty when nobody is signed in.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Where the navigation leads the reader.
    pub fn ways(&self) -> impl Iterator<Item = &Way> {
        self.all_ways().iter().filter(|way| **way != TOKENS)
    }

    /// Where the account's menu leads besides.
    pub fn own_ways(&self) -> impl Iterator<Item = &Way> {
        self.all_ways().iter().filter(|way| **way == TOKENS)
    }

    /// Where a way leads from here. The desk hands its scope on to the list, where it is a filter among others; only
    /// the desk's own switch narrows the desk, so no other page leads to a narrowed one.
    pub fn way_to(&self, way: &Way) -> String {
        let on_desk = self.is_at("/") || self.is_at("/desk");
        let keeps = way.href == "/matters" || (way.href == "/" && on_desk);
        match self.scope.as_ref().filter(|_| keeps) {
            Some(scope) => scope.keep(way.href),
            None => way.href.to_owned(),
        }
    }

    fn all_ways(&self) -> &[Way] {
        self.signed_in.as_ref().map_or(&[], |who| who.ways.as_slice())
    }

    /// Whether the page stands without navigation.
    pub fn alone(&self) -> bool {
        self.ways().next().is_none()
    }

    /// Whether this page lies at or beneath `href`.
    pub fn is_at(&self, href: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or("");
        path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
    }

    /// 亮灯 as colour, shape and word. `code` is green, yellow, red, grey or done.
    pub fn light(&self, code: &str) -> Markup {
        let (class, shape, key) = match code {
            "green" => ("<span class=\"light green\">", "<circle cx=\"7\" cy=\"7\" r=\"6\"/>", "light.green"),
            "yellow" => {
                ("<span class=\"light yellow\">", "<path d=\"M7 1l6.4 11.500H.6z\"/>", "light.yellow")
            }
            "red" => ("<span class=\"light red\">", "<path d=\"M1.5 1.500h11v11h-11z\"/>", "light.red"),
            "grey" => ("<span class=\"light grey\">", "<path d=\"M1 5.500h12v3H1z\"/>", "light.grey"),
            _ => ("<span class=\"light done\">", "<path d=\"M1.5 7.500l3.8 4 7.2-9\"/>", "light.done"),
        };
        Markup::of(class)
            .html("<svg viewBox=\"0 0 14 14\" aria-hidden=\"true\">")
            .html(shape)
            .html("</svg>")
            .text(self.t(key))
            .html("</span>")
    }

    /// ◆ 协调中, beside a light while help is under way.
    pub fn helping(&self) -> Markup {
        Markup::of("<span class=\"mark\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><path d=\"M7 1l6 6-6 6-6-6z\"/></svg>")
            .text(self.t("light.helping"))
            .html("</span>")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Frame, Infallible> {
        Ok(Frame::of(parts))
    }
}

/// A page as an answer: `Page(template)`, or `Page::with(status, template)`.
pub fn page(template: impl askama::Template) -> Result<Response, super::error::Error> {
    let html = template.render().map_err(|fault| super::error::Error::Fault(fault.into()))?;
    Ok(Html(html).into_response())
}

/// The cookie that carries what an act said to the page that follows it.
pub const FLASH: &str = "flash";

/// What stands before a warning in the cookie: no letter of the text's own alphabet.
const WARNS: char = '!';

/// After an act: go to `to` and say `what` there, once.
pub fn done(to: &str, what: &str) -> Response {
    said(to, "", what)
}

/// Instead of an act, or after a part of it: go to `to` and say there, once, as a warning, `what` wasn't done.
pub fn warned(to: &str, what: &str) -> Response {
    said(to, &WARNS.to_string(), what)
}

fn said(to: &str, tone: &str, what: &str) -> Response {
    use base64::Engine;
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(what);
    let cookie = format!("{FLASH}={tone}{text}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], axum::response::Redirect::to(to)).into_response()
}

/// The answer with what the last act said forgotten, if it is a page and has just told it.
pub(super) fn told_once(mut answer: Response, frame: &Frame) -> Response {
    let headers = answer.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if frame.flash.is_some() && kind.starts_with("text/html") && answer.status() == StatusCode::OK {
        let gone = HeaderValue::from_static("flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        answer.headers_mut().append(header::SET_COOKIE, gone);
    }
    answer
}

fn read_flash(text: &str) -> Option<String> {
    use base64::Engine;
    let text = text.strip_prefix(WARNS).unwrap_or(text);
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()?;
    String::from_utf8(bytes).ok()
}

fn lang_of(headers: &HeaderMap, chosen: Option<String>) -> Lang {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().map(Lang::from_accept);
    chosen.and_then(|tag| Lang::from_tag(&tag)).or_else(accepted).unwrap_or_default()
}

fn theme_of(chosen: Option<String>) -> &'static str {
    match chosen.as_deref() {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_beneath_a_way_marks_it() {
        let mut frame = Frame::sample(Lang::Hans, None);
        frame.path = "/matters/7?after=3".into();
        assert!(frame.is_at("/matters"));
        assert!(!frame.is_at("/"));
        frame.path = "/matters-of-old".into();
        assert!(!frame.is_at("/matters"));
    }

    #[test]
    fn what_an_act_said_reaches_the_next_page() {
        let answer = done("/matters", "已签收");
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap_or_default().to_owned();
        let text = cookie.strip_prefix("flash=").and_then(|c| c.split(';').next()).unwrap_or_default();
        assert_eq!(read_flash(text).as_deref(), Some("已签收"));
        let mut frame = Frame::sample(Lang::Hans, None);
        frame.flash = read_flash(text);
        let told = told_once(Html("").into_response(), &frame);
        assert!(told.headers()[header::SET_COOKIE].to_str().unwrap_or_default().contains("Max-Age=0"));
        let on_the_way = told_once(axum::response::Redirect::to("/").into_response(), &frame);
        assert!(!on_the_way.headers().contains_key(header::SET_COOKIE), "a redirect tells nothing");
    }
}
