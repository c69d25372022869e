//! 更正 in a sentence: each field with what stood there and what stands there now.

use super::{asked::Change, sentence::limit};
use crate::{
    phrase,
    phrase::{Arg, Phrase, Word},
};

/// A text that is longer isn't told twice.
const SHORT: usize = 60;

/// What was amended. Entries of before tell the fields' names alone.
pub(super) fn amended(changes: &[Change], before: Option<&[Change]>, reason: &str) -> Phrase {
    let Some(before) = before else {
        return phrase!("更正{0}。理由：{1}", "amended {0}. Reason: {1}", names(changes), reason);
    };
    let (mut zh, mut en, mut args) = (Vec::new(), Vec::new(), Vec::new());
    for (now, was) in changes.iter().zip(before) {
        let name = name(now);
        let (Some(was), Some(now)) = (value(was), value(now)) else {
            zh.push(name.zh.into_owned());
            en.push(name.en.into_owned());
            continue;
        };
        let (from, to) = (args.len(), args.len() + 1);
        zh.push(format!("{}由{{{from}}}改为{{{to}}}", name.zh));
        en.push(format!("{} from {{{from}}} to {{{to}}}", name.en));
        args.extend([was, now]);
    }
    let last = args.len();
    args.push(Arg::from(reason));
    Phrase {
        zh: format!("更正：{}。理由：{{{last}}}", zh.join("；")).into(),
        en: format!("amended: {}. Reason: {{{last}}}", en.join("; ")).into(),
        args,
    }
}

/// A value that is short enough to be told.
fn value(change: &Change) -> Option<Arg> {
    let quoted = |text: &str| match text.chars().count() {
        0 => Some(Arg::Word(Word::of("“未填写”", "“nothing”"))),
        n if n <= SHORT => Some(Arg::Text(format!("“{text}”"))),
        _ => None,
    };
    match change {
        Change::Title(text) | Change::Requirement(text) => quoted(text),
        Change::Deadline(deadline) => Some(limit(deadline)),
        Change::Kind(kind) => Some(Arg::Word(kind.word())),
        Change::Urgency(urgency) => Some(Arg::Word(urgency.word())),
        Change::Agreed(true) => Some(Arg::Word(Word::of("是", "yes"))),
        Change::Agreed(false) => Some(Arg::Word(Word::of("否", "no"))),
        Change::Campaign(_) => None,
    }
}

fn names(changes: &[Change]) -> Word {
    let all: Vec<Word> = changes.iter().map(name).collect();
    let zh: Vec<&str> = all.iter().map(|name| &*name.zh).collect();
    let en: Vec<&str> = all.iter().map(|name| &*name.en).collect();
    Word { zh: zh.join("、").into(), en: en.join(", ").into() }
}

fn name(change: &Change) -> Word {
    match change {
        Change::Title(_) => Word::of("事项名称", "title"),
        Change::Requirement(_) => Word::of("工作目标及要求", "requirements"),
        Change::Deadline(_) => Word::of("完成时限", "deadline"),
        Change::Kind(_) => Word::of("事项类型", "kind"),
        Change::Urgency(_) => Word::of("紧急程度", "urgency"),
        Change::Campaign(_) => Word::of("专项行动", "campaign"),
        Change::Agreed(_) => Word::of("是否随上层事项销号", "whether the matter above waits for it"),
    }
}
