#!/usr/bin/env bash
# Other programs read what bib exports: biber and pandoc take the exports of these libraries without an error.
# usage: tests/interop.sh BIB LIBRARY...   Where biber or pandoc is not installed it says so and does nothing.
set -euo pipefail

for program in biber pandoc; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 0; }
done
bib=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

check() { # NAME COMMAND...: an error is an exit code, or a line that says so
    local name=$1
    shift
    if ! "$@" >"$work/out" 2>&1 || grep -q ERROR "$work/out"; then
        echo "failed: $name"
        cat "$work/out"
        failed=1
    fi
}

for library in "$@"; do
    for form in "biblatex" "bibtex" "biblatex --ascii" "bibtex --ascii" "csl-json"; do
        read -r format options <<<"$form"
        # shellcheck disable=SC2086 # one option, or none
        "$bib" --quiet --dir "$library" export --format "$format" $options >"$work/in.bib"
        check "pandoc reads $form of $library" pandoc -f "${format/csl-json/csljson}" -t csljson "$work/in.bib" -o "$work/csl.json"
        if [ "$format" = biblatex ]; then
            check "biber reads $form of $library" \
                biber --tool --validate-datamodel --nolog --output-file "$work/tool.bib" "$work/in.bib"
        fi
    done
done
exit "$failed"
