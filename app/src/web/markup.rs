//! Small pieces of HTML that Rust writes (lights, fields, badges), so that templates can place
//! them without escaping them again.

use std::fmt::{self, Write};

/// HTML that is known to be sound: every text in it was escaped when it was put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// HTML written by hand, without anybody's words in it.
    pub fn of(html: &'static str) -> Markup {
        Markup(html.to_owned())
    }

    /// Adds HTML written by hand.
    pub fn html(mut self, html: &'static str) -> Markup {
        self.0.push_str(html);
        self
    }

    /// Adds somebody's words, escaped (also fit for an attribute between double quotes).
    pub fn text(mut self, text: &str) -> Markup {
        escape(&mut self.0, text);
        self
    }

    /// Adds another piece.
    pub fn and(mut self, other: &Markup) -> Markup {
        self.0.push_str(&other.0);
        self
    }

    /// ` name="value"`, the value escaped.
    pub fn attr(mut self, name: &'static str, value: &str) -> Markup {
        // Writing to a String can't fail.
        let _ = write!(self.0, " {name}=\"");
        escape(&mut self.0, value);
        self.0.push('"');
        self
    }

    /// ` name` where `on`.
    pub fn flag(mut self, name: &'static str, on: bool) -> Markup {
        if on {
            self.0.push(' ');
            self.0.push_str(name);
        }
        self
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for Markup {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl askama::filters::HtmlSafe for Markup {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebodys_words_never_become_html() {
        let made = Markup::of("<b").attr("title", "a\"><script>").html(">").text("<i>&").html("</b>");
        assert_eq!(made.to_string(), "<b title=\"a&quot;&gt;&lt;script&gt;\">&lt;i&gt;&amp;</b>");
    }
}
