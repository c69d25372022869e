//! An entry as a sentence, where its room has one.

use bangdu_core::{
    board::{clue::ClueEvent, publication::PublicationEvent},
    campaigns::CampaignEvent,
    map::MapEvent,
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
    ("publication", Word::of("公示", "Publications")),
    ("clue", Word::of("线索", "Clues")),
    ("unit", Word::of("单位", "Units")),
    ("person", Word::of("人员", "Persons")),
    ("account", Word::of("账号", "Accounts")),
    ("settings", Word::of("设置", "Settings")),
    ("map", Word::of("区划地图", "County map")),
    ("screen", Word::of("大屏链接", "Screen links")),
    ("import", Word::of("台账导入", "Imports")),
    ("mapping", Word::of("台账列的对应关系", "Ledger columns")),
    ("ledger_names", Word::of("台账中的单位名称", "Names of units in ledgers")),
    ("file", Word::of("文件", "Files")),
    ("token", Word::of("访问令牌", "Access tokens")),
    ("signing", Word::of("签名密钥", "Signing keys")),
    ("restore", Word::of("恢复", "Restores")),
];

/// Events that need no more than their name.
const PLAIN: &[(&str, Word)] = &[
    ("import.confirmed", Word::of("确认导入台账", "A ledger's import was confirmed")),
    ("mapping.set", Word::of("保存台账列的对应关系", "The columns of a ledger were kept")),
    ("ledger_names.set", Word::of("保存台账中单位名称的含义", "What names in ledgers mean was kept")),
    ("FileKept", Word::of("保存文件", "A file was kept")),
    ("FileAttached", Word::of("文件附于事项", "A file was attached")),
    ("FileDiscarded", Word::of("清除文件", "A file was discarded")),
    ("token_made", Word::of("制发访问令牌", "An access token was made")),
    ("screen_link_made", Word::of("生成大屏链接", "A screen link was made")),
    ("screen_link_ended", Word::of("停用大屏链接", "A screen link was ended")),
    ("token_revoked", Word::of("撤销访问令牌", "An access token was revoked")),
    ("SigningKeyTaken", Word::of("启用签名密钥", "A signing key was taken into use")),
    ("SigningKeyRetired", Word::of("停用签名密钥", "A signing key was retired")),
    ("StoreRestored", Word::of("从备份恢复", "The store was restored from a backup")),
];

/// An event's name in words, where its room tells no more.
pub fn plain(event: &str) -> Option<&'static Word> {
    PLAIN.iter().find(|(name, _)| *name == event).map(|(_, word)| word)
}

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
        "clue" => read(payload).map(|event: ClueEvent| event.sentence()),
        "publication" => read(payload).map(|event: PublicationEvent| event.sentence()),
        "unit" => read(payload).map(|event: UnitEvent| event.sentence()),
        "person" => read(payload).map(|event: PersonEvent| event.sentence()),
        "account" => read(payload).map(|event: AccountEvent| event.sentence()),
        "map" => read(payload).map(|event: MapEvent| event.sentence()),
        "settings" => read(payload).map(|event: SettingsEvent| event.sentence()),
        _ => None,
    }
}

fn read<E: DeserializeOwned>(payload: &str) -> Option<E> {
    serde_json::from_str(payload).ok()
}
