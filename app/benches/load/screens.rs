//! A hundred wall screens that listen at once: what they cost while they show the figures.

use super::{Scale, build::Built, server::Server, work};
use bangdu::db::Db;
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

const SCREENS: usize = 100;
/// Longer than the time between two readings of the figures, several times over.
const LEAST_SECONDS: u64 = 20;

/// Measures and prints.
pub fn measure(db: &Db, built: &Built, server: &Server, scale: Scale) {
    let cookie = work::session(db, &built.delegate);
    let screens: Vec<_> = (0..SCREENS).map(|_| listening(server, &cookie)).collect();
    let (cpu, began) = (server.cpu_ms(), Instant::now());
    thread::sleep(Duration::from_secs(scale.seconds.max(LEAST_SECONDS)));
    let share = (server.cpu_ms() - cpu) / began.elapsed().as_secs_f64() / 10.0;
    println!("{SCREENS} wall screens: {share:.2} % of a core (target 5)");
    drop(screens);
}

/// A screen that has received its first figures.
fn listening(server: &Server, cookie: &str) -> BufReader<TcpStream> {
    let stream = TcpStream::connect(server.address).expect("a connection");
    let mut stream = BufReader::new(stream);
    let ask = format!(
        "GET /screen/events?from={} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n",
        i64::MAX
    );
    stream.get_mut().write_all(ask.as_bytes()).expect("a question");
    let mut line = String::new();
    while !line.starts_with("event: figures") {
        line.clear();
        assert!(
            stream.read_line(&mut line).expect("an answer") > 0,
            "the stream ended before its first figures"
        );
    }
    stream
}
