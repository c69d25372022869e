//! Visit routes by command: files as people write them, what comes back, and files that can't be used.

use crate::house::root;
use bangdu::routes::{hours::Hours, plan::Plan, repair::Earlier, sites::read};
use bangdu_analysis::route::{Effort, solve as solve_routes};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Output},
};

/// Two squads with homes and days of their own; a school with a lunch break, and a platform without a road.
fn sample() -> Value {
    let place = |lon: f64, lat: f64| json!({ "lon": lon, "lat": lat });
    json!({
        "travel": { "kmh": 35, "detour_percent": 130 },
        "squads": [
            { "name": "一组", "home": place(118.5894, 24.9089), "from": "8:30", "length": "8:00" },
            { "name": "二组", "home": place(118.67, 24.88), "ends": place(118.5894, 24.9089), "from": "9:00",
              "length": "4:30", "capacity": 6 },
        ],
        "sites": [
            { "name": "城东中学扩建", "place": place(118.629, 24.9151), "service": "0:45",
              "windows": [["9:00", "11:30"], ["14:30", "17:00"]], "demand": 1 },
            { "name": "滨江路改造", "place": place(118.571, 24.8968), "service": "1:00" },
            { "name": "海上平台", "place": place(121.0, 24.0), "service": "1:00" },
            { "name": "夜间施工点", "place": place(118.6, 24.9), "service": 1800, "windows": [["22:00", "23:00"]] },
        ],
    })
}

fn solve(dir: &Path, sites: &str, more: &[&str]) -> Output {
    std::fs::write(dir.join("sites.json"), sites).unwrap();
    Command::new(env!("CARGO_BIN_EXE_bangdu"))
        .current_dir(dir)
        .args(["routes", "solve", "sites.json", "--out", "plan.json"])
        .args(more)
        .output()
        .unwrap()
}

fn plan(dir: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(dir.join("plan.json")).unwrap()).unwrap()
}

