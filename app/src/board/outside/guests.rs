//! Connections from outside: so many at a time, each for a while. Whoever opens one and says nothing doesn't keep
//! others from coming.

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Sleep, sleep},
};

/// A listener with so many seats.
pub struct Guests {
    listener: TcpListener,
    seats: Arc<Semaphore>,
    stay: Duration,
}

impl Guests {
    /// Takes so many connections at a time, each for so long.
    pub fn new(listener: TcpListener, seats: usize, stay: Duration) -> Guests {
        Guests { listener, seats: Arc::new(Semaphore::new(seats)), stay }
    }
}

impl Listener for Guests {
    type Io = Guest;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        // The semaphore is never closed.
        let seat = self.seats.clone().acquire_owned().await.ok();
        let (stream, from) = Listener::accept(&mut self.listener).await;
        // Small answers should leave at once; a connection that can't have that works all the same.
        drop(stream.set_nodelay(true));
        (Guest { stream, until: Box::pin(sleep(self.stay)), _seat: seat }, from)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection. When its time is up it ends, whatever it was at.
pub struct Guest {
    stream: TcpStream,
    until: Pin<Box<Sleep>>,
    _seat: Option<OwnedSemaphorePermit>,
}

impl Guest {
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        self.until.as_mut().poll(cx).is_ready()
    }
}

fn over<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_over(cx) { over() } else { Pin::new(&mut self.stream).poll_read(cx, buf) }
    }
}

impl AsyncWrite for Guest {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_over(cx) { over() } else { Pin::new(&mut self.stream).poll_write(cx, buf) }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The other end of the connection, among the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Guests>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Guests>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, routing::get};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn whoever_says_nothing_gives_the_only_seat_away() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let guests = Guests::new(listener, 1, Duration::from_millis(100));
        let router = Router::new().route("/", get(|| async { "在" }));
        tokio::spawn(async move { axum::serve(guests, router).await });
        let mut silent = TcpStream::connect(address).await.unwrap();
        let mut second = TcpStream::connect(address).await.unwrap();
        second.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        second.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("在"), "{answer}");
        let mut rest = Vec::new();
        // Closed or reset: either way it is over.
        drop(silent.read_to_end(&mut rest).await);
        assert!(rest.is_empty());
    }
}
