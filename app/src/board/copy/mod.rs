//! The public copy: plain files made from what was agreed to, the same bytes for the same store
//! on the same day. It holds no
//! id of ours, no address of ours and no name that wasn't agreed to, for it is made from core's
//! [`Copy`] alone. How it gets onto the disk stands in [`tree`].

pub mod tree;

use crate::{
    act::{ActError, Asker},
    app::App,
    board::{notice::Notice, outside::ClueForm, store},
    db::Tx,
    matters,
    web::{
        assets,
        lang::{self, Lang},
        sample::Sample,
    },
};
use askama::Template;
use bangdu_core::board::page::{Copy, copy};
use std::collections::BTreeMap;

/// Files by their path below the copy's directory.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How the copy is written.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The title of the whole.
    pub title: String,
    /// Whether search engines are let in.
    pub indexed: bool,
    /// Whether its pages have a form for clues.
    pub clues: bool,
}

impl Default for Manner {
    fn default() -> Manner {
        Manner { title: lang::t(LANG, "board.site").to_owned(), indexed: false, clues: true }
    }
}

/// The public reads the language that the office writes.
pub(super) const LANG: Lang = Lang::Hans;

/// What is public today.
///
/// # Errors
/// When the store fails.
pub fn public(app: &App) -> Result<Vec<Copy>, ActError> {
    let (kept, now) = (app.clone(), app.cx.now());
    app.cx.db.read_blocking(move |tx| {
        let standing = kept.standing(tx)?;
        let around = standing.around(Asker::operator(now));
        all(tx, &around)
    })
}

fn all(tx: &mut Tx<'_>, around: &matters::act::Around<'_>) -> Result<Vec<Copy>, ActError> {
    let calendar = &around.settings.calendar;
    let today = around.asker.today(calendar);
    let mut found = Vec::new();
    for publication in store::all(tx)? {
        let Some(matter) = matters::store::get(tx, publication.matter)? else { continue };
        found.extend(copy(&publication, &matter, calendar, today));
    }
    Ok(found)
}

/// The files of the copy.
///
/// # Errors
/// When a page can't be written.
pub fn files(copies: &[Copy], manner: &Manner) -> askama::Result<Files> {
    let mut files = Files::new();
    let mut rows = Vec::new();
    for copy in copies {
        match copy {
            Copy::Page(page) => {
                let notice = Notice::of(page, LANG);
                let row = Row { id: page.public.to_string(), notice: notice.clone() };
                let html = PublicPage::of(manner, notice, LANG).render()?;
                files.insert(format!("p/{}/index.html", page.public), html.into_bytes());
                rows.push(row);
            }
            Copy::Down(public) => {
                let html = Down { manner, lang: LANG }.render()?;
                files.insert(format!("p/{public}/index.html"), html.into_bytes());
            }
        }
    }
    rows.sort_by(|a, b| (&a.notice.name, &a.id).cmp(&(&b.notice.name, &b.id)));
    files.insert("index.html".to_owned(), Index { manner, rows, lang: LANG }.render()?.into_bytes());
    files.insert("robots.txt".to_owned(), robots(manner).to_vec());
    files.insert("style.css".to_owned(), style());
    Ok(files)
}

fn robots(manner: &Manner) -> &'static [u8] {
    if manner.indexed { b"User-agent: *\nAllow: /\n" } else { b"User-agent: *\nDisallow: /\n" }
}

/// The public pages' own stylesheet, with the notice's rules that the office's preview has too.
fn style() -> Vec<u8> {
    ["public.css", "notice.css"].iter().filter_map(|file| assets::content(file)).flatten().collect()
}

#[derive(Template)]
#[template(path = "board/copy/page.html")]
struct PublicPage<'a> {
    manner: &'a Manner,
    notice: Notice,
    form: ClueForm,
    lang: Lang,
}

impl PublicPage<'_> {
    fn of(manner: &Manner, notice: Notice, lang: Lang) -> PublicPage<'_> {
        PublicPage { manner, notice, form: ClueForm::blank(lang), lang }
    }
}

#[derive(Template)]
#[template(path = "board/copy/index.html")]
struct Index<'a> {
    manner: &'a Manner,
    rows: Vec<Row>,
    lang: Lang,
}

struct Row {
    id: String,
    notice: Notice,
}

#[derive(Template)]
#[template(path = "board/copy/down.html")]
struct Down<'a> {
    manner: &'a Manner,
    lang: Lang,
}

impl Index<'_> {
    fn t<'k>(&self, key: &'k str) -> &'k str {
        lang::t(self.lang, key)
    }
}

impl Down<'_> {
    fn t<'k>(&self, key: &'k str) -> &'k str {
        lang::t(self.lang, key)
    }
}

/// The public pages, full, short and empty.
pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let (manner, notice) = (
        Manner { title: lang::t(lang, "board.site").to_owned(), ..Manner::default() },
        super::pages::sample::page(),
    );
    let notice = Notice::of(&notice, lang);
    let short = Notice {
        rate: None,
        facts: vec![],
        steps: vec![],
        content: String::new(),
        news: String::new(),
        phone: String::new(),
        ..notice.clone()
    };
    let row = |id: &str, notice: &Notice| Row { id: id.to_owned(), notice: notice.clone() };
    let rows = vec![row("abcdefghijklmnop", &notice), row("bcdefghijklmnopq", &short)];
    let closed = Manner { clues: false, indexed: true, ..manner.clone() };
    let samples = vec![
        Sample::of("board.copy.page", PublicPage::of(&manner, notice.clone(), lang)),
        Sample::of("board.copy.short", PublicPage::of(&closed, short.clone(), lang)),
        Sample::of("board.copy.index", Index { manner: &manner, rows, lang }),
        Sample::of("board.copy.empty", Index { manner: &manner, rows: vec![], lang }),
        Sample::of("board.copy.down", Down { manner: &manner, lang }),
    ];
    samples.into_iter().map(styled).collect()
}

/// A sample that finds its stylesheet among our assets: the copy has its own beside it.
pub(super) fn styled(sample: Sample) -> Sample {
    let links = format!(
        "href=\"{}\"><link rel=\"stylesheet\" href=\"{}\"",
        assets::url("public.css"),
        assets::url("notice.css")
    );
    let found = |html: String| {
        ["../../style.css", "/style.css", "style.css"]
            .iter()
            .fold(html, |html, own| html.replace(&format!("href=\"{own}\""), &links))
    };
    Sample { html: sample.html.map(found), ..sample }
}
