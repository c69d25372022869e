//! Documents don't rot unnoticed: every path they name exists.

use super::{none_broken, root, sources};

#[test]
fn every_path_that_the_documents_name_exists() {
    let mut files = sources("docs", &[".md"]);
    for name in ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{name} is missing"));
        files.push(super::Source { path: name.to_owned(), text });
    }
    let broken = files
        .iter()
        .flat_map(|file| {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let spans = code_spans(&file.text).into_iter().filter(|span| looks_like_path(span));
            let links = links(&file.text).into_iter().map(move |link| format!("{folder}/{link}"));
            let named: Vec<String> = spans.map(str::to_owned).chain(links).collect();
            named
                .into_iter()
                .filter(|path| !root().join(path.trim_start_matches('/')).exists())
                .map(|path| format!("{}: {path}", file.path))
                .collect::<Vec<_>>()
        })
        .collect();
    none_broken("A document names a path that isn't there.", broken);
}

#[test]
fn both_readmes_have_the_same_sections() {
    let sections = |name: &str| {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        text.lines().filter(|line| line.starts_with("## ")).count()
    };
    assert_eq!(sections("README.md"), sections("README.zh-CN.md"), "the two READMEs tell the same");
}

/// What stands between single backquotes.
fn code_spans(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// Targets of links within the checkout, without the anchor.
fn links(text: &str) -> Vec<&str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#']).next())
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

/// A path of ours: below one of the top folders, without a placeholder such as `ROOM` or `*`.
fn looks_like_path(span: &str) -> bool {
    let top = ["app/", "core/", "analysis/", "record/", "web/", "docs/", "ops/", ".ci/"];
    let placeholder = span.contains(['*', '{', '<', '…', ' '])
        || span.split(['/', '.']).any(|step| step.len() > 2 && step.chars().all(|c| c.is_ascii_uppercase()));
    let built = ["web/node_modules", "app/assets/vendor", "web/dist"].iter().any(|b| span.starts_with(b));
    let document = span.starts_with("docs/");
    top.iter().any(|folder| span.starts_with(folder)) && (document || !placeholder) && !built
}
