//! What is yellow or green, nearest deadline first, is read in two spans of deadlines. Of what is due before now nearly
//! everything is red: the rest is found in an index of its own instead of passing over the red ones one by one.

use super::{Asked, Filter, Keyset, Light, Order, Query, SortKey};
use crate::{
    db::{DbError, Row, Tx, Value},
    matters::store::letters::{Word, weigh},
};

/// What is due before now without being red: as the index `matters_passed` has it.
const PASSED: &str = "(m.red_at IS NULL OR m.red_at > m.due_at)";

/// The statements that read the list, one behind another, in this order.
pub(super) fn spans(asked: &Asked<'_>, order: Order, words: &[Word]) -> Vec<Query> {
    let sorts = order.sorts();
    let Some(whole) = Query::of(asked, words) else { return Vec::new() };
    let lit = matches!(asked.filter.light, Some(Light::Yellow | Light::Green));
    let Some(first) = sorts.first().filter(|first| lit && !whole.is_by_shares() && first.key == SortKey::Due)
    else {
        return vec![whole];
    };
    let (now, f) = (asked.now, asked.filter);
    let before = f.due_before.map_or(now, |before| before.min(now));
    let from = f.due_from.map_or(now, |from| from.max(now));
    let of = |filter: &Filter| Query::of(&Asked { filter, ..asked.clone() }, words);
    let mut passed = of(&Filter { due_before: Some(before), ..f.clone() });
    if let Some(query) = &mut passed {
        query.and(PASSED);
    }
    let ahead = of(&Filter { due_from: Some(from), ..f.clone() });
    let both = if first.falling { [ahead, passed] } else { [passed, ahead] };
    both.into_iter().flatten().collect()
}

/// At most `limit` rows of `columns`, and what tells a row's place.
pub(super) fn rows(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    after: Option<&super::After>,
    limit: usize,
    columns: &str,
) -> Result<(Keyset, Vec<Row>), DbError> {
    let (mut keyset, mut found) = (Keyset::default(), Vec::new());
    let words = weigh(tx, asked.filter.words.as_deref())?;
    for mut sql in spans(asked, order, &words) {
        if found.len() >= limit {
            break;
        }
        keyset = sql.keyset(order, asked.now, after, limit - found.len());
        found.extend(tx.rows(&sql.whole(&keyset.beside(columns), &keyset.end), &sql.values)?);
    }
    Ok((keyset, found))
}

