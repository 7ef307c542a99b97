//! Commands for names of journals, as ADS exports them and AASTeX, A&A's and MNRAS's classes define them (`aas_macros.sty`).

/// The name that a value prints which is such a command and nothing more.
pub(super) fn name(raw: &str) -> Option<&'static str> {
    let raw = raw.trim();
    let raw = raw.strip_prefix('{').and_then(|raw| raw.strip_suffix('}')).unwrap_or(raw).trim();
    let command = raw.strip_prefix('\\')?.trim_end_matches("{}");
    NAMES.iter().find(|(known, _)| *known == command).map(|(_, name)| *name)
}

const NAMES: [(&str, &str); 53] = [
    ("aap", "A&A"),
    ("aapr", "A&A Rev."),
    ("aaps", "A&AS"),
    ("actaa", "Acta Astron."),
    ("aj", "AJ"),
    ("ao", "Appl. Opt."),
    ("apj", "ApJ"),
    ("apjl", "ApJL"),
    ("apjs", "ApJS"),
    ("aplett", "Astrophys. Lett."),
    ("apspr", "Astrophys. Space Phys. Res."),
    ("apss", "Ap&SS"),
    ("araa", "ARA&A"),
    ("azh", "AZh"),
    ("baas", "BAAS"),
    ("bain", "Bull. Astron. Inst. Netherlands"),
    ("caa", "Chinese Astron. Astrophys."),
    ("cjaa", "Chinese J. Astron. Astrophys."),
    ("fcp", "Fund. Cosmic Phys."),
    ("gca", "Geochim. Cosmochim. Acta"),
    ("grl", "Geophys. Res. Lett."),
    ("iaucirc", "IAU Circ."),
    ("icarus", "Icarus"),
    ("jcap", "J. Cosmology Astropart. Phys."),
    ("jcp", "J. Chem. Phys."),
    ("jgr", "J. Geophys. Res."),
    ("jqsrt", "J. Quant. Spectr. Rad. Transf."),
    ("jrasc", "JRASC"),
    ("memras", "MmRAS"),
    ("memsai", "Mem. Soc. Astron. Italiana"),
    ("mnras", "MNRAS"),
    ("na", "New A"),
    ("nar", "New A Rev."),
    ("nat", "Nature"),
    ("nphysa", "Nucl. Phys. A"),
    ("pasa", "PASA"),
    ("pasj", "PASJ"),
    ("pasp", "PASP"),
    ("physrep", "Phys. Rep."),
    ("physscr", "Phys. Scr."),
    ("planss", "Planet. Space Sci."),
    ("pra", "Phys. Rev. A"),
    ("prb", "Phys. Rev. B"),
    ("prc", "Phys. Rev. C"),
    ("prd", "Phys. Rev. D"),
    ("pre", "Phys. Rev. E"),
    ("prl", "Phys. Rev. Lett."),
    ("procspie", "Proc. SPIE"),
    ("qjras", "QJRAS"),
    ("rmxaa", "Rev. Mexicana Astron. Astrofis."),
    ("solphys", "Sol. Phys."),
    ("ssr", "Space Sci. Rev."),
    ("zap", "ZAp"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_command_alone_is_a_journal() {
        for (raw, expected) in [
            ("\\apjl", Some("ApJL")),
            (" {\\aap} ", Some("A&A")),
            ("\\mnras{}", Some("MNRAS")),
            ("\\apjx", None),
            ("\\apj and more", None),
            ("apj", None),
        ] {
            assert_eq!(name(raw), expected, "{raw}");
        }
    }
}
