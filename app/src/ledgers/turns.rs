//! Work on files takes turns: each may take a few hundred megabytes for a moment.

use crate::web::error::Error;
use tokio::sync::Semaphore;

/// Files that are worked on at the same time.
static READING: Semaphore = Semaphore::const_new(2);

/// Does work that parses or writes files on a thread of its own, when its turn has come.
///
/// # Errors
/// When the work panics, which is a fault.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let turn = READING.acquire().await.map_err(Error::fault)?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(Error::fault)
}