#[test]
fn a_day_is_planned_by_the_clock_and_who_is_left_out_is_told_why() {
    let dir = tempfile::tempdir().unwrap();
    let output = solve(dir.path(), &sample().to_string(), &["--steps", "2000"]);
    assert!(output.status.success(), "{output:?}");
    let (said, plan): (Value, _) = (serde_json::from_slice(&output.stdout).unwrap(), plan(dir.path()));
    assert_eq!((&said["unserved"], &said["steps"]), (&json!(2), &json!(2000)));
    assert_eq!(said["travel"], plan["travel"]);
    let stops: Vec<&Value> = plan["routes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|route| route["stops"].as_array().unwrap())
        .collect();
    assert_eq!(stops.len(), 2);
    let school = stops.iter().find(|stop| stop["site"] == "城东中学扩建").unwrap();
    assert!(school["begin"].as_str().unwrap() >= "09:00", "{school}");
    let rules: Vec<&Value> = plan["without"].as_array().unwrap().iter().map(|left| &left["rule"]).collect();
    assert_eq!(rules, ["reach", "window"]);
    assert_eq!(plan["without"][0]["why"].as_array().unwrap().len(), 2);
}

/// The two files of docs/ROUTES.md: sites, and the plan for them.
fn documented() -> [Value; 2] {
    let document = std::fs::read_to_string(root().join("docs/ROUTES.md")).unwrap();
    let mut blocks = document.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    [(); 2].map(|()| serde_json::from_str(blocks.next().unwrap()).unwrap())
}

#[test]
fn the_documented_example_gives_the_documented_plan() {
    let [sites, planned] = documented();
    let dir = tempfile::tempdir().unwrap();
    let output = solve(dir.path(), &sites.to_string(), &["--steps", "2000"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(plan(dir.path()), planned);
}

#[test]
fn the_same_steps_and_seed_give_the_same_bytes_also_after_a_run_by_the_clock() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = || std::fs::read(dir.path().join("plan.json")).unwrap();
    let output = solve(dir.path(), &sample().to_string(), &["--seconds", "1", "--seed", "5"]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (steps, first) = (said["steps"].to_string(), bytes());
    assert!(said["steps"].as_u64().unwrap() > 100, "{said}");
    solve(dir.path(), &sample().to_string(), &["--steps", &steps, "--seed", "5"]);
    assert_eq!(bytes(), first);
}

#[test]
fn a_site_that_falls_out_leaves_the_rest_of_an_earlier_plan_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    solve(dir.path(), &sample().to_string(), &["--steps", "2000"]);
    std::fs::rename(dir.path().join("plan.json"), dir.path().join("earlier.json")).unwrap();
    let mut fewer = sample();
    fewer["sites"].as_array_mut().unwrap().remove(0);
    let output = solve(dir.path(), &fewer.to_string(), &["--steps", "0", "--from", "earlier.json"]);
    assert!(output.status.success(), "{output:?}");
    let said = plan(dir.path()).to_string();
    assert!(said.contains("滨江路改造") && !said.contains("城东中学扩建"), "{said}");
}

/// One squad on a line of sites, ten minutes apart, each visited for twenty.
fn on_a_line(names: &[(&str, usize)]) -> String {
    let way = |a: usize, b: usize| 600 * a.abs_diff(b);
    let matrix: Vec<Vec<usize>> = (0..9).map(|a| (0..9).map(|b| way(a, b)).collect()).collect();
    let site = |(name, at): &(&str, usize)| json!({ "name": name, "place": { "at": at }, "service": "0:20", "demand": 1 });
    let sites: Vec<Value> = names.iter().map(site).collect();
    let squad = json!({ "name": "组", "home": { "at": 0 }, "from": "8:00", "length": "8:00" });
    json!({ "travel": { "matrix": matrix }, "squads": [squad], "sites": sites }).to_string()
}

#[test]
fn a_day_that_has_begun_goes_on_from_where_the_squad_is() {
    let dir = tempfile::tempdir().unwrap();
    solve(dir.path(), &on_a_line(&[("甲", 2), ("乙", 4), ("丙", 8)]), &["--steps", "500"]);
    // Leave nothing to chance: there and back along the line has several equal orders.
    let mut earlier = plan(dir.path());
    let stop = |site: &str, travel: i64, arrive: &str, leave: &str| json!({ "site": site, "travel": travel, "arrive": arrive, "wait": 0, "begin": arrive, "leave": leave });
    earlier["routes"][0]["leave"] = json!("8:00");
    earlier["routes"][0]["stops"] = json!([
        stop("甲", 1200, "8:20", "8:40"),
        stop("乙", 1200, "9:00", "9:20"),
        stop("丙", 2400, "10:00", "10:20"),
    ]);
    std::fs::write(dir.path().join("earlier.json"), earlier.to_string()).unwrap();
    let mend = |names: &[(&str, usize)], at: &str| {
        solve(dir.path(), &on_a_line(names), &["--steps", "500", "--from", "earlier.json", "--at", at])
    };

    // At 9:05 乙 is being visited, 丙 falls out, 丁 is new and lies on the way home.
    let output = mend(&[("甲", 2), ("乙", 4), ("丁", 1)], "9:05");
    assert!(output.status.success(), "{output:?}");
    let mended = plan(dir.path());
    let route = &mended["routes"][0];
    let names: Vec<&Value> = route["stops"].as_array().unwrap().iter().map(|stop| &stop["site"]).collect();
    assert_eq!(names, ["甲", "乙", "丁"]);
    assert_eq!((&route["stops"][2]["arrive"], &route["back"]), (&json!("09:50"), &json!("10:20")));
    assert_eq!(
        (&route["travel"], &route["service"], &route["load"]),
        (&json!(4800), &json!(3600), &json!(3))
    );
    assert_eq!(mended["travel"], 4800);

    // On its way home nobody is called back, and what was visited can't fall out.
    mend(&[("甲", 2), ("乙", 4), ("丙", 8), ("丁", 1)], "11:00");
    assert_eq!(plan(dir.path())["without"][0]["site"], "丁");
    let output = mend(&[("乙", 4), ("丙", 8)], "9:05");
    assert!(String::from_utf8_lossy(&output.stderr).contains("“甲” has been visited"), "{output:?}");
}

#[test]
fn a_matrix_may_be_given_instead_of_coordinates() {
    let dir = tempfile::tempdir().unwrap();
    let sites = json!({
        "travel": { "matrix": [[0, 600, null], ["0:10", 0, 60], [600, 60, 0]] },
        "squads": [{ "name": "组", "home": { "at": 0 }, "from": 0, "length": "2:00" }],
        "sites": [
            { "name": "甲", "place": { "at": 1 }, "service": 60 },
            { "name": "乙", "place": { "at": 2 }, "service": 60 },
        ],
    });
    solve(dir.path(), &sites.to_string(), &["--steps", "500"]);
    let plan = plan(dir.path());
    // No way leads from home to 乙 but over 甲.
    assert_eq!((&plan["travel"], &plan["routes"][0]["stops"][0]["site"]), (&json!(1260), &json!("甲")));
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_what_is_wrong_and_nothing_is_written() {
    let changed = |change: fn(&mut Value)| {
        let mut sites = sample();
        change(&mut sites);
        sites.to_string()
    };
    let files: [(String, &str); 14] = [
        ("{".into(), "EOF"),
        (changed(|s| s["sites"][0]["window"] = json!([])), "unknown field `window`"),
        (
            changed(|s| s["sites"][1]["name"] = s["sites"][0]["name"].clone()),
            "two sites are called “城东中学扩建”",
        ),
        (changed(|s| s["squads"][1]["name"] = json!(" ")), "empty"),
        (changed(|s| s["sites"][0]["service"] = json!("45 min")), "“45 min” is no time"),
        (changed(|s| s["sites"][0]["service"] = json!(-1)), "a time such as"),
        (
            changed(|s| s["sites"][0]["windows"] = json!([["9:00", "8:00"]])),
            "site “城东中学扩建”: a window ends",
        ),
        (changed(|s| s["sites"][0]["place"] = json!({ "x": 1, "y": 2 })), "site “城东中学扩建”"),
        (changed(|s| s["sites"][0]["place"]["lat"] = json!(118)), "site “城东中学扩建”: the coordinates"),
        (changed(|s| s["travel"] = json!({})), "kmh"),
        (changed(|s| s["travel"]["kmh"] = json!(0)), "kmh"),
        (changed(|s| s["squads"][0]["capacity"] = json!(-3)), "squad “一组”: the capacity"),
        (changed(|s| s["travel"] = json!({ "matrix": [[0, 1]] })), "{\"at\": ROW}"),
        (changed(|s| s["squads"] = json!(vec![s["squads"][0].clone(); 501])), "more than 500"),
    ];
    let dir = tempfile::tempdir().unwrap();
    for (file, wanted) in files {
        let output = solve(dir.path(), &file, &["--steps", "10"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(wanted) && said.contains("sites.json"), "{wanted}: {said}");
        assert!(!dir.path().join("plan.json").exists());
    }
    assert_eq!(
        solve(dir.path(), &sample().to_string(), &[]).status.code(),
        Some(2),
        "seconds or steps are asked for"
    );
    let strange = solve(dir.path(), &sample().to_string(), &["--steps", "1", "--from", "sites.json"]);
    assert!(String::from_utf8_lossy(&strange.stderr).contains("no plan of visits"), "{strange:?}");
}

/// A sound file with one value replaced by something else.
fn broken(sound: Value) -> impl Strategy<Value = String> {
    let strange = prop_oneof![
        Just(json!(null)),
        Just(json!([])),
        Just(json!({})),
        Just(json!("")),
        Just(json!(1e300)),
        Just(json!(-1)),
        Just(json!(u64::MAX)),
        Just(json!("99999:59")),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
    ];
    (any::<prop::sample::Index>(), strange).prop_map(move |(index, strange)| {
        let mut file = sound.clone();
        let paths = paths(&file, "");
        let path: &String = index.get(&paths);
        *file.pointer_mut(path).unwrap() = strange;
        file.to_string()
    })
}

fn paths(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(i, value)| (format!("{at}/{i}"), value)).collect()
        }
        _ => vec![],
    };
    below.into_iter().flat_map(|(path, value)| [vec![path.clone()], paths(value, &path)].concat()).collect()
}

proptest! {
    #[test]
    fn fuzz_routes_a_file_with_something_strange_in_it_is_read_or_refused_with_a_sentence(file in broken(sample())) {
        match read(file.as_bytes()) {
            Ok(sites) => prop_assert_eq!(sites.problem.sites().len(), sites.sites.len()),
            Err(why) => prop_assert!(why.to_string().len() > 5),
        }
    }

    #[test]
    fn fuzz_routes_an_earlier_plan_with_something_strange_in_it_is_followed_or_refused(
        file in broken(documented()[1].clone()),
        now in 0..100_000i32,
    ) {
        let sites = read(documented()[0].to_string().as_bytes()).ok().unwrap();
        if let Ok(earlier) = serde_json::from_str::<Earlier>(&file) {
            let known = earlier.routes(&sites).len();
            prop_assert_eq!(known, sites.squads.len());
            if let Ok(left) = earlier.left(&sites, Hours(now)) {
                let effort = Effort { seed: 1, steps: 20 };
                let solved = solve_routes(&left.sites.problem, &left.routes, effort, &mut |_| true);
                prop_assert!(Plan::new(&left.sites, &solved, 1, left.past).is_ok());
            }
        }
    }

    #[test]
    fn fuzz_routes_any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
    }
}

#[test]
fn a_list_without_end_is_refused_before_it_fills_the_memory() {
    let rows = "[],".repeat(1_000_000);
    let file = format!("{{\"travel\":{{\"matrix\":[{rows}[]]}},\"squads\":[],\"sites\":[]}}");
    assert!(read(file.as_bytes()).err().unwrap().to_string().contains("more than 2500"));
}
