//! What language the reader wants, and how messages, phrases and dates are said in it.
//! Traditional Chinese is derived from the Simplified messages, once; people's own words and
//! names are never converted.

use bangdu_core::{
    ids::{PersonId, UnitId},
    instant::Instant,
    phrase::{Arg, Phrase, Word},
};
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use jiff::{civil::Date, tz::TimeZone};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, OnceLock, RwLock},
};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese, the language that Bangdu is written in.
    #[default]
    Hans,
    /// Traditional Chinese, derived.
    Hant,
    /// English.
    En,
}

impl Lang {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Lang; 3] = [Lang::Hans, Lang::Hant, Lang::En];

    /// The value of an HTML `lang` attribute; also what the cookie and the account keep.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Hans => "zh-Hans",
            Lang::Hant => "zh-Hant",
            Lang::En => "en",
        }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::Hans => "简体中文",
            Lang::Hant => "繁體中文",
            Lang::En => "English",
        }
    }

    /// What stands between the members of a list.
    pub fn comma(self) -> &'static str {
        if self == Lang::En { ", " } else { "、" }
    }

    /// What stands between a label and what it labels.
    pub fn colon(self) -> &'static str {
        if self == Lang::En { ": " } else { "：" }
    }

    /// From [`Lang::tag`].
    pub fn from_tag(tag: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The first language of an `Accept-Language` header that Bangdu speaks, by its order (browsers
    /// send it sorted); Simplified Chinese if there is none.
    pub fn from_accept(header: &str) -> Lang {
        header
            .split(',')
            .filter_map(|part| Lang::from_range(part.split(';').next().unwrap_or("").trim()))
            .next()
            .unwrap_or_default()
    }

    fn from_range(range: &str) -> Option<Lang> {
        let range = range.to_ascii_lowercase();
        let mut parts = range.split('-');
        match parts.next()? {
            "en" => Some(Lang::En),
            "zh" => {
                let traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
                Some(if traditional { Lang::Hant } else { Lang::Hans })
            }
            _ => None,
        }
    }
}

/// Who is called what. Names are people's data: they are shown as they are stored.
pub trait Names {
    /// The unit's short name.
    fn unit(&self, id: UnitId) -> String;
    /// The person's name.
    fn person(&self, id: PersonId) -> String;
    /// The installation's zone, in which points in time are shown.
    fn zone(&self) -> TimeZone {
        beijing()
    }
}

/// China's one zone, in which an installation shows time unless told otherwise.
pub fn beijing() -> TimeZone {
    static ZONE: LazyLock<TimeZone> =
        LazyLock::new(|| TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::fixed(jiff::tz::offset(8))));
    ZONE.clone()
}

/// Knows nobody: ids are shown. For pages that name nobody, and for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn unit(&self, id: UnitId) -> String {
        id.to_string()
    }
    fn person(&self, id: PersonId) -> String {
        id.to_string()
    }
}

/// The message under `key`; the key itself where there is none (a test finds those).
pub fn t(lang: Lang, key: &str) -> &str {
    match MESSAGES.get(key) {
        Some(message) => message.in_lang(lang),
        None => key,
    }
}

/// The message under `key` with `%{name}` filled in from `args`. Arguments are never converted.
pub fn tf(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let mut text = t(lang, key).to_owned();
    for (name, value) in args {
        text = text.replace(&format!("%{{{name}}}"), value);
    }
    text
}

/// A phrase of the core as a sentence for this reader.
pub fn say(lang: Lang, phrase: &Phrase, names: &dyn Names) -> String {
    let say = |template: &str| phrase.fill(template, |arg| say_arg(lang, arg, names));
    match lang {
        Lang::Hans => say(&phrase.zh),
        Lang::Hant => say(&traditional(&phrase.zh)),
        Lang::En => say(&phrase.en),
    }
}

/// A fixed word of the interface in this language.
pub fn word(lang: Lang, word: &Word) -> String {
    match lang {
        Lang::Hans => word.zh.clone().into_owned(),
        Lang::Hant => traditional(&word.zh).to_string(),
        Lang::En => word.en.clone().into_owned(),
    }
}

