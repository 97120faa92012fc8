#!/usr/bin/env bash
# Serves the demo city on a free port, runs a command that finds its address in WARENG_URL and the
# program in WARENG_PROGRAM, and checks that the server then stops as it should: at once and with
# success.
# usage: scripts/served.sh path/to/wareng command...
set -euo pipefail
cd "$(dirname "$0")/.."
wareng=$1
shift

out=$(mktemp -d)
touch "$out/url" "$out/log"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$out"' EXIT
trap 'exit 130' INT TERM

# What went well is left out of the log: it would bury what the command said.
fail() {
  # Where nothing is left grep fails, and what is wrong has to be said all the same.
  { grep -vE ' INFO request .* status=[23][0-9]{2} ' "$out/log" || true; } |
    tail -n 60 | sed 's/^/  /' >&2
  printf 'served: %s\n' "$*" >&2
  exit 1
}

# Who tests asks more than one client may.
"$wareng" serve --layers layers --listen 127.0.0.1:0 --rate-ms 0 >"$out/url" 2>"$out/log" &
server=$!

url=
for _ in {1..600}; do
  url=$(sed -nE 's|^wareng: serving .* at (http://[^ ]+/)$|\1|p' "$out/url")
  [ -z "$url" ] || break
  kill -0 "$server" 2>/dev/null || fail "the server ended before it was ready; its log stands above"
  sleep 0.1
done
[ -n "$url" ] || fail "the server was not ready after a minute; its log stands above"

WARENG_URL=$url WARENG_PROGRAM=$(realpath "$wareng") "$@" || fail "$* failed; the server's log stands above"

kill -TERM "$server"
for _ in {1..100}; do
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
! kill -0 "$server" 2>/dev/null || { kill -KILL "$server"; fail "the server did not stop within 10 s of SIGTERM; its log stands above"; }
wait "$server" || fail "the server stopped with exit code $? after SIGTERM; its log stands above"
