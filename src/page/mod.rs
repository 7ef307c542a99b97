//! Reference lists and pages for people.
