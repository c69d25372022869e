//! A project's milestones along time, as its sheet draws them.

use super::sheet::Node;
use crate::web::{layout::Frame, markup::Markup};
use jiff::civil::Date;

const LEFT: i64 = 40;
const RIGHT: i64 = 1_160;
/// Names at least this far apart stand on one line.
const APART: i64 = 150;
const LONGEST: usize = 10;

/// The nodes along time, their names on lines that don't run into each other.
pub(super) fn way(frame: &Frame, nodes: &[Node], start: Date, today: Date) -> Markup {
    let Some(last) = nodes.last() else { return Markup::default() };
    let days = i64::from((last.on - start).get_days()).max(1);
    let x = |on: Date| LEFT + i64::from((on - start).get_days()).clamp(0, days) * (RIGHT - LEFT) / days;
    let mut svg = Markup::of("<svg class=\"sheet-way\" viewBox=\"0 0 1200 220\" role=\"img\"")
        .attr("aria-label", frame.t("map.way"))
        .html("><path class=\"axis\" d=\"M40 110H1160\"/><path class=\"today\"")
        .attr("d", &format!("M{} 26V194", x(today)))
        .html("/><text class=\"today-word\"")
        .attr("x", &x(today).to_string())
        .html(" y=\"18\">")
        .text(&frame.t1("map.today", "day", frame.date(today)))
        .html("</text>");
    // The end of the last name on each of the four lines.
    let mut ends = [i64::MIN; 4];
    for (n, node) in nodes.iter().enumerate() {
        let at = x(node.on);
        let line = [n % 2, (n + 1) % 2, 2 + n % 2, 2 + (n + 1) % 2]
            .into_iter()
            .find(|line| ends[*line] + APART <= at)
            .unwrap_or(n % 4);
        ends[line] = at;
        let (name_y, day_y, stem) = match line {
            0 => (74, 90, 96),
            1 => (146, 162, 124),
            2 => (38, 54, 60),
            _ => (182, 198, 168),
        };
        let anchor = if at < LEFT + 60 {
            "start"
        } else if at > RIGHT - 60 {
            "end"
        } else {
            "middle"
        };
        svg = svg
            .html("<path class=\"stem\"")
            .attr("d", &format!("M{at} 110V{stem}"))
            .html("/><path")
            .attr("class", &format!("node {}", node.stand))
            .attr("d", &format!("M{at} 102l8 8-8 8-8-8z"))
            .html("/><text")
            .attr("text-anchor", anchor)
            .attr("x", &at.to_string())
            .attr("y", &name_y.to_string())
            .html(">")
            .text(&shortened(&node.name))
            .html("</text><text class=\"day\"")
            .attr("text-anchor", anchor)
            .attr("x", &at.to_string())
            .attr("y", &day_y.to_string())
            .html(">")
            .text(&format!("{} {}", node.on.strftime("%m-%d"), back(frame, node)))
            .html("</text>");
    }
    svg.html("</svg>")
}

pub(super) fn back(frame: &Frame, node: &Node) -> String {
    if node.before == 0 {
        frame.t("map.completion").to_owned()
    } else {
        frame.t1("map.back", "n", node.before)
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}