/// A day, as people write it in this language: 2026年6月30日, 30 Jun 2026.
pub fn date(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Hans | Lang::Hant => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => format!("{} {} {}", date.day(), month(date), date.year()),
    }
}

/// A point in time to the minute: 2026年6月30日 17:30, 30 Jun 2026, 17:30.
pub fn at(lang: Lang, instant: Instant, zone: &TimeZone) -> String {
    let zoned = instant.timestamp().to_zoned_datetime(zone.clone());
    let day = date(lang, zoned.date());
    let comma = if lang == Lang::En { "," } else { "" };
    format!("{day}{comma} {:02}:{:02}", zoned.hour(), zoned.minute())
}

fn say_arg(lang: Lang, arg: &Arg, names: &dyn Names) -> String {
    match arg {
        Arg::Text(text) => text.clone(),
        Arg::Word(w) => word(lang, w),
        Arg::Unit(id) => names.unit(*id),
        Arg::Units(ids) => units(lang, ids, names),
        Arg::Groups(groups) => {
            let mark = if lang == Lang::En { "; " } else { "；" };
            let said = groups.iter().map(|(part, ids)| group(lang, part, ids, names));
            said.collect::<Vec<_>>().join(mark)
        }
        Arg::Person(id) => names.person(*id),
        Arg::Date(d) => date(lang, *d),
        Arg::At(instant) => at(lang, *instant, &names.zone()),
    }
}

fn group(lang: Lang, part: &Word, ids: &[UnitId], names: &dyn Names) -> String {
    let gap = if lang == Lang::En { " " } else { "" };
    format!("{}{gap}{}", word(lang, part), units(lang, ids, names))
}

fn units(lang: Lang, ids: &[UnitId], names: &dyn Names) -> String {
    let mark = lang.comma();
    ids.iter().map(|id| names.unit(*id)).collect::<Vec<_>>().join(mark)
}

fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS[(date.month() as usize - 1) % 12]
}

struct Message {
    hans: String,
    /// Converted when somebody first reads it.
    hant: OnceLock<String>,
    en: String,
}

impl Message {
    fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Hans => &self.hans,
            Lang::Hant => self.hant.get_or_init(|| convert(&self.hans)),
            Lang::En => &self.en,
        }
    }
}

static MESSAGES: LazyLock<HashMap<String, Message>> = LazyLock::new(|| {
    let english: HashMap<String, String> = of_locale("en").collect();
    of_locale("zh-CN")
        .map(|(key, hans)| {
            let en = english.get(&key).cloned().unwrap_or_else(|| key.clone());
            (key, Message { hans, hant: OnceLock::new(), en })
        })
        .collect()
});

fn of_locale(locale: &str) -> impl Iterator<Item = (String, String)> {
    let all = crate::messages::_rust_i18n_backend().messages_for_locale(locale).unwrap_or_default();
    all.into_iter().map(|(key, text)| (key.into_owned(), text.into_owned()))
}

/// `hans` (a template or word of the interface) in Traditional characters. Each text is converted
/// once: the interface has a few thousand of them, so the memory of them is small.
fn traditional(hans: &str) -> Arc<str> {
    static KNOWN: LazyLock<RwLock<HashMap<String, Arc<str>>>> = LazyLock::new(Default::default);
    const ROOM: usize = 20_000;
    if let Ok(known) = KNOWN.read()
        && let Some(text) = known.get(hans)
    {
        return text.clone();
    }
    let text: Arc<str> = convert(hans).into();
    if let Ok(mut known) = KNOWN.write()
        && known.len() < ROOM
    {
        known.insert(hans.to_owned(), text.clone());
    }
    text
}

