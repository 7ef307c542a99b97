//! The disk: read, list, lock, replace. The only room with `std::fs`.
