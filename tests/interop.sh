#!/usr/bin/env bash
# Other programs read what bib exports: biber and pandoc take the exports of these libraries without an error.
# CSL-JSON is valid by the published schema, if CSL_SCHEMA names its file and Python has jsonschema.
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

valid() { # FILE: CSL-JSON by the schema
    python3 - "$CSL_SCHEMA" "$1" <<'PYTHON'
import json, sys
import jsonschema
schema, items = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
faults = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(items))
for fault in faults:
    print("/".join(map(str, fault.path)), fault.message)
sys.exit(bool(faults))
PYTHON
}

if [ -s "${CSL_SCHEMA:-}" ] && python3 -c 'import jsonschema' 2>/dev/null; then
    for library in "$@"; do
        for options in "" "--all-fields" "--aliases" "--title-case sentence"; do
            # shellcheck disable=SC2086 # words of options
            "$bib" --quiet --dir "$library" export --format csl-json $options >"$work/csl.json"
            check "the schema allows csl-json $options of $library" valid "$work/csl.json"
        done
    done
else
    echo "not checked against the schema of CSL-JSON: CSL_SCHEMA names no file, or Python has no jsonschema"
fi

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
