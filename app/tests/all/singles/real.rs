//! On real messages: the marks that issue 5 asks for, on what was known while building.

use super::shared;
use bangdu::hotline::{
    classify::Decisions,
    messages::{Messages, Wanted},
};
use bangdu_analysis::{
    classify::{
        Decided, Model, Settings,
        evaluate::{calibration_error, folds, macro_f1},
    },
    urgent::Rule,
    words::Words,
};
use std::collections::BTreeMap;

#[test]
fn categories_are_suggested_well_and_the_confidence_means_what_it_says() {
    let Some(file) = shared("labelled.csv") else { return };
    let (words, decisions) = (Words::new(), Decisions::read(&file, None).unwrap());
    let all = decisions.all();
    let labels: Vec<&str> = all.iter().map(|decided| decided.label).collect();
    let fold = folds(&labels, 5);
    let mut guess = vec![String::new(); all.len()];
    let mut claims = vec![(0.0, false); all.len()];
    for left_out in 0..5 {
        let within: Vec<Decided<'_>> =
            (0..all.len()).filter(|at| fold[*at] != left_out).map(|at| all[at]).collect();
        let model = Model::learn(&words, &within, Settings::default(), &mut || true).unwrap();
        for at in (0..all.len()).filter(|at| fold[*at] == left_out) {
            let suggestion = model.suggest(&words, all[at].title, all[at].body);
            guess[at] = model.labels()[suggestion.label()].clone();
            claims[at] = (suggestion.confidence(), guess[at] == labels[at]);
        }
    }
    let guess: Vec<&str> = guess.iter().map(String::as_str).collect();
    let (f1, error) = (macro_f1(&labels, &guess), calibration_error(&claims, 10));
    println!("macro-F1 {f1:.4}, expected calibration error {error:.4}");
    assert!(f1 >= 0.905, "macro-F1 {f1:.4}");
    assert!(error <= 0.03, "expected calibration error {error:.4}");
}

/// The half of the analyst's 300 labels that was known while building. What the other half says is in docs/CLASSIFY.md.
#[test]
fn what_an_analyst_calls_urgent_or_hard_comes_first() {
    let Some(file) = shared("messages.csv") else { return };
    let labels: BTreeMap<&str, &str> = include_str!("../../data/urgent_dev.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .collect();
    let (words, rule) = (Words::new(), Rule::new());
    let messages = Messages::read(&file, &Wanted::default()).unwrap();
    let judged = messages.iter().filter_map(|message| {
        let label = labels.get(message.id)?;
        let year = message.time.map(|time| time.year());
        Some((rule.judge(&words, message.title, message.body, year).score, *label != "none"))
    });
    let mut judged: Vec<(f32, bool)> = judged.collect();
    assert_eq!(judged.len(), labels.len());
    judged.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let called = judged.iter().filter(|(_, called)| *called).count();
    let mut hits = 0.0;
    let mut sum = 0.0;
    for (rank, (_, called)) in judged.iter().enumerate() {
        if *called {
            hits += 1.0;
            sum += hits / (rank + 1) as f64;
        }
    }
    let precision = sum / called as f64;
    println!("average precision {precision:.3}");
    assert!(precision >= 0.85, "average precision {precision:.3}");
}
