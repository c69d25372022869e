//! `bangdu hotspots` as an office uses it: a file in, groups and reasons out.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn hotspots(folder: &Path, messages: &str, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bangdu"))
        .current_dir(folder)
        .args(["hotspots", messages, "--out", "groups.csv"])
        .args(more)
        .output()
        .unwrap()
}

/// Two events of three people each, one of them at two places with the same words, and letters about nothing.
fn rows() -> Vec<String> {
    let told = [
        (
            "锦绣花园小区夜间施工噪音扰民",
            "本人是锦绣花园小区业主，旁边工地夜间施工，噪音扰民，居民无法入睡。",
        ),
        ("锦绣花园小区工地半夜施工", "锦绣花园小区旁的工地半夜施工，噪音太大，影响居民休息。"),
        ("投诉锦绣花园小区附近施工噪音", "锦绣花园小区附近通宵施工，噪音扰民，多次投诉没有人管。"),
        ("星河公寓自来水发黄", "星河公寓二次供水水箱多年不清洗，自来水发黄有异味。"),
        ("星河公寓二次供水水质差", "我住星河公寓，二次供水水质差，自来水发黄浑浊。"),
        ("星河公寓自来水浑浊", "星河公寓自来水浑浊发黄，二次供水设施老化。"),
        ("咨询退休手续", "请问在外地缴纳的养老保险如何转移。"),
        ("建议修建图书馆", "希望在城东修一座少年儿童图书馆。"),
    ];
    told.iter()
        .enumerate()
        .map(|(at, (title, body))| {
            format!("{},u{at},{title},2019-0{}-01 08:00,{body},{at}\n", 100 + at, at + 1)
        })
        .collect()
}

const HEAD: &str = "留言编号,留言用户,留言主题,留言时间,留言详情,点赞数\n";

fn file(folder: &Path, rows: &[String]) -> PathBuf {
    let path = folder.join("messages.csv");
    fs::write(&path, format!("{HEAD}{}", rows.concat())).unwrap();
    path
}

fn groups(folder: &Path) -> BTreeMap<String, (String, String)> {
    let text = fs::read_to_string(folder.join("groups.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("message_id,group_id,kind"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].to_owned(), (cells[1].to_owned(), cells[2].to_owned()))
        })
        .collect()
}

#[test]
fn hotspots_are_found_explained_and_the_same_in_any_order_and_with_any_threads() {
    let dir = tempfile::tempdir().unwrap();
    let mut rows = rows();
    file(dir.path(), &rows);
    let done = hotspots(dir.path(), "messages.csv", &["--explain", "why.json", "--threads", "1"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let found = groups(dir.path());
    assert_eq!((found.len(), &found["100"]), (8, &("E100".to_owned(), "event".to_owned())));
    assert!(["101", "102"].iter().all(|id| found[*id] == found["100"]));
    assert!(["104", "105"].iter().all(|id| found[*id] == found["103"]));
    assert!(found["100"] != found["103"] && found["106"].1 == "none" && found["107"].1 == "none");

    let why: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("why.json")).unwrap()).unwrap();
    let hottest = &why["groups"][0];
    assert_eq!(
        (&hottest["group_id"], &hottest["people"]),
        (&"E103".into(), &3.into()),
        "later and more liked"
    );
    assert_eq!((&hottest["first"], &hottest["last"]), (&"2019-04-01".into(), &"2019-06-01".into()));
    assert_eq!(hottest["place"], "星河公寓");
    assert_eq!(hottest["examples"].as_array().unwrap().len(), 3);

    let before = fs::read(dir.path().join("why.json")).unwrap();
    rows.reverse();
    file(dir.path(), &rows);
    assert!(
        hotspots(dir.path(), "messages.csv", &["--explain", "why.json", "--threads", "7"]).status.success()
    );
    assert_eq!(groups(dir.path()), found);
    assert_eq!(fs::read(dir.path().join("why.json")).unwrap(), before);
}

