//! LaTeX ⇄ text with marks ([`crate::model::text`]).
