//! An entry as a sentence, where its room has one.

use bangdu_core::{
    campaigns::CampaignEvent,
    matters,
    people::{AccountEvent, PersonEvent, UnitEvent},
    phrase::{Phrase, Word},
    settings::SettingsEvent,
};
use serde::de::DeserializeOwned;

/// The kinds of streams that one can ask for, each with its word.
pub const KINDS: &[(&str, Word)] = &[
    ("matter", Word::of("督查事项", "Matters")),
    ("campaign", Word::of("专项行动", "Campaigns")),
    ("unit", Word::of("单位", "Units")),
    ("person", Word::of("人员", "Persons")),
    ("account", Word::of("账号", "Accounts")),
    ("settings", Word::of("设置", "Settings")),
    ("signing", Word::of("签名密钥", "Signing keys")),
];

/// The word of a stream's kind.
pub fn kind_word(stream: &str) -> Option<&'static Word> {
    let kind = stream.split('/').next().unwrap_or_default();
    KINDS.iter().find(|(code, _)| *code == kind).map(|(_, word)| word)
}

/// Where a stream's thing has a page.
pub fn page_of(stream: &str) -> Option<String> {
    let (kind, id) = stream.split_once('/')?;
    match kind {
        "unit" => Some(format!("/units/{id}")),
        "person" => Some(format!("/persons/{id}")),
        "account" => Some(format!("/accounts/{id}")),
        _ => None,
    }
}

/// The sentence that tells an entry; none for events without one and for those of a newer version.
pub fn sentence(stream: &str, payload: &str) -> Option<Phrase> {
    match stream.split('/').next()? {
        "matter" => read(payload).map(|event| matters::sentence(&event)),
        "campaign" => read(payload).map(|event: CampaignEvent| event.sentence()),
        "unit" => read(payload).map(|event: UnitEvent| event.sentence()),
        "person" => read(payload).map(|event: PersonEvent| event.sentence()),
        "account" => read(payload).map(|event: AccountEvent| event.sentence()),
        "settings" => read(payload).map(|event: SettingsEvent| event.sentence()),
        _ => None,
    }
}

fn read<E: DeserializeOwned>(payload: &str) -> Option<E> {
    serde_json::from_str(payload).ok()
}
