//! A serving process from start to stop: store, migrations, key, first start, workers, listening; then, on
//! SIGTERM or SIGINT, the same backwards, and a checkpoint as the last thing.

use crate::{
    app::{App, router},
    config::Config,
    journal::sealer::Sealer,
    people, schedule,
};
use anyhow::Context;
use axum::serve::ListenerExt;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// How long requests under way may go on after the stop was asked for.
const LAST_REQUESTS: Duration = Duration::from_secs(20);

/// Serves until it is told to stop.
///
/// # Errors
/// When store, key or address can't be had.
pub fn serve(config: Config) -> anyhow::Result<()> {
    let mut app = App::open(config)?;
    let sealer = app.sealer()?;
    let runtime = Runtime::new()?;
    let listener = runtime
        .block_on(TcpListener::bind(app.config.listen))
        .with_context(|| format!("listening on {}", app.config.listen))?;
    app.config = Arc::new(Config::clone(&app.config).listening_on(listener.local_addr()?));
    runtime.block_on(first_start(&app))?;
    let schedule = schedule::start(&app, sealer.clone())?;
    runtime.block_on(answer(&app, listener))?;
    drop(schedule);
    last_checkpoint(&sealer);
    Ok(())
}

/// Does jobs and timers until it is told to stop.
///
/// # Errors
/// When store or key can't be had.
pub fn work(config: Config) -> anyhow::Result<()> {
    let app = App::open(config)?;
    let sealer = app.sealer()?;
    let schedule = schedule::start(&app, sealer.clone())?;
    let runtime = Runtime::new()?;
    tracing::info!("working");
    runtime.block_on(async {
        let mut stop = stop_signal()?;
        stop.wait_for(|stop| *stop).await.context("waiting for signals")?;
        anyhow::Ok(())
    })?;
    drop(schedule);
    last_checkpoint(&sealer);
    Ok(())
}

/// The three links of an empty store, printed once and kept nowhere.
async fn first_start(app: &App) -> anyhow::Result<()> {
    let three =
        people::first_start::first_start(&app.cx, &app.config.top, people::sign_in::issue_link).await?;
    if !three.is_empty() {
        eprintln!("Three accounts, to be taken by three people within three days:");
    }
    for (role, name, link) in three {
        eprintln!("  {} {} ({name}): {}{link}", role.word().zh, role.word().en, app.config.public_url);
    }
    Ok(())
}

async fn answer(app: &App, listener: TcpListener) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let stop = stop_signal()?;
    let (mut told, mut late) = (stop.clone(), stop);
    let wall = app.map.clone();
    let service = router(app.clone())?.into_make_service_with_connect_info::<SocketAddr>();
    // Small answers should leave at once.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        // Without signals to wait for it would stop at once; the error was reported when they were set up.
        let _ = told.wait_for(|stop| *stop).await;
        tracing::info!("stopping: no new requests are taken");
        wall.stop();
    });
    announce(app, address);
    tokio::select! {
        served = serving => served?,
        () = async {
            let _ = late.wait_for(|stop| *stop).await;
            tokio::time::sleep(LAST_REQUESTS).await;
        } => tracing::warn!("stopping though requests are still under way"),
    }
    Ok(())
}

fn announce(app: &App, address: SocketAddr) {
    let url = app.config.public_url.as_str();
    tracing::info!(url, listen = %address, "ready");
    eprintln!("Bangdu is ready at {url}");
}

/// Becomes true when the process should stop.
pub(crate) fn stop_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        // Whoever listened is gone already: then it is stopping.
        let _ = tell.send(true);
    });
    Ok(told)
}

fn last_checkpoint(sealer: &Sealer) {
    match sealer.checkpoint() {
        Ok(_) => tracing::info!("stopped in order"),
        Err(error) => tracing::error!("stopped without a last checkpoint: {error:#}"),
    }
}
