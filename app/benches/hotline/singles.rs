//! Single messages: learning, suggesting, judging, and finding similar cases.

use super::{labelled, line, multiply::Source, usage::cpu};
use bangdu::hotline::classify::Decisions;
use bangdu_analysis::{
    classify::{
        Decided, Model, Settings,
        evaluate::{calibration_error, folds, macro_f1, twins},
    },
    similar::Index,
    urgent::Rule,
    words::Words,
};
use std::path::Path;

/// Cases among which similar ones are looked for.
const CASES: usize = 100_000;
/// Texts asked, judged or suggested for one figure.
const ASKED: usize = 200;

pub(crate) fn lines(words: &Words, source: &Source) {
    labels(words);
    judging(words, source);
    ranking(words);
    similar(words, source);
}

fn labels(words: &Words) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hotline/labelled.csv");
    let Ok(decisions) = Decisions::read(&file, None) else {
        println!("../shared/data/hotline/labelled.csv is absent: learning is skipped");
        return;
    };
    let all = decisions.all();
    let began = cpu();
    let model = learn(words, &all);
    line(&format!("learning from {} decisions, s", all.len()), &format!("{:.2}", cpu() - began), "<= 2");
    let began = cpu();
    let some = || all.iter().take(ASKED);
    let sure: f32 = some().map(|d| model.suggest(words, d.title, d.body).confidence()).sum();
    assert!(sure > 0.0);
    line("one message suggested, ms", &format!("{:.2}", (cpu() - began) * 1e3 / ASKED as f64), "<= 20");
    marks(words, &all);
}

fn learn(words: &Words, decided: &[Decided<'_>]) -> Model {
    Model::learn(words, decided, Settings::default(), &mut || true).expect("a model")
}

/// Five folds, each label's rows going round them in order; then near-duplicates kept in one fold.
fn marks(words: &Words, all: &[Decided<'_>]) {
    let truth: Vec<&str> = all.iter().map(|decided| decided.label).collect();
    let fold = folds(&truth, 5);
    let texts: Vec<String> = all.iter().map(|d| format!("{}{}", d.title, d.body)).collect();
    let first = twins(&texts);
    let apart =
        |at: &usize| (0..all.len()).any(|other| first[other] == first[*at] && fold[other] != fold[*at]);
    let apart = (0..all.len()).filter(apart).count();
    let together: Vec<usize> = first.iter().map(|&twin| fold[twin]).collect();
    for (name, fold) in [("", &fold), (", near-duplicates together", &together)] {
        let (mut guess, mut claims) = (vec![String::new(); all.len()], Vec::new());
        for left_out in 0..5 {
            let within: Vec<Decided<'_>> =
                (0..all.len()).filter(|at| fold[*at] != left_out).map(|at| all[at]).collect();
            let model = learn(words, &within);
            for at in (0..all.len()).filter(|at| fold[*at] == left_out) {
                let suggestion = model.suggest(words, all[at].title, all[at].body);
                guess[at] = model.labels()[suggestion.label()].clone();
                claims.push((suggestion.confidence(), guess[at] == truth[at]));
            }
        }
        let guess: Vec<&str> = guess.iter().map(String::as_str).collect();
        line(&format!("macro-F1, 5 folds{name}"), &format!("{:.4}", macro_f1(&truth, &guess)), ">= 0.905");
        let error = calibration_error(&claims, 10);
        line(&format!("  expected calibration error{name}"), &format!("{error:.4}"), "<= 0.03");
    }
    line("  messages with a near-duplicate in another fold", &apart.to_string(), "");
}

fn judging(words: &Words, source: &Source) {
    let rule = Rule::new();
    let some: Vec<_> = (0..ASKED * 10).map(|n| source.nth(n)).collect();
    let began = cpu();
    let sum: f32 = some.iter().map(|m| rule.judge(words, &m.title, &m.body, Some(2019)).score).sum();
    assert!(sum > 0.0);
    let each = (cpu() - began) * 1e3 / some.len() as f64;
    line("one message judged urgent or hard, ms", &format!("{each:.2}"), "<= 20");
}

/// The analyst's labels, file by file. `BENCH_URGENT` (urgent_) is how the names of those measured begin.
#[allow(clippy::disallowed_methods, reason = "which files a bench measures is no setting of the app")]
fn ranking(words: &Words) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hotline/messages.csv");
    if !file.is_file() {
        println!("../shared/data/hotline/messages.csv is absent: ranking is skipped");
        return;
    }
    let messages = labelled::messages(&file);
    let beginning = std::env::var("BENCH_URGENT").unwrap_or_else(|_| "urgent_".to_owned());
    for labels in labelled::files(&beginning) {
        let marks = labelled::measure(words, &messages, &labels);
        let of = |what, hits| format!("{}, {hits} of {} {what}, AP", marks.name, marks.messages);
        line(&of("urgent or hard", marks.any.1), &format!("{:.3}", marks.any.0), ">= 0.85");
        line(&of("urgent", marks.urgent.1), &format!("{:.3}", marks.urgent.0), "");
    }
}

fn similar(words: &Words, source: &Source) {
    let mut index = Index::default();
    for n in 0..CASES {
        let case = source.nth(n);
        index.add(words, &case.title, &case.body);
    }
    let some: Vec<_> = (CASES..CASES + ASKED).map(|n| source.nth(n)).collect();
    let began = cpu();
    let hits: usize =
        some.iter().map(|m| index.ask(words, &format!("{}\n{}", m.title, m.body), 5).len()).sum();
    let each = (cpu() - began) * 1e3 / some.len() as f64;
    assert!(hits > 0);
    line(&format!("similar cases among {CASES}, ms a text"), &format!("{each:.1}"), "<= 20");
}
