//! Long lists: filters live in the address, pages follow a key and never a number, and a table's
//! heads sort. Works without scripts.

use super::{
    fields::{Fields, escape_into},
    layout::Frame,
    markup::Markup,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;

/// How many rows a page shows.
pub const PAGE: usize = 50;

/// The filters of a list as its address has them.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    path: String,
    fields: Fields,
}

impl Filters {
    /// From an address with a query.
    pub fn of(path: &str, query: &str) -> Filters {
        Filters { path: path.to_owned(), fields: Fields::parse(query.as_bytes()) }
    }

    /// A filter's value, if set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.given(name)
    }

    /// Every value of a filter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.all(name).filter(|value| !value.is_empty())
    }

    /// All of them, for a form that shows them.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Whether the list is narrowed at all (paging and order don't narrow).
    pub fn any(&self) -> bool {
        self.fields.0.iter().any(|(name, value)| !value.is_empty() && !PLACE.contains(&name.as_str()))
    }

    /// Whether a filter has this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|known| known == value)
    }

    /// The address with a filter set to `value`, from the first page.
    pub fn with(&self, name: &str, value: &str) -> String {
        self.address(self.others(&[name, "after"]).chain([(name, value)]))
    }

    /// The address without a filter, from the first page.
    pub fn without(&self, name: &str) -> String {
        self.address(self.others(&[name, "after"]))
    }

    /// The address of the page after the row with this key.
    pub fn after(&self, key: &str) -> String {
        self.address(self.others(&["after"]).chain([("after", key)]))
    }

    /// This very address.
    pub fn here(&self) -> String {
        self.address(self.others(&[]))
    }

    /// The list without any filter.
    pub fn bare(&self) -> &str {
        &self.path
    }

    /// The key after which this page begins.
    pub fn start(&self) -> Option<&str> {
        self.get("after")
    }

    /// The order asked for: a column and whether it falls.
    pub fn order(&self) -> Option<(&str, bool)> {
        let asked = self.get("sort")?;
        Some(asked.strip_prefix('-').map_or((asked, false), |column| (column, true)))
    }

    /// A head of a table that sorts by `column`.
    pub fn head(&self, column: &str, label: &str) -> Markup {
        let (sorted, falling) = match self.order() {
            Some((by, falling)) if by == column => (true, falling),
            _ => (false, false),
        };
        let next = if sorted && !falling { format!("-{column}") } else { column.to_owned() };
        let mut head = Markup::of("<th scope=\"col\"");
        if sorted {
            head = head.attr("aria-sort", if falling { "descending" } else { "ascending" });
        }
        head.html("><a").attr("href", &self.with("sort", &next)).html(">").text(label).html("</a></th>")
    }

    /// A chip that filters by `value`, or takes the filter away again where it is set.
    pub fn chip(&self, name: &str, value: &str, label: &str, count: Option<usize>) -> Markup {
        let on = if value.is_empty() { self.get(name).is_none() } else { self.is(name, value) };
        let to = if on || value.is_empty() { self.without(name) } else { self.with(name, value) };
        let mut chip = Markup::of("<li><a class=\"chip\"").attr("href", &to);
        if on {
            chip = chip.attr("aria-current", "true");
        }
        chip = chip.html(">").text(label);
        if let Some(count) = count {
            chip = chip.html(" <span class=\"count\">").text(&count.to_string()).html("</span>");
        }
        chip.html("</a></li>")
    }

    /// The foot of a list: how many are shown, back to the first page, on to the next.
    pub fn pager(&self, frame: &Frame, shown: usize, next: Option<&str>) -> Markup {
        let mut pager = Markup::of("<nav class=\"pager\"").attr("aria-label", frame.t("list.pages"));
        pager = pager.html("><span>").text(&frame.tf("list.shown", &[("n", &shown.to_string())]));
        pager = pager.html("</span><span class=\"actions\">");
        if self.start().is_some() {
            pager = link(pager, &self.without("after"), frame.t("list.first"));
        }
        if let Some(key) = next {
            pager = link(pager, &self.after(key), frame.t("list.next"));
        }
        pager.html("</span></nav>")
    }

    fn others<'a>(&'a self, gone: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.fields.0.iter().map(|(name, value)| (name.as_str(), value.trim()));
        pairs.filter(move |(name, value)| !gone.contains(name) && !value.is_empty())
    }

    fn address<'a>(&self, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let mut out = self.path.clone();
        for (i, (name, value)) in pairs.enumerate() {
            out.push(if i == 0 { '?' } else { '&' });
            escape_into(&mut out, name);
            out.push('=');
            escape_into(&mut out, value);
        }
        out
    }
}

/// Fields of an address that say where one is in a list, not what it holds.
const PLACE: [&str; 5] = ["after", "sort", "columns", "pick", "as"];

fn link(out: Markup, to: &str, label: &str) -> Markup {
    out.html("<a class=\"button\"").attr("href", to).html(">").text(label).html("</a>")
}

impl<S: Send + Sync> FromRequestParts<S> for Filters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Filters, Infallible> {
        Ok(Filters::of(parts.uri.path(), parts.uri.query().unwrap_or("")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_filter_keeps_the_others_and_starts_from_the_first_page() {
        let filters = Filters::of("/matters", "light=red&after=9&q=%E5%AE%89%E7%BD%AE");
        assert_eq!(filters.with("state", "closed"), "/matters?light=red&q=%E5%AE%89%E7%BD%AE&state=closed");
        assert_eq!(filters.without("light"), "/matters?q=%E5%AE%89%E7%BD%AE");
        assert_eq!(filters.after("12"), "/matters?light=red&q=%E5%AE%89%E7%BD%AE&after=12");
    }

    #[test]
    fn a_head_sorts_up_then_down() {
        let up = Filters::of("/matters", "").head("due", "期限").to_string();
        assert!(up.contains("href=\"/matters?sort=due\""), "{up}");
        let down = Filters::of("/matters", "sort=due").head("due", "期限").to_string();
        assert!(down.contains("sort=-due") && down.contains("aria-sort=\"ascending\""), "{down}");
    }

    #[test]
    fn paging_alone_is_no_filter() {
        assert!(!Filters::of("/matters", "after=1&sort=due").any());
        assert!(Filters::of("/matters", "light=red").any());
    }
}
