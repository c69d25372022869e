//! Shares of a whole, in basis points, as people read them: the one rule of rounding.

/// `part` of `whole` in basis points, half up; none where there is no whole.
pub fn share(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 10_000 + whole / 2) / whole)
}

/// With one decimal at most, half up: 66.7%, 65%.
pub fn percent(points: i64) -> String {
    let tenths = (points.unsigned_abs() + 5) / 10;
    let sign = if points < 0 && tenths > 0 { "−" } else { "" };
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{sign}{whole}%"),
        (whole, part) => format!("{sign}{whole}.{part}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_thirds_read_the_same_wherever_they_come_from() {
        assert_eq!(share(2, 3).map(percent).as_deref(), Some("66.7%"));
        assert_eq!(percent(6_666), "66.7%");
        assert_eq!(
            [percent(6_664), percent(6_500), percent(10_000), percent(0)],
            ["66.6%", "65%", "100%", "0%"]
        );
        assert_eq!([percent(-1_250), percent(-3)], ["−12.5%", "0%"]);
        assert_eq!(share(1, 0), None);
    }
}