/// How many there are, up to `most`.
pub(super) fn count(tx: &mut Tx<'_>, asked: &Asked<'_>, most: i64) -> Result<i64, DbError> {
    let mut found = 0;
    let words = weigh(tx, asked.filter.words.as_deref())?;
    for mut sql in spans(asked, Order::Due, &words) {
        let left = sql.bind(Value::Int(most - found));
        let end = format!("{}LIMIT {left}", sql.walked(asked.filter));
        let text = format!("SELECT COUNT(*) FROM ({}) AS found", sql.fewest(&end));
        found += tx.row(&text, &sql.values)?.map_or(Ok(0), |row| row.get::<i64>(0))?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Order, count, page},
        *,
    };
    use crate::{db::Scratch, matters::store::NEVER, params};
    use bangdu_core::{ids::MatterId, instant::Instant, people::Sight};

    const NOW: Instant = Instant(100);

    #[derive(Clone, Copy)]
    struct Made {
        id: MatterId,
        phase: &'static str,
        due: i64,
        yellow: Option<i64>,
        red: Option<i64>,
    }

    impl Made {
        fn is(&self, light: Light) -> bool {
            let past = |at: Option<i64>| at.is_some_and(|at| at <= NOW.0);
            self.phase == "running"
                && match light {
                    Light::Red => past(self.red),
                    Light::Yellow => past(self.yellow) && !past(self.red),
                    _ => !past(self.yellow) && !past(self.red),
                }
        }
    }

    /// Every way in which deadline, yellow and red can stand to each other and to now, three times.
    fn made() -> Vec<Made> {
        let mut all = Vec::new();
        for phase in ["running", "running", "running", "grey"] {
            for due in [90, 99, 100, 101, NEVER] {
                for yellow in [None, Some(95), Some(100), Some(105)] {
                    for red in [None, Some(80), Some(95), Some(100), Some(101), Some(120)] {
                        let id = MatterId(uuid::Uuid::from_u128(all.len() as u128 * 7_919 % 1_009));
                        all.push(Made { id, phase, due, yellow, red });
                    }
                }
            }
        }
        all
    }

    fn filled(made: &[Made]) -> Scratch {
        let mut store = Scratch::new().unwrap();
        let insert = "INSERT INTO matters (id, kind, title, state, source, urgency, office, agreed, drafted, helped,
                          due_at, yellow_at, red_at, phase, changed_at, doc)
                      VALUES ($1, 'task', '', 'in_progress', 'other', 'plain', $2, $3, $3, $3, $4, $5, $6, $7, 0, '{\"deadline\":\"standing\"}')";
        let fill = |tx: &mut Tx<'_>| -> Result<(), DbError> {
            for m in made {
                tx.execute(
                    insert,
                    params![m.id, uuid::Uuid::nil().to_string(), false, m.due, m.yellow, m.red, m.phase],
                )?;
            }
            Ok(())
        };
        store.write(fill).unwrap();
        store
    }

    #[test]
    fn whatever_is_due_or_past_the_pages_of_a_light_hold_each_of_its_matters_once_and_in_order() {
        let made = made();
        let mut store = filled(&made);
        for light in [Light::Red, Light::Yellow, Light::Green] {
            for code in ["due", "-due"] {
                let mut expected: Vec<_> =
                    made.iter().filter(|m| m.is(light)).map(|m| (m.due, m.id)).collect();
                expected.sort();
                if code == "-due" {
                    expected.reverse();
                }
                let filter = Filter { light: Some(light), ..Filter::default() };
                let asked = Asked { sight: &Sight::Everything, filter: &filter, now: NOW };
                let order = Order::from_code(code);
                let read = |tx: &mut Tx<'_>| -> Result<_, DbError> {
                    let (mut found, mut after) = (Vec::new(), None);
                    loop {
                        let page = page(tx, &asked, order, after.as_ref(), 7)?;
                        found.extend(
                            page.lines.iter().map(|line| (line.due_at.map_or(NEVER, |at| at.0), line.id)),
                        );
                        match page.next {
                            Some(next) => after = Some(next),
                            None => return Ok((found, count(tx, &asked, 10_000)?, count(tx, &asked, 5)?)),
                        }
                    }
                };
                let (found, counted, few) = store.write(read).unwrap();
                assert_eq!(found, expected, "{light:?} {code}");
                assert_eq!((counted, few), (expected.len() as i64, 5), "{light:?} {code}");
            }
        }
    }

    #[test]
    fn the_red_ones_are_not_passed_over_to_find_what_is_yellow() {
        let filter = Filter { light: Some(Light::Yellow), ..Filter::default() };
        let asked = Asked { sight: &Sight::Everything, filter: &filter, now: NOW };
        let mut store = Scratch::new().unwrap();
        let plans = ["matters_passed (due_at<?)", "matters_running (due_at>?)"];
        for (mut sql, expected) in spans(&asked, Order::Due, &[]).into_iter().zip(plans) {
            let keyset = sql.keyset(Order::Due, NOW, None, 6);
            let text = format!("EXPLAIN QUERY PLAN {}", sql.whole(&keyset.beside("m.doc"), &keyset.end));
            let plan = store.write(|tx| tx.rows(&text, &sql.values)).unwrap();
            let steps: Vec<String> = plan.iter().map(|row| row.get(3).unwrap()).collect();
            assert!(steps.iter().any(|step| step.contains(expected)), "{steps:?}");
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
        }
    }

    fn steps_of(store: &mut Scratch, asked: &Asked<'_>) -> Vec<String> {
        let read = |tx: &mut Tx<'_>| {
            let words = weigh(tx, asked.filter.words.as_deref())?;
            let mut sql = spans(asked, Order::Changed, &words).remove(0);
            let keyset = sql.keyset(Order::Changed, asked.now, None, 7);
            let plan = format!("EXPLAIN QUERY PLAN {}", sql.whole("m.id", &keyset.end));
            let rows = tx.rows(&plan, &sql.values)?;
            rows.iter().map(|row| row.get::<String>(3)).collect::<Result<Vec<_>, DbError>>()
        };
        store.write(read).unwrap()
    }

    /// What few titles may hold is looked up by its letters; what many may hold is met in the list's own order.
    #[test]
    fn titles_with_a_word_are_found_by_its_letters_and_common_ones_in_the_order_of_the_list() {
        let mut store = Scratch::new().unwrap();
        let filter = Filter { words: Some("教学楼 jxl".to_owned()), ..Filter::default() };
        let asked =
            Asked { sight: &bangdu_core::people::Sight::Everything, filter: &filter, now: Instant(0) };
        let few = steps_of(&mut store, &asked);
        assert!(few.iter().any(|step| step.contains("SEARCH l USING PRIMARY KEY (letters>? AND letters<?)")));
        assert!(!few.iter().any(|step| step.contains("SCAN m") || step.contains("SCAN x")), "{few:?}");
        assert!(few.iter().any(|step| step.contains("SEARCH m") && step.contains("(id=?)")), "{few:?}");
        let fill = |tx: &mut Tx<'_>| -> Result<(), DbError> {
            for n in 0..1_001_i64 {
                tx.execute("INSERT INTO title_letters (letters, title) VALUES ('jxlj', $1)", params![n])?;
            }
            Ok(())
        };
        store.write(fill).unwrap();
        let many = steps_of(&mut store, &asked);
        assert!(many.iter().any(|step| step.contains("SCAN m USING INDEX matters_changed")), "{many:?}");
        assert!(!many.iter().any(|step| step.contains("TEMP B-TREE")), "{many:?}");
    }
}