fn convert(hans: &str) -> String {
    static CONVERTER: LazyLock<Option<OpenCC>> =
        LazyLock::new(|| OpenCC::from_config(BuiltinConfig::S2tw).ok());
    match CONVERTER.as_ref() {
        Some(converter) => converter.convert(hans),
        None => hans.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bangdu_core::phrase;
    use uuid::Uuid;

    /// Latin words that an office writes in Chinese text, too.
    const LATIN_IN_CHINESE: &str = "
        Excel Word PowerPoint WPS OFD ODF PDF CSV xlsx xls csv docx et zip jpg png pdf MP4 QR Ctrl V C Tab Esc Shift
        API JSON URL ID IP UTF GB MB KB GB18030 OpenAPI RFC UUID ISO Idempotency Key
        SHA SM3 SM2 Ed25519 Merkle TOTP English Bangdu NO A0 A3 A4
    ";

    #[test]
    fn every_message_is_there_in_both_languages() {
        let chinese: std::collections::BTreeSet<_> = of_locale("zh-CN").map(|(key, _)| key).collect();
        let english: std::collections::BTreeSet<_> = of_locale("en").map(|(key, _)| key).collect();
        assert!(!chinese.is_empty(), "no messages at all");
        let missing: Vec<_> = chinese.symmetric_difference(&english).collect();
        assert!(missing.is_empty(), "in one language only: {missing:?}");
    }

    #[test]
    fn no_language_leaks_into_another() {
        for (key, message) in MESSAGES.iter() {
            for latin in latin_words(&message.hans) {
                let known = LATIN_IN_CHINESE.split_whitespace().any(|word| word == latin);
                assert!(known, "{key}: {latin:?} in {:?}", message.hans);
            }
            assert!(!message.en.chars().any(is_chinese), "{key}: Chinese in {:?}", message.en);
            assert!(!message.hans.contains(['!', '！']), "{key}: exclamation mark");
        }
    }

    #[test]
    fn the_languages_agree_on_what_is_filled_in() {
        for (key, message) in MESSAGES.iter() {
            assert_eq!(holes(&message.hans), holes(&message.en), "{key}");
            assert_eq!(holes(&message.hans), holes(message.in_lang(Lang::Hant)), "{key}");
        }
    }

    #[test]
    fn templates_become_traditional_and_names_do_not() {
        let said = phrase!("{0}办理期限为{1}", "{0} is due on {1}", "台州办", jiff::civil::date(2026, 6, 30));
        assert_eq!(say(Lang::Hans, &said, &NoNames), "台州办办理期限为2026年6月30日");
        assert_eq!(say(Lang::Hant, &said, &NoNames), "台州办辦理期限為2026年6月30日");
        assert_eq!(say(Lang::En, &said, &NoNames), "台州办 is due on 30 Jun 2026");
    }

    #[test]
    fn units_are_named_and_instants_shown_in_the_installations_zone() {
        struct One;
        impl Names for One {
            fn unit(&self, _: UnitId) -> String {
                "市发改委".into()
            }
            fn person(&self, _: PersonId) -> String {
                "林某".into()
            }
        }
        let at = Instant(1_782_811_800_000);
        let said = phrase!("由{0}于{1}签收", "signed for by {0} at {1}", UnitId(Uuid::nil()), at);
        assert_eq!(say(Lang::Hans, &said, &One), "由市发改委于2026年6月30日 17:30签收");
        assert_eq!(say(Lang::En, &said, &One), "signed for by 市发改委 at 30 Jun 2026, 17:30");
    }

    #[test]
    fn the_browsers_first_known_language_is_taken() {
        assert_eq!(Lang::from_accept("fr-FR, zh-TW;q=0.9, en;q=0.8"), Lang::Hant);
        assert_eq!(Lang::from_accept("en-GB,en;q=0.9"), Lang::En);
        assert_eq!(Lang::from_accept("zh-CN"), Lang::Hans);
        assert_eq!(Lang::from_accept(""), Lang::Hans);
    }

    fn latin_words(text: &str) -> Vec<String> {
        let text = holes(text).iter().fold(text.to_owned(), |t, h| t.replace(&format!("%{{{h}}}"), " "));
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()))
            .map(str::to_owned)
            .collect()
    }

    fn holes(text: &str) -> Vec<String> {
        let mut found: Vec<String> = text
            .split("%{")
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
            .collect();
        found.sort();
        found
    }

    fn is_chinese(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{3000}'..='\u{303f}').contains(&c)
    }
}
