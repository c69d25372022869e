//! Messages: every one is there in Simplified Chinese and in English, under its room's name, and no
//! word is asked for that isn't there.

use super::{none_broken, sources};
use std::collections::BTreeMap;

/// What every room says alike stands in frame.yml under these names too.
const FRAME: &[&str] = &["error", "form", "light", "list", "nav"];

type Message = BTreeMap<String, String>;

#[test]
fn every_message_speaks_both_languages() {
    let broken = messages()
        .into_iter()
        .flat_map(|(path, key, message)| {
            ["zh-CN", "en"]
                .into_iter()
                .filter(|language| message.get(*language).is_none_or(|text| text.trim().is_empty()))
                .map(|language| format!("{path}: {key} lacks {language}"))
                .collect::<Vec<_>>()
        })
        .collect();
    none_broken("A message stands in Simplified Chinese and in English.", broken);
}

#[test]
fn a_message_bears_the_name_of_its_room() {
    let broken = messages()
        .into_iter()
        .filter(|(path, key, _)| {
            let room = path.rsplit('/').next().and_then(|name| name.strip_suffix(".yml")).unwrap_or_default();
            let first = key.split('.').next().unwrap_or_default();
            first != room && !(room == "frame" && FRAME.contains(&first))
        })
        .map(|(path, key, _)| format!("{path}: {key}"))
        .collect();
    none_broken("A message's key begins with its file's name: matters.title in matters.yml.", broken);
}

#[test]
fn both_languages_fill_the_same_holes() {
    let holes = |text: &str| {
        let mut found: Vec<String> = text
            .split("%{")
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
            .collect();
        found.sort();
        found.dedup();
        found
    };
    let broken = messages()
        .into_iter()
        .filter(|(_, _, m)| m.get("zh-CN").map(|t| holes(t)) != m.get("en").map(|t| holes(t)))
        .map(|(path, key, _)| format!("{path}: {key}"))
        .collect();
    none_broken("A message's two languages name the same %{holes}.", broken);
}

#[test]
fn templates_take_their_words_from_the_messages() {
    let broken = sources("app/src", &[".html"])
        .into_iter()
        .filter(|file| file.path != "app/src/web/gallery.html") // people's data, invented to be looked at
        .flat_map(|file| {
            let lines = file.text.lines().enumerate().filter(|(_, line)| line.chars().any(is_chinese));
            lines.map(|(n, _)| format!("{}:{}", file.path, n + 1)).collect::<Vec<_>>()
        })
        .collect();
    none_broken("A template holds no words of its own: they would stay Chinese in English pages.", broken);
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ff65}')
}

#[test]
fn chinese_is_calm() {
    let broken = messages()
        .into_iter()
        .filter(|(_, _, message)| message.values().any(|text| text.contains(['!', '！'])))
        .map(|(path, key, _)| format!("{path}: {key}"))
        .collect();
    none_broken("No exclamation marks.", broken);
}

/// (file, key, language → text)
fn messages() -> Vec<(String, String, Message)> {
    let mut found = Vec::new();
    for file in sources("app/messages", &[".yml"]) {
        let parsed: BTreeMap<String, serde_json::Value> =
            serde_saphyr::from_str(&file.text).unwrap_or_else(|e| panic!("{}: {e}", file.path));
        for (key, value) in parsed.into_iter().filter(|(key, _)| key != "_version") {
            let message =
                serde_json::from_value(value).unwrap_or_else(|e| panic!("{}: {key}: {e}", file.path));
            found.push((file.path.clone(), key, message));
        }
    }
    found
}
