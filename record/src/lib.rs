//! The provable record.
