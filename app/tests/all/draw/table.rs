//! A folder with an instance, a portfolio and the commands run in it.

use bangdu_record::{
    digest::Digest,
    draw::{Line, Pool, Step},
};
use serde_json::{Value, json};
use std::{
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// What the first draw starts from.
pub const FIRST: &str = "aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00aa00";

pub struct Table {
    folder: TempDir,
}

pub struct Done {
    pub ok: bool,
    pub code: Option<i32>,
    /// Standard output, and standard error behind it.
    pub said: String,
}

impl Table {
    pub fn new() -> Self {
        let table = Self { folder: tempfile::tempdir().unwrap() };
        table.write("instance", &instance(24).to_string());
        table
    }

    /// With a portfolio of twelve rosters.
    pub fn with_portfolio() -> Self {
        let table = Self::new();
        table.does(&[
            "teams",
            "portfolio",
            "instance",
            "--out",
            "portfolio",
            "--rosters",
            "12",
            "--epsilon",
            "3000",
            "--cap",
            "9000",
            "--seed",
            FIRST,
        ]);
        table
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.at(name), text).unwrap();
    }

    /// A party's own secret, 32 times the same byte.
    pub fn secret(&self, name: &str, byte: u8) {
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(self.at(name)).unwrap();
        writeln!(file, "{}", Digest([byte; 32])).unwrap();
    }

    pub fn run(&self, words: &[&str]) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bangdu"));
        let output =
            command.args(words).current_dir(self.folder.path()).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        Done { ok: output.status.success(), code: output.status.code(), said: said.into_owned() }
    }

    /// Runs a command that succeeds, and reads what it prints.
    #[track_caller]
    pub fn does(&self, words: &[&str]) -> Value {
        let done = self.run(words);
        assert!(done.ok, "{words:?}: {}", done.said);
        serde_json::from_str(&done.said).unwrap()
    }

    /// Runs a command that is refused, and gives its sentence.
    #[track_caller]
    pub fn refuses(&self, words: &[&str]) -> String {
        let done = self.run(words);
        assert_eq!(done.code, Some(1), "{words:?}: {}", done.said);
        assert!(!done.said.contains("panicked"), "{}", done.said);
        done.said
    }

    pub fn freezing<'a>(&self, reveal_by: &'a str, sealed: &'a str) -> Vec<&'a str> {
        let words =
            ["draw", "freeze", "draws", "--previous", FIRST, "--batch", "2026-07", "--instance", "instance"];
        let more = ["--portfolio", "portfolio", "--party", "紀檢", "--party", "督查室"];
        let last = ["--reveal-by", reveal_by, "--sealed", sealed];
        words.into_iter().chain(more).chain(last).collect()
    }

    pub fn freeze(&self, reveal_by: &str) -> Value {
        self.does(&self.freezing(reveal_by, "sealed"))
    }

    /// What the first line of the register froze.
    pub fn pool(&self) -> Pool {
        let text = self.read("draws");
        match Line::parse(text.lines().next().unwrap()).unwrap().step {
            Step::Freeze(freeze) => freeze.pool,
            other => panic!("{other:?}"),
        }
    }
}

/// So many people of six units for two teams of three in two weeks.
pub fn instance(people: usize) -> Value {
    let person = |id: usize| {
        json!({
            "id": id, "kind": "expert", "unit": id % 6, "recuse_localities": [], "base": id % 3, "rank": 3,
            "leader_ok": id.is_multiple_of(3), "office_ok": id % 3 == 1, "fields": {"0": 1 + id % 3}, "experience": id % 5,
            "prior_draws": 0, "cap": 2, "avail": [0, 1], "kin_units": [], "past_units": [], "met_units": [],
        })
    };
    let unit = |id: usize| json!({"id": id, "locality": if id < 3 { -1 } else { id as i64 % 3 }, "level": if id < 3 { "city" } else { "county" }, "dept": id});
    let team = |id: usize| {
        json!({
            "id": id, "locality": id, "weeks": [id], "targets": [6 + id],
            "seats": [{"role": "leader", "min_rank": 2}, {"role": "office"}, {"role": "expert", "field": 0, "min_prof": 1}],
        })
    };
    json!({
        "format": "bangdu-teams-v1", "name": "T-1", "weeks": 2, "fields": ["construction"],
        "localities": [{"id": 0, "x": 0.0, "y": 0.5}, {"id": 1, "x": 31.4, "y": 2}, {"id": 2, "x": 12, "y": 40.1}],
        "units": (0..8).map(unit).collect::<Vec<_>>(),
        "people": (0..people).map(person).collect::<Vec<_>>(),
        "teams": (0..2).map(team).collect::<Vec<_>>(),
        "past_pairs": [[0, 1, 2]], "excluded_pairs": if people > 3 { json!([[2, 3]]) } else { json!([]) },
        "mix": {"max_same_unit": 1, "max_same_locality": 2, "max_same_dept": 2, "min_city": 1, "min_below": 1},
        "novice_max_experience": 0, "veteran_min_experience": 3,
        "weights": {"fit": 10, "lead_over": 4, "travel_km_per_point": 10, "load": 15, "pair": 8, "mentor": 25},
    })
}
