//! The commands on small files: results, refusals, and files that nobody would want.

use super::bangdu;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

const PLACES: [&str; 8] = ["东湖", "西岭", "南门", "北山", "中心", "河畔", "新城", "老街"];
const SAID: [(&str, &str, [&str; 3]); 3] = [
    ("交通运输", "县交通局", ["公交车不停靠站台", "客运班车随意涨价", "公交线路绕行等车太久"]),
    ("教育文体", "县教育局", ["幼儿园老师打骂孩子", "学校违规收取补课费", "小学入学名额不公平"]),
    ("环境保护", "县环保局", ["工厂夜里排放废气", "养猪场污水流进河里", "工地扬尘没有洒水"]),
];

struct Desk {
    place: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { place: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), content).unwrap();
        self.out(name)
    }

    fn out(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// 72 decided messages.
    fn decided(&self) -> String {
        let mut text = "编号,标题,内容,label,承办单位\n".to_owned();
        for (label, unit, kinds) in SAID {
            for (n, (place, kind)) in
                PLACES.iter().flat_map(|p| kinds.iter().map(move |k| (p, k))).enumerate()
            {
                text += &format!("{label}{n},{place}{kind},{place}附近{kind}，请处理。,{label},{unit}\n");
            }
        }
        self.file("decided.csv", text)
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.place.path()).unwrap();
        let mut names: Vec<String> = names.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn told(done: &Output) -> Value {
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

fn refused(done: &Output, sentence: &str) {
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains(sentence) && !said.contains("panicked"), "{said}");
    assert!(done.stdout.is_empty());
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn labels_are_suggested_and_the_model_is_kept_and_compared() {
    let desk = Desk::new();
    let decided = desk.decided();
    let waiting = desk
        .file("waiting.csv", "id,title,detail\n1,,城关镇的公交车总是不停\n2,,隔壁工厂半夜排放废气\n3,,\n");
    let (out, model, explain) = (desk.out("labels.csv"), desk.out("model"), desk.out("why.jsonl"));
    let words =
        ["classify", "--train", &decided, &waiting, "--out", &out, "--model", &model, "--explain", &explain];
    let first = told(&bangdu(&words));
    assert!(first["held_back"].as_u64().unwrap() > 0 && first["marks"]["macro_f1"].is_number(), "{first}");
    let labels = rows(Path::new(&out));
    assert_eq!(labels[0], ["id", "label", "confidence"]);
    assert_eq!(
        (&labels[1][..2], &labels[2][..2]),
        (&["1", "交通运输"].map(String::from)[..], &["2", "环境保护"].map(String::from)[..])
    );
    assert_eq!(labels.len(), 4, "an empty message gets a label too");
    let why = fs::read_to_string(&explain).unwrap();
    let why: Value = serde_json::from_str(why.lines().next().unwrap()).unwrap();
    assert!(why["words"].as_array().unwrap().iter().any(|word| word == "公交车"), "{why}");
    let kept = fs::read(&model).unwrap();
    let second = told(&bangdu(&words));
    assert_eq!((&second["replaced"], &second["last"]), (&Value::Bool(true), &second["new"]));
    assert_eq!(fs::read(&model).unwrap(), kept, "the same decisions give the same model");
}

#[test]
fn a_unit_is_suggested_as_a_category_is() {
    let desk = Desk::new();
    let (decided, out) = (desk.decided(), desk.out("units.csv"));
    let waiting = desk.file("waiting.csv", "id,title,detail\n1,,小学老师收补课费\n");
    told(&bangdu(&["classify", "--train", &decided, &waiting, "--out", &out, "--column", "承办单位"]));
    assert_eq!(rows(Path::new(&out))[1][1], "县教育局");
}

#[test]
fn what_cannot_be_learnt_is_refused_and_leaves_no_file() {
    let desk = Desk::new();
    let (decided, out) = (desk.decided(), desk.out("labels.csv"));
    let waiting = desk.file("waiting.csv", "id,title,detail\n1,,公交车\n");
    let alike = desk.file("alike.csv", "id,title,label\n1,停水,水务\n2,断水,水务\n");
    let damaged = desk.file("model", b"bangdu labels 1\nshort");
    let classify = |words: &[&str]| bangdu(&[&["classify", "--out", &out][..], words].concat());
    let before = desk.names();
    refused(&classify(&["--train", &alike, &waiting]), "same label");
    refused(&classify(&["--train", &waiting, &waiting]), "no column for the category");
    refused(&classify(&["--train", &decided, &waiting, "--column", "乡镇"]), "no column 乡镇");
    refused(&classify(&["--train", &decided, &waiting, "--model", &damaged]), "move it away");
    refused(&classify(&["--train", &decided, &desk.out("none.csv")]), "can't be read");
    assert_eq!(desk.names(), before);
}

#[test]
fn what_cannot_wait_comes_first_and_a_threat_to_life_is_told_apart() {
    let desk = Desk::new();
    let file = desk.file(
        "messages.csv",
        "留言编号,留言用户,留言主题,留言时间,留言详情\n\
         1,甲,建议增加公交车,2019-05-01,建议早高峰增加一趟车。\n\
         2,乙,小区停水三天,2019-05-02,我们小区已经停水三天，老人没水喝。\n\
         3,丙,多次投诉夜市扰民无果,2019-05-03,多次向城管和12345投诉，至今没有解决。\n\
         4,丁,讨薪,2019-05-04,再不给工资我就跳楼自杀。\n",
    );
    let out = desk.out("urgent.csv");
    let report = told(&bangdu(&["urgent", &file, "--out", &out]));
    assert_eq!(report["alarms"][0]["message_id"], "4");
    assert_eq!(
        (&report["alarms"][0]["ring"], report["alarms"].as_array().unwrap().len()),
        (&Value::from("110"), 1)
    );
    let rows = rows(Path::new(&out));
    assert_eq!(rows[0], ["message_id", "score", "kind", "reason"]);
    let kind = |id: &str| {
        rows.iter().find(|row| row[0] == id).map(|row| (row[2].as_str(), row[3].as_str())).unwrap()
    };
    assert_eq!((kind("1").0, kind("2").0, kind("3").0), ("none", "urgent", "hard"));
    assert!(kind("2").1.contains("停水三天") && kind("4").1.starts_with("立即报110"), "{rows:?}");
    assert_eq!(rows[4][0], "1", "the suggestion comes last");
    told(&bangdu(&["urgent", &file, "--out", &out, "--likelihoods"]));
    let more = self::rows(Path::new(&out));
    assert_eq!(more[0], ["message_id", "score", "kind", "reason", "urgency", "hardness"]);
    let shares = |id: &str| {
        let row = more.iter().find(|row| row[0] == id).unwrap();
        (row[4].parse::<f32>().unwrap(), row[5].parse::<f32>().unwrap())
    };
    assert!(shares("2").0 > 0.5 && shares("2").1 < 0.5 && shares("3").0 < 0.5 && shares("3").1 > 0.5);
    assert!(more.iter().zip(&rows).all(|(with, without)| with[..4] == without[..]), "{more:?}");
}

#[test]
fn the_kinds_name_their_people_and_say_what_cannot_be_told() {
    let desk = Desk::new();
    let mut text = "留言编号,留言用户,留言主题,留言时间,留言详情\n".to_owned();
    let mut groups = "message_id,group_id,kind\n".to_owned();
    for (n, person) in ["甲", "乙", "丙", "丁", "戊", "甲", "甲"].iter().enumerate() {
        text += &format!("{n},{person},东湖小区停水,2019-05-0{},又停水了\n", n + 1);
        groups += &format!("{n},g1,event\n");
    }
    let (file, groups, out) = (desk.file("m.csv", text), desk.file("g.csv", groups), desk.out("kinds.json"));
    assert!(bangdu(&["kinds", &file, "--groups", &groups, "--out", &out]).status.success());
    let kinds: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    let of = |name: &str| kinds.as_array().unwrap().iter().find(|kind| kind["kind"] == name).unwrap();
    assert_eq!(
        (&of("群体性")["found"][0]["people"], &of("群体性")["found"][0]["about"]["group_id"]),
        (&5.into(), &"g1".into())
    );
    assert_eq!(of("重复诉求")["found"][0]["messages"], serde_json::json!(["0", "5", "6"]));
    assert!(of("疑难")["untold"].is_string() && of("高频")["untold"].is_string());
    let bad = desk.file("bad.csv", "a,b\n1,2\n");
    refused(&bangdu(&["kinds", &file, "--groups", &bad, "--out", &desk.out("no.json")]), "needs the columns");
}

#[test]
fn only_answered_cases_are_found_with_the_words_in_common() {
    let desk = Desk::new();
    let file = desk.file(
        "cases.csv",
        "编号,标题,内容,答复意见\n\
         1,电梯故障,小区电梯经常故障，物业不维修。,已责成物业更换电梯。\n\
         2,电梯困人,电梯故障把人困住了。,\n\
         3,公交线路,希望增加公交车班次。,已增加班次。\n",
    );
    let done = bangdu(&["similar", &file, "我们楼的电梯老是故障"]);
    let timed = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(timed.contains("2 cases indexed in") && timed.contains("1 answered"), "{timed}");
    let report = told(&done);
    assert_eq!(
        (report["cases"].as_u64(), report["similar"].as_array().unwrap().len()),
        (Some(2), 1),
        "{report}"
    );
    let case = &report["similar"][0];
    assert_eq!(
        (&case["message_id"], &case["answer"]),
        (&Value::from("1"), &Value::from("已责成物业更换电梯。"))
    );
    assert!(case["words"].as_array().unwrap().iter().any(|word| word == "电梯"));
}

#[test]
fn strange_files_give_a_sensible_result_or_a_sentence() {
    let desk = Desk::new();
    let long = "停水".repeat(25_000);
    let strange = format!("编号,内容\n1,😀😀\n2,\n3,{long}\n4,<p>停&nbsp;水</p>\n5,a\u{1}b\u{7f}\n");
    let gb18030 = encoding_rs::GB18030.encode("编号,内容\n1,小区停水三天\n").0.into_owned();
    let (decided, out) = (desk.decided(), desk.out("out"));
    for content in [strange.into_bytes(), gb18030] {
        let file = desk.file("strange.csv", content);
        for words in [
            &["urgent", &file, "--out", &out][..],
            &["kinds", &file, "--out", &out],
            &["similar", &file, "停水"],
            &["classify", "--train", &decided, &file, "--out", &out],
        ] {
            let done = bangdu(words);
            assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
    }
    let before = desk.names();
    for (content, sentence) in [("", "is empty"), ("甲,乙\n1,2\n", "no column")] {
        let file = desk.file("strange.csv", content);
        let none = desk.out("none");
        refused(&bangdu(&["urgent", &file, "--out", &none]), sentence);
        refused(&bangdu(&["kinds", &file, "--out", &none]), sentence);
        refused(&bangdu(&["similar", &file, "停水"]), sentence);
        refused(&bangdu(&["classify", "--train", &decided, &file, "--out", &none]), sentence);
    }
    assert_eq!(desk.names(), before);
}
