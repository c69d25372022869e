//! What clerks corrected, kept beside the messages: a .csv with the columns `act`, `messages` and `from`.
//!
//! | act | messages | from |
//! |---|---|---|
//! | `merge` | numbers that are one event | |
//! | `split` | numbers that are another event than | these numbers |
//! | `not_event` | numbers that are no event | |
//!
//! Numbers are separated by spaces. Rows are obeyed in order: a later one overrules an earlier.

use super::messages::Messages;
use anyhow::{Context, bail};
use bangdu_analysis::groups::{Correction, Groups};
use std::{collections::BTreeMap, path::Path};

/// Corrections as they stand in their file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    rows: Vec<(String, Vec<String>, Vec<String>)>,
}

impl Corrections {
    /// Reads the file.
    ///
    /// # Errors
    /// When it can't be read, lacks a column, or names an act that there isn't.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_path(path).with_context(|| name.clone())?;
        let heads = reader.headers().with_context(|| name.clone())?.clone();
        let column = |head: &str| heads.iter().position(|h| h.trim().trim_start_matches('\u{feff}') == head);
        let (Some(act), Some(messages)) = (column("act"), column("messages")) else {
            bail!("{name} needs the columns act and messages (and from, for split)");
        };
        let from = column("from");
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.with_context(|| name.clone())?;
            let numbers = |column: Option<usize>| -> Vec<String> {
                let cell = column.and_then(|column| record.get(column)).unwrap_or_default();
                cell.split_whitespace().map(str::to_owned).collect()
            };
            let act = record.get(act).unwrap_or_default().trim().to_owned();
            if !["merge", "split", "not_event"].contains(&act.as_str()) {
                bail!("{name}: \"{act}\" is no act; merge, split and not_event are");
            }
            rows.push((act, numbers(Some(messages)), numbers(from)));
        }
        Ok(Self { rows })
    }

    pub(super) fn apply(
        &self,
        messages: &Messages,
        numbers: &[u32],
        groups: &mut Groups,
    ) -> anyhow::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let by_id: BTreeMap<&str, u32> = messages.iter().map(|m| m.id).zip(numbers.iter().copied()).collect();
        let find = |ids: &[String]| -> anyhow::Result<Vec<u32>> {
            ids.iter()
                .map(|id| {
                    by_id
                        .get(id.as_str())
                        .copied()
                        .with_context(|| format!("a correction names message {id}, which isn't in the file"))
                })
                .collect()
        };
        for (act, these, those) in &self.rows {
            let (these, those) = (find(these)?, find(those)?);
            groups.correct(&match act.as_str() {
                "merge" => Correction::Merge(these),
                "split" => Correction::Split(these, those),
                _ => Correction::NotEvent(these),
            })?;
        }
        Ok(())
    }
}
