//! Every page in every language, from the rooms' named samples: well-formed, one heading, in one
//! language, nothing untranslated. The pages are also written to `target/pages/` to be looked at.

use bangdu::web::{assets, lang::Lang, sample::Sample};
use std::{collections::BTreeSet, fs, path::Path};

/// A room's samples; each room with pages adds itself here.
const ROOMS: &[fn(Lang) -> Vec<Sample>] = &[
    bangdu::api::sample::samples,
    bangdu::auditing::samples,
    bangdu::board::pages::samples,
    bangdu::campaigns::pages::samples,
    bangdu::desk::samples,
    bangdu::map::samples,
    bangdu::matters::drafting::samples,
    bangdu::matters::instructing::samples,
    bangdu::matters::listing::samples,
    bangdu::matters::pages::samples::samples,
    bangdu::matters::rounds::samples,
    bangdu::ledgers::pages::sample::samples,
    bangdu::people::pages::sample::samples,
    bangdu::people::sign_in::sample::samples,
    bangdu::settings::pages::samples,
    bangdu::web::sample::samples,
];

/// Latin words that stand in Chinese pages, too.
const LATIN: &[&str] = &[
    "English", "Excel", "WPS", "Word", "API", "CSV", "PDF", "JPG", "JSON", "URL", "IP", "TOTP", "SHA",
    "xlsx", "xls", "csv", "docx", "et", "j", "k", "A", "B", "C", "D", "E", "F", "GB", "MB", "KB", "UTF",
    "ID", "bangdu", "verify", "https", "p", "Tab", "Esc", "Shift",
];

#[test]
fn every_page_reads_well_in_every_language() {
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for sample in ROOMS.iter().flat_map(|room| room(lang)) {
            names.insert(sample.name);
            match sample.html {
                Ok(html) => {
                    keep(lang, sample.name, &html);
                    let faults = faults(lang, &html);
                    wrong.extend(
                        faults.into_iter().map(|fault| format!("{} {}: {fault}", lang.tag(), sample.name)),
                    );
                }
                Err(fault) => wrong.push(format!("{} {}: {fault}", lang.tag(), sample.name)),
            }
        }
    }
    assert!(!names.is_empty());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn faults(lang: Lang, html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let page = read(html, &mut faults);
    if !html.contains(&format!("<html lang=\"{}\"", lang.tag())) {
        faults.push("no lang attribute on the page".into());
    }
    let headings = page.tags.iter().filter(|tag| *tag == "h1").count();
    if headings != 1 {
        faults.push(format!("{headings} h1"));
    }
    if html.len() > 100_000 {
        faults.push(format!("{} bytes", html.len()));
    }
    for text in &page.words {
        if let Some(key) = untranslated(text) {
            faults.push(format!("untranslated {key}"));
        }
        if lang != Lang::En {
            faults.extend(latin(text).map(|word| format!("Latin {word:?} in {text:?}")));
        }
    }
    faults
}

struct Page {
    tags: Vec<String>,
    /// Texts between tags and in attributes that people hear or read.
    words: Vec<String>,
}

/// Reads HTML as strictly as we write it: every element closed, every attribute in double quotes.
fn read(html: &str, faults: &mut Vec<String>) -> Page {
    const VOID: [&str; 8] = ["meta", "link", "input", "br", "hr", "img", "use", "!doctype"];
    let mut page = Page { tags: vec![], words: vec![] };
    let mut open: Vec<String> = vec![];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.words.push(rest[..at].trim().to_owned());
        let Some(end) = tag_end(&rest[at..]) else {
            faults.push("a tag never ends".into());
            return page;
        };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        let name: String =
            tag.trim_start_matches('/').chars().take_while(|c| !c.is_whitespace() && *c != '/').collect();
        if tag.starts_with('/') {
            if open.pop().as_deref() != Some(name.as_str()) {
                faults.push(format!("</{name}> closes nothing"));
                return page;
            }
            continue;
        }
        read_attributes(tag, &mut page.words, faults);
        page.tags.push(name.clone());
        if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    if !open.is_empty() {
        faults.push(format!("never closed: {open:?}"));
    }
    page
}

fn tag_end(text: &str) -> Option<usize> {
    let mut quoted = None;
    for (i, c) in text.char_indices() {
        match (quoted, c) {
            (None, '"' | '\'') => quoted = Some(c),
            (Some(quote), c) if quote == c => quoted = None,
            (None, '>') => return Some(i),
            _ => {}
        }
    }
    None
}

fn read_attributes(tag: &str, words: &mut Vec<String>, faults: &mut Vec<String>) {
    for read_out in ["title=\"", "aria-label=\"", "placeholder=\"", "alt=\"", "data-label=\""] {
        if let Some(at) = tag.find(&format!(" {read_out}")) {
            let value = &tag[at + 1 + read_out.len()..];
            words.push(value.split('"').next().unwrap_or_default().to_owned());
        }
    }
    for banned in [" style=", " onclick=", " onchange=", " onsubmit="] {
        if tag.contains(banned) {
            faults.push(format!("inline{banned} is forbidden by the content security policy: <{tag}>"));
        }
    }
}

/// A message key that was not found shows as itself: `room.word_word`.
fn untranslated(text: &str) -> Option<&str> {
    text.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.')).find(
        |word| {
            let mut parts = word.split('.');
            let letters = |part: Option<&str>| {
                part.is_some_and(|p| p.len() > 2 && p.starts_with(|c: char| c.is_ascii_lowercase()))
            };
            letters(parts.next())
                && letters(parts.next())
                && parts.next().is_none()
                && !word.ends_with(".xlsx")
        },
    )
}

fn latin(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| {
        let letters = word.chars().filter(char::is_ascii_alphabetic).count();
        letters > 0 && !word.chars().any(|c| c.is_ascii_digit()) && !LATIN.contains(word) && !is_entity(word)
    })
}

fn is_entity(word: &str) -> bool {
    ["amp", "lt", "gt", "quot"].contains(&word)
}

/// Keeps the page and the assets it names, so that a browser can show it.
fn keep(lang: Lang, name: &str, html: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pages");
    for asset in assets::names().filter(|name| name.ends_with(".css") || name.ends_with(".svg")) {
        let file = folder.join(assets::url(&asset).trim_start_matches('/'));
        if let (Some(parent), Some(content)) = (file.parent(), assets::content(&asset)) {
            fs::create_dir_all(parent).expect("a folder for pages");
            fs::write(file, content).expect("an asset is written");
        }
    }
    fs::write(folder.join(format!("{name}.{}.html", lang.tag())), html).expect("a page is written");
}

#[test]
fn the_check_finds_what_is_wrong() {
    let bad = "<html lang=\"en\"><h1>a</h1><h1>b</h1><p style=\"x\">matters.title</html>";
    let found = faults(Lang::En, bad).join("\n");
    for part in ["2 h1", "inline style=", "</html> closes nothing", "untranslated matters.title"] {
        assert!(found.contains(part), "{part} not in {found}");
    }
    assert!(faults(Lang::Hans, "<html lang=\"zh-Hans\"><h1>Save</h1></html>")[0].contains("Latin"));
}