#[test]
fn what_a_clerk_corrected_is_obeyed() {
    let dir = tempfile::tempdir().unwrap();
    file(dir.path(), &rows());
    let corrections = "act,messages,from\nsplit,102,100 101\nnot_event,103 104 105,\nmerge,106 107,\n";
    fs::write(dir.path().join("corrections.csv"), corrections).unwrap();
    let done = hotspots(dir.path(), "messages.csv", &["--corrections", "corrections.csv"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let found = groups(dir.path());
    assert!(found["100"] == found["101"] && found["100"] != found["102"]);
    assert!(found["103"].1 != "event" && found["106"] == found["107"] && found["106"].1 == "event");
    fs::write(dir.path().join("corrections.csv"), "act,messages\nmerge,100 999\n").unwrap();
    let done = hotspots(dir.path(), "messages.csv", &["--corrections", "corrections.csv"]);
    assert!(String::from_utf8_lossy(&done.stderr).contains("message 999"), "{done:?}");
}

#[test]
fn what_can_t_be_used_is_said_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    for (text, said) in [
        ("姓名,标题\n甲,乙\n".as_bytes(), "no column for the message's number"),
        ("编号,姓名\n1,乙\n".as_bytes(), "what the message says"),
        (b"", "is empty"),
        (b"PK\x03\x04", ".xlsx"),
    ] {
        fs::write(dir.path().join("messages.csv"), text).unwrap();
        let done = hotspots(dir.path(), "messages.csv", &[]);
        let stderr = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.code() == Some(1) && stderr.contains(said), "{stderr}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing but the messages");
    }
    assert!(!hotspots(dir.path(), "nowhere.csv", &[]).status.success());
    let odd = format!("{HEAD}1,,,,😀😀,\n2,,,昨天,<p>&nbsp;</p>,x\n3,,,,,\n4,,,,{},\n", "长".repeat(40_000));
    let (gb, ..) = encoding_rs::GB18030.encode(&odd);
    fs::write(dir.path().join("messages.csv"), gb).unwrap();
    let done = hotspots(dir.path(), "messages.csv", &[]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(groups(dir.path()).values().all(|group| group.1 == "none"));
}

#[test]
fn real_messages_are_grouped_as_people_grouped_them() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hotline");
    let messages = shared.join("messages.csv");
    if !messages.is_file() {
        eprintln!("skipped: ../shared/data/hotline is absent");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    assert!(hotspots(dir.path(), messages.to_str().unwrap(), &[]).status.success());
    let found = groups(dir.path());
    let column = |name: &str| -> BTreeMap<String, String> {
        let text = fs::read_to_string(shared.join(name)).unwrap();
        let rows = text.lines().skip(1).filter_map(|line| line.trim().split_once(','));
        rows.map(|(id, event)| (id.trim_start_matches('\u{feff}').to_owned(), event.to_owned())).collect()
    };
    let (events, ignored) = (column("hot_events_dev.csv"), column("hot_ignore.csv"));
    let mut members: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (id, (group, kind)) in &found {
        if kind == "event" && !ignored.contains_key(id) {
            members.entry(group).or_default().push(id);
        }
    }
    let sizes = events.values().fold(BTreeMap::<&String, usize>::new(), |mut sizes, event| {
        *sizes.entry(event).or_default() += 1;
        sizes
    });
    let (mut precision, mut recall) = (0.0, 0.0);
    for (id, event) in &events {
        let alone = vec![id];
        let group = members.get(found[id].0.as_str()).unwrap_or(&alone);
        let same = group.iter().filter(|other| events.get(**other) == Some(event)).count() as f64;
        precision += same / group.len() as f64 / events.len() as f64;
        recall += same / sizes[event] as f64 / events.len() as f64;
    }
    let f = 2.0 * precision * recall / (precision + recall);
    assert!(f >= 0.93, "B-cubed F {f:.3}: precision {precision:.3}, recall {recall:.3}");
}
