//! `[check]`, and what the modules of a library are.

use super::{Reader, output_fault};
use crate::{
    diagnostic::Severity,
    settings::{RuleSetting, Settings},
};
use toml::{Spanned, de::DeValue};

const SEVERITIES: [(&str, Severity); 3] =
    [("error", Severity::Error), ("warning", Severity::Warning), ("note", Severity::Note)];
const OR_OFF: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("note", Some(Severity::Note)),
    ("off", None),
];

impl Reader<'_> {
    pub(super) fn check(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        for (name, value) in self.table("check", value) {
            match name.get_ref().as_ref() {
                "fail-level" => {
                    settings.check.fail_level = self.choice("check.fail-level", value, &SEVERITIES);
                }
                "baseline" => {
                    let Some(path) = self.string("check.baseline", value) else { continue };
                    match output_fault(path) {
                        None => settings.check.baseline = Some(path.to_owned()),
                        Some(fault) => {
                            let help = "write a path as `bib/.baseline.json`";
                            self.wrong(value, &format!("`check.baseline`: {fault}"), help);
                        }
                    }
                }
                "rules" => self.rules(value, settings),
                unknown => {
                    let known = ["fail-level", "baseline", "rules"];
                    self.unknown(name, &format!("`{unknown}` in `check`"), &known);
                }
            }
        }
    }

    fn rules(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        for (name, value) in self.table("check.rules", value) {
            let rule = name.get_ref();
            let Some(severity) = self.choice(&format!("check.rules.{rule}"), value, &OR_OFF) else {
                continue;
            };
            let place = self.lines.place(self.path, name.span());
            settings.check.rules.push(RuleSetting { rule: rule.to_string(), severity, place });
        }
    }

    pub(super) fn modules(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        for (name, value) in self.table("modules", value) {
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("names", DeValue::Array(names)) => {
                    for value in names {
                        let Some(name) = self.string("modules.names", value) else { continue };
                        if name.trim().is_empty() || name.chars().any(char::is_control) {
                            self.wrong(
                                value,
                                "a module needs a name in one line",
                                "give it one, or take it out",
                            );
                        } else if settings.modules.iter().any(|known| known == name) {
                            let message = format!("the module `{name}` stands twice");
                            self.wrong(value, &message, "take one of them out");
                        } else {
                            settings.modules.push(name.to_owned());
                        }
                    }
                }
                ("names", _) => self.mistyped("modules.names", value, "an array of names"),
                (unknown, _) => self.unknown(name, &format!("`{unknown}` in `modules`"), &["names"]),
            }
        }
    }
}
