//! How items look: one stable layout, so that a change of one variable is a change of one line.

use serde::Serialize;
use serde_json::{Value as Json, ser::Formatter};
use std::io::{self, Write};

/// An item as text.
pub(super) fn item(id: &str, variables: &[(&'static str, Json)]) -> String {
    let mut out = format!("  {{\n    \"id\": {}", line(&Json::from(id)));
    for (name, value) in variables {
        out.extend([",\n    \"", name, "\": "]);
        match value.as_array() {
            Some(names) if !names.is_empty() => {
                let names: Vec<String> = names.iter().map(line).collect();
                out.extend(["[\n      ", &names.join(",\n      "), "\n    ]"]);
            }
            _ => out.push_str(&line(value)),
        }
    }
    out.push_str("\n  }");
    out
}

/// A value on one line, with blanks after commas and colons.
fn line(value: &Json) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Spaced);
    // writing to memory does not fail, and what is written is UTF-8
    let _ = value.serialize(&mut serializer);
    String::from_utf8(bytes).unwrap_or_default()
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
