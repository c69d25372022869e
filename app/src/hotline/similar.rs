//! Solved cases of a file that resemble a text. A file with a column of answers holds solved cases where the answer is
//! there; without such a column every message is taken for one.

use super::{
    going::Going,
    messages::{Messages, Wanted},
};
use anyhow::bail;
use bangdu_analysis::{similar::Index, words::Words};
use serde_json::{Value, json};
use std::path::Path;

/// Heads of a column of answers.
const ANSWER: &str = "答复意见 答复内容 回复内容 办理结果 处理结果 答复 回复 办结意见 reply answer";
/// Characters of an answer that are shown.
const SHOWN: usize = 120;

/// Solved cases, ready to be asked: indexed once, asked as often as wanted, by several threads at once too.
pub struct Solved {
    words: Words,
    messages: Messages,
    /// For each case of the index its row.
    rows: Vec<usize>,
    index: Index,
}

impl Solved {
    /// Reads and indexes a file.
    ///
    /// # Errors
    /// When the file can't be used, or when interrupted.
    pub fn read(path: &Path, going: &mut Going) -> anyhow::Result<Solved> {
        let messages = Messages::read(path, &Wanted { label: false, extras: &[ANSWER] })?;
        let answered = (0..messages.len()).any(|row| !messages.extra(row, 0).is_empty());
        let mut solved = Solved { words: Words::new(), messages, rows: Vec::new(), index: Index::default() };
        for row in 0..solved.messages.len() {
            if row % 256 == 0 && !going.on("indexing", row, solved.messages.len()) {
                bail!("interrupted");
            }
            if answered && solved.messages.extra(row, 0).is_empty() {
                continue;
            }
            let message = solved.messages.get(row);
            solved.index.add(&solved.words, message.title, message.body);
            solved.rows.push(row);
        }
        Ok(solved)
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The `most` cases that resemble a text best, with the words in common.
    #[must_use]
    pub fn ask(&self, text: &str, most: usize) -> Value {
        let hits = self.index.ask(&self.words, text, most).into_iter().map(|hit| {
            let row = self.rows[hit.case as usize];
            let (message, answer) = (self.messages.get(row), self.messages.extra(row, 0));
            json!({
                "message_id": message.id,
                "score": (f64::from(hit.score) * 100.0).round() / 100.0,
                "title": message.title,
                "words": hit.words,
                "answer": answer.chars().take(SHOWN).collect::<String>(),
            })
        });
        json!({ "cases": self.rows.len(), "similar": hits.collect::<Vec<_>>() })
    }
}
