#!/usr/bin/env bash
# Tries the Debian package in a Debian of its own: installed, started as its unit starts it and
# asked, upgraded to a higher version with a setting that was changed, removed, purged.
# Takes root, mmdebstrap, and the Debian packages that ours depends on.
# usage: scripts/package-test.sh path/to/wareng.deb
set -euo pipefail
cd "$(dirname "$0")/.."
package=$(realpath "$1")

work=$(mktemp -d)
root=$work/debian
server=
end() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

step() { printf '\n==> %s\n' "$*"; }
fail() {
  printf 'package-test: %s\n' "$*" >&2
  exit 1
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }

# The same package with a higher version, as the next release will have it.
newer() {
  dpkg-deb --raw-extract "$package" "$work/newer"
  sed -i 's/^Version: .*/Version: 999.0.0-1/' "$work/newer/DEBIAN/control"
  printf '# a default of the next release\n' >>"$work/newer/etc/wareng/wareng.toml"
  (cd "$work/newer" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' |
    xargs -0 md5sum >DEBIAN/md5sums)
  dpkg-deb --root-owner-group -Znone --build "$work/newer" "$root/newer.deb" >/dev/null
}

# What the unit would start, as its user; what it says of where it listens.
ask() {
  local start user said
  start=$(sed -n 's/^ExecStart=//p' "$root/lib/systemd/system/wareng.service")
  user=$(sed -n 's/^User=//p' "$root/lib/systemd/system/wareng.service")
  # shellcheck disable=SC2086 # its words are those of the command
  chroot --userspec="$user:$user" "$root" env -i PATH=/usr/bin:/bin HOME=/var/lib/wareng \
    WARENG_PREPARED=/var/lib/wareng/prepared WARENG_LISTEN=127.0.0.1:18080 WARENG_ADMIN=127.0.0.1:19090 \
    $start >"$work/said" 2>"$work/log" &
  server=$!
  for _ in {1..600}; do
    grep -q 'http://' "$work/said" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  said=$(curl -fsS http://127.0.0.1:18080/healthz) || fail "no /healthz: $(cat "$work/log")"
  printf '/healthz: %s\n' "$said"
  said=$(curl -fsS 'http://127.0.0.1:18080/v1/at?lon=110.42&lat=-6.97&lang=en')
  grep -q '"kelurahan"' <<<"$said" || fail "/v1/at says: $said"
  printf '/v1/at: %s …\n' "${said:0:160}"
  kill "$server"
  wait "$server" || fail "the service ends with $?: $(tail -n 5 "$work/log")"
  server=
}

step "a Debian of its own"
mmdebstrap --quiet --variant=minbase bookworm "$root"
# As a machine has it that installs the package: names are found, and lists of packages are there.
cp --dereference /etc/resolv.conf "$root/etc/resolv.conf"
inside apt-get update -qq
mount -t proc proc "$root/proc"
# Nothing is started where no systemd runs.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
cp "$package" "$root/wareng.deb"
newer
inside find / -xdev -not -path '/proc/*' | sort >"$work/before"

step "install"
inside apt-get install --yes --no-install-recommends /wareng.deb >"$work/apt" || fail "$(tail "$work/apt")"
inside dpkg --verify wareng
inside id wareng
ask

step "upgrade, with a setting that was changed"
sed -i 's/^log = .*/log = "text" # changed here/' "$root/etc/wareng/wareng.toml"
inside dpkg --force-confold --install /newer.deb >"$work/apt" 2>&1 || fail "$(tail "$work/apt")"
inside dpkg-query --show wareng
grep -q 'changed here' "$root/etc/wareng/wareng.toml" || fail "the upgrade took the setting"
ask

step "remove"
inside apt-get remove --yes wareng >"$work/apt" 2>&1 || fail "$(tail "$work/apt")"
[ ! -e "$root/usr/bin/wareng" ] || fail "the program is left"
[ -e "$root/etc/wareng/wareng.toml" ] && [ -d "$root/var/lib/wareng" ] || fail "what is not ours to take is gone"

step "purge"
inside apt-get purge --yes wareng >"$work/apt" 2>&1 || fail "$(tail "$work/apt")"
inside find / -xdev -not -path '/proc/*' | sort >"$work/after"
left=$(comm -13 "$work/before" "$work/after" | grep -i wareng | grep -v '^/\(wareng\|newer\)\.deb$' || true)
[ -z "$left" ] || fail "left behind: $left"
! inside id wareng 2>/dev/null || fail "the user is left"
printf '\nnothing is left behind\n'
