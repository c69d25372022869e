//! On real messages: the marks that issue 5 asks for, on what was known while building.

use super::{labelled, shared};
use bangdu::hotline::classify::Decisions;
use bangdu_analysis::{
    classify::{
        Decided, Model, Settings,
        evaluate::{calibration_error, folds, macro_f1},
    },
    words::Words,
};

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

/// What was known while the signs were written: a floor under what is learnt by heart.
#[test]
fn urgent_dev_files_are_ranked_as_the_analyst_would() {
    ranked("urgent_dev", 0.87, 0.54);
}

/// What was never looked at while the signs were written.
#[test]
fn urgent_heldout_files_are_ranked_as_the_analyst_would() {
    ranked("urgent_heldout", 0.85, 0.40);
}

/// Floors of average precision for what is urgent or hard, and for what is urgent.
fn ranked(beginning: &str, any: f64, urgent: f64) {
    let Some(file) = shared("messages.csv") else { return };
    let (words, messages) = (Words::new(), labelled::messages(&file));
    let files = labelled::files(beginning);
    assert!(!files.is_empty());
    for file in files {
        let marks = labelled::measure(&words, &messages, &file);
        let told = format!(
            "{}: {} messages, average precision {:.3} for {} urgent or hard, {:.3} for {} urgent",
            marks.name, marks.messages, marks.any.0, marks.any.1, marks.urgent.0, marks.urgent.1
        );
        println!("{told}");
        assert!(marks.any.0 >= any && marks.urgent.0 >= urgent, "{told}");
    }
}
