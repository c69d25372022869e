//! The stylesheet's colours: text reads at WCAG AA (4.5 to 1) in both looks, and the dark tokens,
//! which stand twice for the sake of older browsers, are the same both times.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../assets/style.css");

/// Text on ground. (Shapes of lights stand beside a word and carry a stroke of the text's colour.)
const READ: &[(&str, &[&str])] = &[
    (
        "ink",
        &[
            "ground",
            "surface",
            "sunk",
            "row-hover",
            "sea-tint",
            "grey-tint",
            "yellow-tint",
            "red-tint",
            "green-tint",
        ],
    ),
    ("ink-soft", &["ground", "surface", "sunk", "row-hover"]),
    ("link", &["ground", "surface", "sunk", "row-hover", "sea-tint"]),
    ("on-sea", &["sea", "sea-deep"]),
    ("on-sea-soft", &["sea", "sea-deep"]),
    ("on-accent", &["accent", "accent-deep"]),
    ("green-text", &["ground", "surface", "green-tint", "row-hover"]),
    ("yellow-text", &["ground", "surface", "yellow-tint", "row-hover"]),
    ("red-text", &["ground", "surface", "red-tint", "row-hover"]),
    ("grey-text", &["ground", "surface", "row-hover"]),
    ("on-green", &["green"]),
    ("on-yellow", &["yellow"]),
    ("on-red", &["red"]),
    ("on-grey", &["grey"]),
];

/// Borders of controls and the focus ring: 3 to 1.
const SEEN: &[(&str, &[&str])] =
    &[("line-strong", &["surface", "ground"]), ("focus", &["surface", "ground"])];

#[test]
fn every_text_reads_on_its_ground_in_both_looks() {
    let light = tokens(":root {");
    let mut dark = light.clone();
    dark.extend(tokens(":root[data-theme=\"dark\"] {"));
    let mut low = Vec::new();
    for (look, tokens) in [("light", &light), ("dark", &dark)] {
        for (pairs, least) in [(READ, 4.5), (SEEN, 3.0)] {
            for (front, grounds) in pairs {
                for ground in *grounds {
                    let measured = contrast(&tokens[*front], &tokens[*ground]);
                    if measured < least {
                        low.push(format!("{look}: {front} on {ground} {measured:.2} < {least}"));
                    }
                }
            }
        }
    }
    assert!(low.is_empty(), "\n{}", low.join("\n"));
}

/// The steps of the map's colour, the fewest red first.
const STEPS: [&str; 5] = ["calm", "mild", "warm", "hot", "burning"];

#[test]
fn neighbouring_steps_of_the_maps_scale_are_told_apart_by_their_lightness() {
    const MAP: &str = include_str!("../../assets/map.css");
    const WALL: &str = include_str!("../../assets/screen.css");
    for (sheet, css) in [("map.css", MAP), ("screen.css", WALL)] {
        let colours = STEPS.map(|step| {
            let rest = css.split_once(&format!(".county.{step} {{ fill: ")).expect(step).1;
            rest.split(';').next().expect("a colour").to_owned()
        });
        for (pair, steps) in colours.windows(2).zip(STEPS.windows(2)) {
            let measured = contrast(&pair[0], &pair[1]);
            assert!(measured >= 1.25, "{sheet}: {steps:?} {measured:.2}");
        }
        for (step, colour) in STEPS.iter().zip(&colours) {
            let swatch = css.split_once(&format!(".swatch.{step} {{ background: ")).expect(step).1;
            assert!(swatch.starts_with(colour.as_str()), "{sheet}: the legend shows another {step}");
        }
    }
}

#[test]
fn the_two_dark_blocks_are_the_same() {
    let by_choice = tokens(":root[data-theme=\"dark\"] {");
    assert_eq!(tokens(":root:not([data-theme=\"light\"]) {"), by_choice);
    assert!(by_choice.len() > 20);
}

/// The colour tokens of the block that begins with `head`.
fn tokens(head: &str) -> BTreeMap<String, String> {
    let block = CSS.split_once(head).expect("the block is there").1.split_once('}').expect("it ends").0;
    let pairs = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    pairs.filter(|(_, v)| v.starts_with('#')).map(|(name, v)| (name.to_owned(), v.to_owned())).collect()
}

fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour of six digits");
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
