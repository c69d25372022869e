//! Work on files takes turns: each may take a few hundred megabytes for a moment. Work that takes longer than a
//! reader should stare at a page is let go on by itself; the page then shows how far it has come.

use super::intake::store;
use crate::{act::ActError, app::App, web::error::Error};
use bangdu_core::ids::BatchId;
use std::time::Duration;
use tokio::{runtime::Handle, sync::Semaphore, task::JoinHandle, time::timeout};

/// Files that are worked on at the same time.
static READING: Semaphore = Semaphore::const_new(2);
/// How long an answer waits for the work before it shows how far that has come instead.
const PATIENCE: Duration = Duration::from_millis(900);
/// Bytes from which on a file is large: a few thousand rows.
const LARGE: i64 = 200_000;

/// Does work that parses or writes files on a thread of its own, when its turn has come.
///
/// # Errors
/// When the work panics, which is a fault.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    begun(work).await.map_err(Error::fault)
}

/// Does work on a waiting ledger. `None` when that is a large one and takes long: then the work goes on, and ends
/// also if nobody waits for it. A small one is done with before anybody looks up.
///
/// # Errors
/// As [`blocking`]; and when the store fails.
pub(super) async fn patiently<T: Send + 'static>(
    app: &App,
    id: BatchId,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>, Error> {
    let weight = app.cx.db.read(move |tx| Ok::<_, ActError>(store::weight(tx, id)?)).await?;
    if weight < LARGE {
        return blocking(work).await.map(Some);
    }
    match timeout(PATIENCE, begun(work)).await {
        Ok(done) => done.map(Some).map_err(Error::fault),
        Err(_) => Ok(None),
    }
}

/// A thread waits for its turn, not the request: whoever leaves takes nothing along.
fn begun<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let _turn = runtime.block_on(READING.acquire());
        work()
    })
}
