# SPDX-License-Identifier: Apache-2.0
# What a fresh Debian 12 needs, with the reason; sourced by ./dev.

PACKAGES='
clang-19              the compiler
lld-19                the linker
llvm-19               readable sanitizer reports
libclang-rt-19-dev    sanitizers
clang-tidy-19         ./dev check
clang-format-19       ./dev check and ./dev fix
cmake                 the build
ninja-build           the build
ccache                repeated builds
libboost1.81-dev      Asio and Beast
libssl-dev            SHA-256, TLS
libsqlite3-dev        the embedded store
nlohmann-json3-dev    JSON on the control plane
libfmt-dev            text formatting
libcli11-dev          the command line
libyaml-cpp-dev       the configuration file
libgtest-dev          tests
libgmock-dev          tests
git                   reads sources
ca-certificates       https for git
docker.io             the container engine
containerd            the container engine
runc                  the container engine
podman                the other container engine
iptables              network of image builds
iproute2              network of image builds
docker-registry       the image registry of system tests
apache2-utils         passwords of that registry
openssl               its certificate
python3               system tests and scripts
python3-yaml          the check of the API contract
busybox-static        stand-ins for base images
chromium              browser tests of the page
'

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

setup() {
  local missing='' name reason
  while read -r name reason; do
    [ -n "$name" ] || continue
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && continue
    say "installing $name: $reason"
    missing="$missing $name"
  done <<<"$PACKAGES"
  if [ -n "$missing" ]; then
    # A service that a package would start is none of ours: the tests and the demo start an engine of their own.
    local policy=/usr/sbin/policy-rc.d own=''
    if [ ! -e $policy ]; then
      printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
      as_root chmod +x $policy
      own=yes
    fi
    local failed=''
    as_root apt-get update -qq >"$CACHE/apt.log" 2>&1 || failed=yes
    # shellcheck disable=SC2086
    [ -n "$failed" ] || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
      >>"$CACHE/apt.log" 2>&1 </dev/null || failed=yes
    [ -z "$own" ] || as_root rm -f $policy
    [ -z "$failed" ] || { tail -n 5 "$CACHE/apt.log" >&2; die "packages could not be installed; see .cache/apt.log"; }
  fi
  setup_node
}

node_is_new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# Node builds the page and runs the npm examples. Where the machine's is older, one comes from npm into .cache; without npm, Debian's npm brings it.
setup_node() {
  NODE=$(command -v node) || NODE=''
  [ -n "$NODE" ] && node_is_new_enough "$NODE" && command -v npm >/dev/null && return 0
  NODE=$CACHE/node/node_modules/node/bin/node
  if ! { [ -x "$NODE" ] && node_is_new_enough "$NODE"; }; then
    command -v npm >/dev/null || {
      say 'installing npm: it brings Node 20 for the page and the npm examples'
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >>"$CACHE/apt.log" 2>&1 </dev/null ||
        die 'npm could not be installed; see .cache/apt.log'
    }
    say 'installing Node 20 from npm: the machine has none that is 20.19 or newer'
    mkdir -p "$CACHE/node"
    npm install --silent --no-audit --no-fund --prefix "$CACHE/node" node@20 >"$CACHE/node.log" 2>&1 ||
      die 'Node 20 could not be installed; see .cache/node.log'
  fi
  export PATH="$(dirname "$NODE"):$PATH"
}
