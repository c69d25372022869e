//! The server outside from start to stop.

use super::{
    Outside,
    guests::{Guests, Peer},
    router,
};
use crate::serve::stop_signal;
use anyhow::Context;
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, runtime::Runtime};

/// Connections at a time.
const SEATS: usize = 512;
/// The longest that one lasts.
const STAY: Duration = Duration::from_secs(30);

/// Serves until it is told to stop.
///
/// # Errors
/// When the address can't be had.
pub fn serve(outside: Outside, listen: SocketAddr) -> anyhow::Result<()> {
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
        let address = listener.local_addr()?;
        let mut stop = stop_signal()?;
        let guests = Guests::new(listener, SEATS, STAY);
        let service = router(outside).into_make_service_with_connect_info::<Peer>();
        tracing::info!(listen = %address, "ready");
        eprintln!("The public board is ready at http://{address}");
        axum::serve(guests, service)
            .with_graceful_shutdown(async move {
                // Without signals to wait for it would stop at once; the error was reported when they were set up.
                let _ = stop.wait_for(|stop| *stop).await;
            })
            .await?;
        Ok(())
    })
}
