//! What the tree is built from: licences, bans and sources, by `deny.toml`. The same file serves
//! `cargo deny`; here only the metadata that cargo itself prints is read, so that no tool is needed.

use super::{none_broken, root, sources};
use serde_json::Value;
use std::process::Command;

#[test]
fn every_crate_has_a_licence_that_we_allow() {
    let deny = deny();
    let allowed = texts(&deny["licenses"]["allow"]);
    let broken = packages()
        .iter()
        .filter(|package| !licence_is_allowed(package["license"].as_str().unwrap_or_default(), &allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    none_broken("A crate's licence isn't in deny.toml's list.", broken);
}

#[test]
fn no_crate_is_one_that_we_banned() {
    let deny = deny();
    let bans = deny["bans"]["deny"].as_array().cloned().unwrap_or_default();
    let packages = packages();
    let mut broken = Vec::new();
    for ban in &bans {
        let name = ban["crate"].as_str().unwrap_or_default();
        let wrappers = ban.get("wrappers").map(texts).unwrap_or_default();
        let users = packages.iter().filter(|package| {
            let needs = package["dependencies"].as_array().into_iter().flatten();
            let plainly = |d: &&Value| d["name"] == name && d["optional"] == false && d["target"].is_null();
            needs.filter(plainly).count() > 0
        });
        let users = users.map(|p| p["name"].as_str().unwrap_or_default().to_owned());
        let present = packages.iter().any(|package| package["name"] == name);
        let strangers: Vec<String> = users.filter(|user| !wrappers.contains(user)).collect();
        if present && (wrappers.is_empty() || !strangers.is_empty()) {
            broken.push(format!("{name} ({}) {strangers:?}", ban["reason"].as_str().unwrap_or_default()));
        }
    }
    none_broken("A banned crate is in the tree.", broken);
}

#[test]
fn everything_comes_from_the_public_registries() {
    let allowed: Vec<String> =
        texts(&deny()["sources"]["allow-registry"]).iter().map(|url| format!("registry+{url}")).collect();
    let mut broken: Vec<String> = packages()
        .iter()
        .filter_map(|package| package["source"].as_str())
        .filter(|source| !allowed.iter().any(|url| url == source))
        .map(str::to_owned)
        .collect();
    for lock in sources("web", &["package-lock.json"]) {
        let resolved = lock.text.lines().filter(|line| line.trim_start().starts_with("\"resolved\""));
        let strange = resolved.filter(|line| !line.contains("https://registry.npmjs.org/"));
        broken.extend(strange.map(|line| format!("{}: {}", lock.path, line.trim())));
    }
    none_broken("A package comes from elsewhere than crates.io and npm.", broken);
}

fn licence_is_allowed(licence: &str, allowed: &[String]) -> bool {
    spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX).is_ok_and(|expression| {
        expression
            .evaluate(|need| need.license.id().is_some_and(|id| allowed.iter().any(|name| name == id.name)))
    })
}

fn deny() -> toml::Table {
    std::fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap()
}

fn texts(list: &toml::Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|v| v.as_str()).map(str::to_owned).collect()
}

/// What cargo resolved for the machine that the test runs on.
fn packages() -> Vec<Value> {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

#[test]
fn a_choice_of_licences_needs_one_that_we_allow_and_a_sum_needs_all() {
    let allowed = ["MIT".to_owned()];
    assert!(licence_is_allowed("MIT OR GPL-3.0-only", &allowed));
    assert!(licence_is_allowed("Unlicense/MIT", &allowed));
    assert!(!licence_is_allowed("MIT AND GPL-3.0-only", &allowed));
    assert!(!licence_is_allowed("", &allowed));
}
