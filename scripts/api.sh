#!/usr/bin/env bash
# Holds the service to its own description: openapi.json is valid and keeps the linter's rules,
# the page's types are those it describes, and no answer lies outside of it.
# usage: WARENG_URL=http://127.0.0.1:8080/ scripts/api.sh
set -euo pipefail
cd "$(dirname "$0")/.."
: "${WARENG_URL:?the address of a running server}"
export WARENG_URL

tools=$PWD/.tools/api/bin
config=$PWD/scripts/api/schemathesis.toml
# The tools leave notes where they run.
notes=$(mktemp -d)
trap 'rm -rf "$notes"' EXIT

say() { printf -- '-- %s\n' "$*"; }

say "validator"
"$tools/openapi-spec-validator" openapi.json

say "linter"
npm --silent --prefix scripts/api run lint

say "types of the page"
npm --silent --prefix scripts/api run types -- --check ||
  { echo "web/src/generated/api.ts is not what openapi.json says: run npm --prefix web run types" >&2; exit 1; }

# The seed makes every run ask the same.
ask() {
  (cd "$notes" && "$tools/schemathesis" --config-file "$config" run "${WARENG_URL%/}/openapi.json" --no-color --warnings off \
    --seed 3374 --generation-database none --continue-on-failure "$@")
}

say "whatever anybody may send"
SCHEMATHESIS_HOOKS=$PWD/scripts/api/media_types.py \
  ask --checks all --phases examples,coverage,fuzzing --max-examples 40

say "what makes sense in this city"
SCHEMATHESIS_HOOKS=$PWD/scripts/api/in_the_city.py \
  ask --checks all --phases fuzzing --mode positive --max-examples 100
