//! One line of the table: so many clients, for so long, one kind of request.

use super::{
    Scale,
    client::Client,
    server::{Cluster, Server},
    work::What,
};
use std::{
    thread,
    time::{Duration, Instant},
};

/// The table's head.
pub fn head() {
    println!(
        "{:<16} {:>7} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}  ",
        "what", "clients", "req/s", "p50 ms", "p99 ms", "CPU ms", "PG CPU", "raw ms", "target"
    );
}

/// Measures and prints.
pub fn line(what: &What, clients: usize, server: &Server, cluster: Option<&Cluster>, scale: Scale) {
    warm(what, server);
    let (cpu, pg) = (server.cpu_ms(), cluster.map(Cluster::cpu_ms));
    let began = Instant::now();
    let until = began + Duration::from_secs(scale.seconds);
    let mut times: Vec<Duration> = thread::scope(|scope| {
        let runs: Vec<_> = (0..clients).map(|_| scope.spawn(|| client(what, server, until))).collect();
        runs.into_iter().flat_map(|run| run.join().expect("a client")).collect()
    });
    let took = began.elapsed().as_secs_f64();
    let asked = times.len().max(1) as f64;
    let cpu = (server.cpu_ms() - cpu) / asked;
    let pg = cluster.zip(pg).map(|(cluster, before)| (cluster.cpu_ms() - before) / asked);
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    };
    println!(
        "{:<16} {clients:>7} {:>9.0} {:>8.2} {:>8.2} {cpu:>8.3} {:>8} {:>8.3} {:>8.2}  {}",
        what.name,
        asked / took,
        at(0.5),
        at(0.99),
        pg.map_or_else(|| "-".to_owned(), |pg| format!("{pg:.3}")),
        what.raw,
        what.target,
        if cpu <= what.target { "ok" } else { "over" },
    );
}

/// A few requests that don't count; one that isn't answered well stops the run with its text.
fn warm(what: &What, server: &Server) {
    let mut client = Client::new(server.address).expect("a connection");
    for _ in 0..5 {
        let Some((method, path, headers, body)) = (what.next)() else { return };
        let status = client.send(method, &path, &headers, &body).expect("an answer");
        assert!((200..300).contains(&status), "{} {path}: {status} {}", what.name, client.text());
    }
}

fn client(what: &What, server: &Server, until: Instant) -> Vec<Duration> {
    let mut client = Client::new(server.address).expect("a connection");
    let mut times = Vec::new();
    while Instant::now() < until {
        let Some((method, path, headers, body)) = (what.next)() else { break };
        let began = Instant::now();
        let status = client.send(method, &path, &headers, &body).expect("an answer");
        times.push(began.elapsed());
        assert!((200..300).contains(&status), "{} {path}: {status} {}", what.name, client.text());
    }
    times
}
