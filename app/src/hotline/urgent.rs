//! What can't wait in a file of messages, written as a list, the most pressing first; threats to life apart from it.

use super::{going::Going, messages::Messages};
use anyhow::bail;
use bangdu_analysis::{
    urgent::{Called, Judgement, Rule},
    words::Words,
};
use serde_json::{Value, json};
use std::io::Write;

/// All messages' judgements.
pub struct Urgent {
    judged: Vec<(String, Judgement)>,
}

impl Urgent {
    /// Judges all messages.
    ///
    /// # Errors
    /// When interrupted.
    pub fn find(words: &Words, messages: &Messages, going: &mut Going) -> anyhow::Result<Urgent> {
        let rule = Rule::new();
        let mut judged = Vec::with_capacity(messages.len());
        for (at, message) in messages.iter().enumerate() {
            if at % 256 == 0 && !going.on("judging", at, messages.len()) {
                bail!("interrupted");
            }
            let year = message.time.map(|time| time.year());
            judged.push((message.id.to_owned(), rule.judge(words, message.title, message.body, year)));
        }
        judged.sort_by(|(a, x), (b, y)| y.score.total_cmp(&x.score).then_with(|| a.cmp(b)));
        Ok(Urgent { judged })
    }

    /// Writes message_id, score, kind and reason; with `likelihoods` also how likely each is urgent, and hard.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn write(&self, likelihoods: bool, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        let columns = if likelihoods { 6 } else { 4 };
        rows.write_record(&["message_id", "score", "kind", "reason", "urgency", "hardness"][..columns])?;
        for (id, judgement) in &self.judged {
            let ring = judgement.danger.as_ref().map(|danger| format!("立即报{}；", danger.alarm.number()));
            let reason = ring.unwrap_or_default() + &judgement.reason();
            let [score, urgency, hardness] = [judgement.score, judgement.urgency, judgement.hardness]
                .map(|likelihood| format!("{likelihood:.4}"));
            let row = [id, &score, judgement.called.code(), &reason, &urgency, &hardness];
            rows.write_record(&row[..columns])?;
        }
        rows.flush()?;
        Ok(())
    }

    /// How many of each kind, and the threats to life with whom to ring.
    #[must_use]
    pub fn told(&self) -> Value {
        let count = |called: Called| self.judged.iter().filter(|(_, j)| j.called == called).count();
        let alarms = self.judged.iter().filter_map(|(id, judgement)| {
            let danger = judgement.danger.as_ref()?;
            Some(json!({ "message_id": id, "ring": danger.alarm.number(), "words": danger.words }))
        });
        json!({
            "messages": self.judged.len(),
            "urgent": count(Called::Urgent),
            "hard": count(Called::Hard),
            "both": count(Called::Both),
            "alarms": alarms.collect::<Vec<_>>(),
        })
    }
}
