//! CSL-JSON.
