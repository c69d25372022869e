//! Reads Rust as the compiler's tokens, so that comments, tests and macros don't deceive the checks.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

/// A file's tokens without what stands under `#[cfg(test)]`.
pub fn tokens(path: &str, text: &str) -> Vec<TokenTree> {
    let stream = TokenStream::from_str(text).unwrap_or_else(|e| panic!("{path} is not Rust: {e}"));
    without_tests(stream)
}

fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut rest = stream.into_iter().peekable();
    while let Some(token) = rest.next() {
        let opens_test = matches!(&token, TokenTree::Punct(p) if p.as_char() == '#')
            && matches!(rest.peek(), Some(TokenTree::Group(g)) if squeezed(g.stream()) == "cfg(test)");
        if !opens_test {
            kept.push(token);
            continue;
        }
        for skipped in rest.by_ref() {
            match skipped {
                TokenTree::Group(g) if g.delimiter() == Delimiter::Brace => break,
                TokenTree::Punct(p) if p.as_char() == ';' => break,
                _ => {}
            }
        }
    }
    kept
}

fn squeezed(stream: TokenStream) -> String {
    stream.to_string().split_whitespace().collect()
}

/// Every string literal, macros' included, as written between its quotes.
pub fn strings(tokens: &[TokenTree]) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => found.extend(strings(&without_tests(group.stream()))),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if let (Some(open), Some(close)) = (text.find('"'), text.rfind('"'))
                    && open < close
                {
                    found.push(text[open + 1..close].to_owned());
                }
            }
            _ => {}
        }
    }
    found
}

/// Every path of names joined by `::`, the branches of a `use` tree each for itself.
pub fn paths(tokens: &[TokenTree]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(name) => at = follow(tokens, at + 1, vec![name.to_string()], &mut found),
            TokenTree::Group(group) => {
                found.extend(paths(&without_tests(group.stream())));
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

/// Goes on after a name: `::name`, `::{…}`, or the path's end. Returns where the path ended.
fn follow(tokens: &[TokenTree], at: usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let is_colon = |i: usize| matches!(tokens.get(i), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    if is_colon(at) && is_colon(at + 1) {
        match tokens.get(at + 2) {
            Some(TokenTree::Ident(name)) => {
                path.push(name.to_string());
                return follow(tokens, at + 3, path, found);
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                for branch in paths(&without_tests(group.stream())) {
                    found.push(path.iter().cloned().chain(branch).collect());
                }
                return at + 3;
            }
            _ => {}
        }
    }
    found.push(path);
    at
}

/// Whether a function of this name is called, as `name(…)` or `….name(…)`, and not defined.
pub fn calls(tokens: &[TokenTree], name: &str) -> bool {
    let mut before = None;
    for pair in tokens.windows(2) {
        if let [TokenTree::Ident(called), TokenTree::Group(group)] = pair
            && called == name
            && group.delimiter() == Delimiter::Parenthesis
            && before.as_deref() != Some("fn")
        {
            return true;
        }
        before = Some(pair[0].to_string());
    }
    tokens.iter().any(|token| matches!(token, TokenTree::Group(g) if calls(&without_tests(g.stream()), name)))
}

#[test]
fn a_use_tree_is_read_branch_by_branch_and_tests_are_left_out() {
    let text = "use crate::{db, matters::{act, store}}; #[cfg(test)] mod tests { use std::fs; } fn f() { sql!(\"a\") }";
    let tokens = tokens("sample", text);
    let joined: Vec<String> = paths(&tokens).iter().map(|path| path.join("::")).collect();
    for wanted in ["crate::db", "crate::matters::act", "crate::matters::store"] {
        assert!(joined.iter().any(|path| path == wanted), "{wanted} not in {joined:?}");
    }
    assert!(!joined.iter().any(|path| path.contains("std")), "{joined:?}");
    assert_eq!(strings(&tokens), ["a"]);
}
