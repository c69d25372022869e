//! Counts the embedded store's flushes to disk, and makes them slow when a test asks for a slow disk.
//!
//! It registers a copy of SQLite's default VFS whose files answer `xSync` through us. Nothing else is changed:
//! opening, reading, locking are the default's own. One VFS per open store, so that counts don't mix; it lives
//! as long as the process, as SQLite keeps pointers to it.
//!
//! This is the only unsafe code of the program: SQLite's VFS is a table of C functions, and neither the
//! count ("an answer comes after a flush") nor a slow disk can be had from above.
#![allow(unsafe_code)]

use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};
use std::{
    ffi::{CString, c_int},
    ptr,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// A registered VFS of our own.
pub(super) struct Flushes(&'static Shim);

/// What SQLite sees as a VFS: its struct first, ours behind, as C does inheritance.
#[repr(C)]
struct Shim {
    vfs: sqlite3_vfs,
    real: *mut sqlite3_vfs,
    name: CString,
    count: AtomicU64,
    delay: Duration,
}

/// What SQLite sees as a file's methods: its struct first, ours behind.
#[repr(C)]
struct Methods {
    table: sqlite3_io_methods,
    real: *const sqlite3_io_methods,
    shim: *const Shim,
}

// SAFETY: after registration the shim is only read, except `count`, which is atomic; `real` is SQLite's own
// default VFS, which SQLite itself shares between threads.
unsafe impl Sync for Shim {}
unsafe impl Send for Shim {}

impl Flushes {
    /// Registers a VFS that sleeps `delay` at each flush; `None` when SQLite refuses it.
    pub(super) fn register(delay: Duration) -> Option<Flushes> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = CString::new(format!("bangdu-{}", NEXT.fetch_add(1, Ordering::Relaxed))).ok()?;
        // SAFETY: a null name asks for the default VFS; the pointer stays valid as long as the process.
        let real = unsafe {
            ffi::sqlite3_initialize();
            ffi::sqlite3_vfs_find(ptr::null())
        };
        if real.is_null() {
            return None;
        }
        // SAFETY: `real` is valid and its struct is plain data that may be copied.
        let mut vfs = unsafe { *real };
        vfs.pNext = ptr::null_mut();
        vfs.zName = name.as_ptr();
        vfs.xOpen = Some(open);
        let shim = Box::leak(Box::new(Shim { vfs, real, name, count: AtomicU64::new(0), delay }));
        // SAFETY: the shim is leaked, so the pointers in it stay valid; SQLite locks its own list.
        let code = unsafe { ffi::sqlite3_vfs_register(&raw mut shim.vfs, 0) };
        (code == ffi::SQLITE_OK).then_some(Flushes(shim))
    }

    /// The VFS's name, to open connections with.
    pub(super) fn vfs(&self) -> &std::ffi::CStr {
        &self.0.name
    }

    /// Flushes so far, of all the store's files and connections in this process.
    pub(super) fn count(&self) -> u64 {
        self.0.count.load(Ordering::SeqCst)
    }
}

/// Opens with the default VFS, then puts our methods in front of its.
unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let shim = vfs.cast::<Shim>();
    // SAFETY: SQLite passes the VFS that we registered, the first field of a leaked `Shim`; `file` has room for
    // the default VFS's file, as we kept its `szOsFile`.
    unsafe {
        let real = (*shim).real;
        let Some(real_open) = (*real).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = real_open(real, name, file, flags, out_flags);
        if code == ffi::SQLITE_OK && !(*file).pMethods.is_null() {
            let methods = (*file).pMethods;
            let table = sqlite3_io_methods { xSync: Some(sync), xClose: Some(close), ..*methods };
            (*file).pMethods = Box::into_raw(Box::new(Methods { table, real: methods, shim })).cast();
        }
        code
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: only files that `open` prepared come here, so their methods are our `Methods`.
    unsafe {
        let methods = (*file).pMethods.cast::<Methods>();
        let Some(real_sync) = (*(*methods).real).xSync else { return ffi::SQLITE_IOERR };
        let code = real_sync(file, flags);
        let shim = &*(*methods).shim;
        if !shim.delay.is_zero() {
            std::thread::sleep(shim.delay);
        }
        shim.count.fetch_add(1, Ordering::SeqCst);
        code
    }
}

/// Gives the file its own methods back, closes it and frees ours.
unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: as in `sync`; SQLite closes a file once, so the box is freed once.
    unsafe {
        let methods = Box::from_raw((*file).pMethods.cast_mut().cast::<Methods>());
        (*file).pMethods = methods.real;
        match (*methods.real).xClose {
            Some(real_close) => real_close(file),
            None => ffi::SQLITE_OK,
        }
    }
}
