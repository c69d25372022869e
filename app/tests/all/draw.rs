//! `bangdu draw` and `bangdu teams portfolio`: a draw with two parties from files, and what each command refuses.

mod portfolio;
mod table;

use bangdu_record::draw::{
    Commit, Freeze, Public, PublicSource, Register, Sealed, Secret, Step, commitment, pool_hash,
};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use table::Table;

const OFFICE: &str = "督查室";
const INSPECTION: &str = "紀檢";

#[test]
fn two_parties_draw_at_a_table_and_a_stranger_verifies() {
    let table = Table::with_portfolio();
    let frozen = table.freeze("2099-01-01T00:00:00+08:00");
    assert_eq!(frozen["waits_for"], "the commitment of 督查室");
    let head = frozen["head"].as_str().unwrap().to_owned();

    for (party, file) in [(INSPECTION, "b.secret"), (OFFICE, "a.secret")] {
        let done = table.run(&["draw", "commit", "draws", "--party", party, "--secret", file]);
        let secret = table.read(file);
        assert!(done.ok && secret.trim().len() == 64, "{}", done.said);
        assert!(!done.said.contains(secret.trim()), "a secret is never printed");
        assert!(!table.read("draws").contains(secret.trim()));
        let mode = std::fs::metadata(table.at(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    for (party, file) in [(OFFICE, "a.secret"), (INSPECTION, "b.secret")] {
        table.does(&["draw", "reveal", "draws", "--party", party, "--secret", file]);
    }
    let result = table.does(&["draw", "result", "draws", "--sealed", "sealed", "--out", "roster"]);
    let verified =
        table.does(&["draw", "verify", "draws", "--head", &head, "--sealed", "sealed", "--roster", "roster"]);
    assert_eq!((&verified["ok"], &verified["drawn"]), (&json!(true), &json!(1)));
    assert_eq!(verified["checked"].as_array().unwrap().len(), 4, "{verified}");
    assert_eq!(verified["seed"], result["seed"]);

    // The opened roster is a solution of its instance and one of the portfolio's.
    let roster: Value = serde_json::from_str(&table.read("roster")).unwrap();
    let portfolio: Value = serde_json::from_str(&table.read("portfolio")).unwrap();
    let n = result["roster"].as_u64().unwrap() as usize;
    assert_eq!(roster["teams"], portfolio["rosters"][n]["teams"]);
    let mode = std::fs::metadata(table.at("sealed")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // The next batch starts from this result, and this batch has no second draw.
    let refused = table.refuses(&table.freezing("2099-01-01T00:00:00+08:00", "again"));
    assert!(refused.contains("no second draw"), "{refused}");
    assert!(!table.at("again").exists(), "nothing was frozen");
}

#[test]
fn an_edited_sealed_part_is_named() {
    let table = Table::with_portfolio();
    table.freeze("2099-01-01T00:00:00+08:00");
    let whole: Sealed = serde_json::from_str(&table.read("sealed")).unwrap();
    let with = |edit: fn(&mut Sealed)| {
        let mut sealed = whole.clone();
        edit(&mut sealed);
        table.write("edited", &serde_json::to_string(&sealed).unwrap());
        let done = table.run(&["draw", "verify", "draws", "--sealed", "edited"]);
        assert_eq!(done.code, Some(1), "{}", done.said);
        let report: Value = serde_json::from_str(&done.said).unwrap();
        assert_eq!(report["first_error"]["step"], "freeze");
        report["first_error"]["what"].as_str().unwrap().to_owned()
    };
    assert!(with(|s| s.instance["people"][0]["rank"] = json!(1)).contains("people"));
    assert!(with(|s| s.instance["mix"]["max_same_unit"] = json!(9)).contains("mix"));
    assert!(with(|s| s.rosters[0].teams.reverse()).contains("roster 0"));
}

#[test]
fn a_freeze_that_does_not_keep_its_promise_is_named() {
    let table = Table::with_portfolio();
    table.freeze("2099-01-01T00:00:00+08:00");
    let sealed: Sealed = serde_json::from_str(&table.read("sealed")).unwrap();
    let honest = table.pool();
    let refrozen = |mut sealed: Sealed, edit: &dyn Fn(&mut Sealed, &mut bangdu_record::draw::Pool)| {
        let mut pool = honest.clone();
        edit(&mut sealed, &mut pool);
        for (n, row) in pool.rosters.iter_mut().enumerate() {
            row.digest = sealed.open(n).unwrap().digest().unwrap();
        }
        sealed.pool_hash = pool_hash(&pool).unwrap();
        let freeze = Freeze { pool_hash: sealed.pool_hash, pool };
        let line = Register::default().append(Step::Freeze(freeze), 1).unwrap();
        table.write("forged", &(line + "\n"));
        table.write("forged.sealed", &serde_json::to_string(&sealed).unwrap());
        let done = table.run(&["draw", "verify", "forged", "--sealed", "forged.sealed"]);
        let report: Value = serde_json::from_str(&done.said).unwrap();
        (done.code, report["first_error"]["what"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(refrozen(sealed.clone(), &|_, _| {}), (Some(0), String::new()));
    let (code, what) = refrozen(sealed.clone(), &|_, pool| pool.promise.cap_bp = 10);
    assert!(code == Some(1) && what.contains("at most 10 was promised"), "{what}");
    let (code, what) = refrozen(sealed.clone(), &|_, pool| pool.promise.objective_at_most = -1);
    assert!(code == Some(1) && what.contains("at most -1 was promised"), "{what}");
    let (code, what) = refrozen(sealed.clone(), &|sealed, _| {
        let first = sealed.rosters[0].teams[0][0];
        sealed.rosters[0].teams[0][1] = first;
    });
    assert!(code == Some(1) && what.contains("breaks a hard rule"), "{what}");
    let (code, what) = refrozen(sealed, &|_, pool| pool.promise.leaders_named = true);
    assert!(code == Some(1) && what.contains("another leader"), "{what}");
}

#[test]
fn whoever_fails_to_reveal_is_put_on_record_and_another_attempt_says_so() {
    let table = Table::with_portfolio();
    table.freeze("2099-01-01T00:00:00+08:00");
    // The same freeze, long ago, with its deadline past.
    let mut pool = table.pool();
    pool.reveal_by_ms = 1_000;
    let hash = pool_hash(&pool).unwrap();
    let mut register = Register::default();
    let mut text = register.append(Step::Freeze(Freeze { pool, pool_hash: hash }), 1).unwrap() + "\n";
    for (party, byte) in [(OFFICE, 1), (INSPECTION, 2)] {
        let commitment = commitment(&hash, party, &Secret::new([byte; 32]));
        let step = Step::Commit(Commit { pool_hash: hash, party: party.into(), commitment });
        text += &(register.append(step, 2).unwrap() + "\n");
    }
    table.write("draws", &text);
    table.secret("a.secret", 1);
    let late = table.refuses(&["draw", "reveal", "draws", "--party", OFFICE, "--secret", "a.secret"]);
    assert!(late.contains("the time to reveal is over"), "{late}");

    let done = table.run(&["draw", "result", "draws"]);
    assert_eq!(done.code, Some(1));
    let void: Value = serde_json::from_str(&done.said).unwrap();
    assert_eq!((&void["missing"], &void["failures"][OFFICE]), (&json!([OFFICE]), &json!(1)));

    let quiet = table.refuses(&table.freezing("2099-01-01T00:00:00+08:00", "sealed2"));
    assert!(quiet.contains("this is attempt 2 of batch 2026-07, not 1"), "{quiet}");
    let mut second = table.freezing("2099-01-01T00:00:00+08:00", "sealed2");
    second.extend(["--attempt", "2"]);
    table.does(&second);
    let report = table.does(&["draw", "verify", "draws"]);
    assert_eq!((&report["void"], &report["failures"][OFFICE]), (&json!(1), &json!(1)));
    // A secret of the first attempt was never revealed, so it is still one; that of a revealed draw isn't (record's tests).
    let secret = ["draw", "commit", "draws", "--party", OFFICE, "--secret", "a.secret", "--own"];
    table.does(&secret);
}

#[test]
fn a_public_number_is_entered_in_its_frozen_form_only() {
    let table = Table::with_portfolio();
    table.freeze("2099-01-01T00:00:00+08:00");
    let mut pool = table.pool();
    pool.public = vec![PublicSource {
        source: "lottery".into(),
        date: "2026-07-01".into(),
        form: "NN.NN.NN.NN.NN.NN+NN".into(),
        rising: true,
        known_ms: 10,
    }];
    let hash = pool_hash(&pool).unwrap();
    let mut register = Register::default();
    let mut text = register.append(Step::Freeze(Freeze { pool, pool_hash: hash }), 1).unwrap() + "\n";
    for (party, byte) in [(OFFICE, 1), (INSPECTION, 2)] {
        let commitment = commitment(&hash, party, &Secret::new([byte; 32]));
        let step = Step::Commit(Commit { pool_hash: hash, party: party.into(), commitment });
        text += &(register.append(step, 2).unwrap() + "\n");
    }
    table.write("draws", &text);
    for value in ["3.11.17.22.29.33+8", "11.03.17.22.29.33+08", "03.11.17.22.29.33 +08"] {
        let refused = table.refuses(&["draw", "public", "draws", "--value", value]);
        assert!(refused.contains("the public number"), "{refused}");
    }
    assert_eq!(table.read("draws"), text, "nothing was written");
    table.does(&["draw", "public", "draws", "--value", "03.11.17.22.29.33+08"]);
    let entered = "lottery:2026-07-01:03.11.17.22.29.33+08";
    assert!(table.read("draws").contains(entered));
    let step = Step::Public(Public { pool_hash: hash, text: entered.into() });
    assert!(register.append(step, 20).is_ok(), "as the record's own would be");
}

#[test]
fn what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written() {
    let table = Table::with_portfolio();
    let refused = table.refuses(&["draw", "commit", "draws", "--party", OFFICE, "--secret", "a.secret"]);
    assert!(refused.contains("draws"), "{refused}");
    let other = "1".repeat(64);
    let mut seed = table.freezing("2099-01-01T00:00:00+08:00", "sealed");
    seed[4] = &other;
    let refused = table.refuses(&seed);
    assert!(
        refused.contains(&format!("not with the last draw's: bangdu teams portfolio --seed {other}")),
        "{refused}"
    );
    let past = table.refuses(&table.freezing("2020-01-01T00:00:00+08:00", "sealed"));
    assert!(past.contains("ends before it can begin"), "{past}");
    assert!(!table.at("draws").exists() && !table.at("sealed").exists());

    table.freeze("2099-01-01T00:00:00+08:00");
    let before = table.read("draws");
    let kept = table.refuses(&table.freezing("2099-01-01T00:00:00+08:00", "sealed"));
    assert!(kept.contains("never overwritten"), "{kept}");
    let stranger = table.refuses(&["draw", "commit", "draws", "--party", "旁人", "--secret", "c.secret"]);
    assert!(stranger.contains("旁人 isn't a party") && !table.at("c.secret").exists(), "{stranger}");
    let early = table.refuses(&["draw", "result", "draws"]);
    assert!(early.contains("wanting: the commitment of 督查室"), "{early}");

    table.secret("open.secret", 3);
    std::fs::set_permissions(table.at("open.secret"), PermissionsExt::from_mode(0o644)).unwrap();
    let words = ["draw", "commit", "draws", "--party", OFFICE, "--secret", "open.secret", "--own"];
    let open = table.refuses(&words);
    assert!(open.contains("mode 0600") && !open.contains("0303"), "{open}");
    table.write("draws", &(before.clone() + "{}\n"));
    let broken = table.refuses(&["draw", "commit", "draws", "--party", OFFICE, "--secret", "d.secret"]);
    assert!(broken.contains("draws, line 2"), "{broken}");
    table.write("draws", &before);
    assert!(table.does(&["draw", "verify", "draws"])["ok"] == true);
}
