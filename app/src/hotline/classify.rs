//! Labels for a file of messages, learnt from another file of decided ones. What is learnt is the analysis crate's.

use super::{
    going::Going,
    messages::{Messages, Wanted},
};
use anyhow::{Context, bail};
use bangdu_analysis::{
    classify::{
        Decided, Model, Settings, Unlearnable,
        compare::{Comparison, Marks, held_back},
    },
    words::Words,
};
use serde_json::{Value, json};
use std::{fs, io::Write, path::Path};

/// Decided messages and which column decides.
pub struct Decisions {
    messages: Messages,
    named: bool,
}

/// A model and how it came to be.
pub struct Learnt {
    /// The model that suggests.
    pub model: Model,
    /// Whether it is new and is to be kept.
    pub is_new: bool,
    /// What is told of it.
    pub told: Value,
}

impl Decisions {
    /// Reads a file. `column` is the head of the column of labels; without it, the usual heads of a category.
    ///
    /// # Errors
    /// When the file can't be used or has no such column.
    pub fn read(path: &Path, column: Option<&str>) -> anyhow::Result<Decisions> {
        let extras: Vec<String> = column.map(|head| head.split_whitespace().collect()).into_iter().collect();
        let extras: Vec<&str> = extras.iter().map(String::as_str).collect();
        let messages = Messages::read(path, &Wanted { label: column.is_none(), extras: &extras })?;
        let decisions = Decisions { messages, named: column.is_some() };
        if let Some(column) = column
            && decisions.all().iter().all(|decided| decided.label.is_empty())
        {
            bail!("{} has no column {column} with labels in it", path.display());
        }
        Ok(decisions)
    }

    /// All of them, labelled or not.
    #[must_use]
    pub fn all(&self) -> Vec<Decided<'_>> {
        let label =
            |row: usize| if self.named { self.messages.extra(row, 0) } else { self.messages.get(row).label };
        let decided = |row: usize| {
            let message = self.messages.get(row);
            Decided { title: message.title, body: message.body, label: label(row).trim() }
        };
        (0..self.messages.len()).map(decided).collect()
    }
}

/// Learns from decisions. With `kept`, the last model's place, a tenth of the decisions is held back for ever, both models
/// are asked about it, and the new one is used unless it is clearly worse.
///
/// # Errors
/// When nothing can be learnt, the last model can't be read, or when interrupted.
pub fn learn(
    words: &Words,
    decisions: &Decisions,
    kept: Option<&Path>,
    going: &mut Going,
) -> anyhow::Result<Learnt> {
    let all = decisions.all();
    let labelled = all.iter().filter(|decided| !decided.label.is_empty()).copied();
    let (out, within): (Vec<Decided<'_>>, Vec<Decided<'_>>) =
        labelled.partition(|decided| kept.is_some() && held_back(decided.title, decided.body));
    let mut rounds = 0;
    let chunks = within.len().div_ceil(256) + Settings::default().folds;
    let mut go_on = || {
        rounds += 1;
        going.on("learning", rounds, chunks)
    };
    let new = Model::learn(words, &within, Settings::default(), &mut go_on).map_err(|why| match why {
        Unlearnable::Stopped => anyhow::anyhow!("interrupted"),
        why => why.into(),
    })?;
    let told = |model: &Model| json!({ "decisions": model.decisions(), "labels": model.labels().len() });
    let Some(last) = kept.filter(|path| path.exists()).map(read_model).transpose()? else {
        let mut told = told(&new);
        if kept.is_some() {
            told["held_back"] = json!(out.len());
            told["marks"] = marks(&Marks::of(words, &new, &out));
        }
        return Ok(Learnt { model: new, is_new: true, told });
    };
    let comparison = Comparison::of(words, &last, &new, &out);
    let is_new = !comparison.clearly_worse;
    let model = if is_new { new } else { last };
    let mut told = told(&model);
    told["held_back"] = json!(comparison.asked);
    told["last"] = marks(&comparison.last);
    told["new"] = marks(&comparison.new);
    told["only_last_right"] = json!(comparison.only_last);
    told["only_new_right"] = json!(comparison.only_new);
    told["replaced"] = json!(is_new);
    Ok(Learnt { model, is_new, told })
}

fn marks(marks: &Marks) -> Value {
    let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
    json!({
        "macro_f1": rounded(marks.macro_f1),
        "right": rounded(marks.right),
        "calibration_error": rounded(marks.calibration_error),
    })
}

fn read_model(path: &Path) -> anyhow::Result<Model> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    Model::from_bytes(&bytes)
        .with_context(|| format!("{} can't be used; move it away to begin with a new model", path.display()))
}

/// Writes id, label and confidence for every message; into `explain`, line by line as JSON, the three best labels and the
/// words that decided.
///
/// # Errors
/// When a file can't be written, or when interrupted.
pub fn suggest(
    words: &Words,
    model: &Model,
    messages: &Messages,
    out: &mut dyn Write,
    mut explain: Option<&mut dyn Write>,
    going: &mut Going,
) -> anyhow::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(["id", "label", "confidence"])?;
    for (at, message) in messages.iter().enumerate() {
        if at % 256 == 0 && !going.on("suggesting", at, messages.len()) {
            bail!("interrupted");
        }
        let suggestion = model.suggest(words, message.title, message.body);
        let label = &model.labels()[suggestion.label()];
        rows.write_record([message.id, label, &format!("{:.4}", suggestion.confidence())])?;
        if let Some(explain) = &mut explain {
            let ranked = suggestion.ranked.iter().take(3).map(|(label, confidence)| {
                json!({ "label": model.labels()[*label], "confidence": (f64::from(*confidence) * 1e4).round() / 1e4 })
            });
            let deciding = suggestion.words.iter().map(|word| &word.word);
            let line = json!({
                "id": message.id,
                "labels": ranked.collect::<Vec<_>>(),
                "words": deciding.collect::<Vec<_>>(),
            });
            writeln!(explain, "{line}")?;
        }
    }
    rows.flush()?;
    Ok(())
}
