# SPDX-License-Identifier: Apache-2.0
# Stand-ins for the base images of the examples, made from this machine's own programs where no image registry can be
# reached; kept in the engine's data. Sourced by ./dev.

STANDIN_VERSION=3

# A stand-in of an earlier version is made again; what was pulled has no version.
has_image() {
  local version
  version=$(private_docker image inspect --format '{{index .Config.Labels "toolshed.standin"}}' "$1" 2>/dev/null) || return 1
  [ -z "$version" ] || [ "$version" = $STANDIN_VERSION ]
}

# A registry that answers is better than a stand-in, but it gets only a moment.
can_pull() { timeout 10 docker -H "unix://$ENGINE_SOCKET" pull -q "$1" >/dev/null 2>&1; }

copy_program() { # program, root: the file, what it links, and the loader
  local program=$1 root=$2 file
  for file in "$program" $(ldd "$program" | grep -oE '/[^ ]+'); do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
  done
}

new_root() {
  local root
  root=$(mktemp -d /tmp/toolshed-image.XXXXXX)
  mkdir -p "$root"/{bin,etc,tmp,root,app,usr/bin,usr/local/bin,etc/ssl/certs}
  cp /bin/busybox "$root/bin/busybox"
  local applet
  for applet in $(/bin/busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  ln -s /bin/busybox "$root/usr/bin/env"
  printf 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnode:x:1000:\nnogroup:x:65534:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
  cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$root/etc/ssl/certs/ca-certificates.crt"
  local library
  for library in /lib/x86_64-linux-gnu/libnss_{dns,files}.so.2 /lib/x86_64-linux-gnu/libresolv.so.2 \
    /lib/x86_64-linux-gnu/libgcc_s.so.1 /usr/lib/x86_64-linux-gnu/libstdc++.so.6 \
    /lib/x86_64-linux-gnu/lib{rt,dl,m,pthread}.so.[0-9]; do
    [ ! -e "$library" ] || { mkdir -p "$root$(dirname $library)"; cp -L "$library" "$root$library"; }
  done
  chmod 1777 "$root/tmp"
  printf '%s' "$root"
}

import_root() { # root, name, change…
  local root=$1 name=$2 change changes=()
  shift 2
  for change in "$@"; do changes+=(--change "$change"); done
  tar -C "$root" --numeric-owner --owner=0 --group=0 -c . |
    private_docker import "${changes[@]}" --change "LABEL toolshed.standin=$STANDIN_VERSION" - "$name" >/dev/null
  rm -rf "$root"
}

node_standin() {
  local root node modules
  root=$(new_root)
  node=$(readlink -f "$(command -v node)")
  copy_program "$node" "$root"
  ln -sf "$node" "$root/usr/local/bin/node"
  [ "$node" = /usr/local/bin/node ] && cp --remove-destination -L "$node" "$root/usr/local/bin/node"
  modules=$(readlink -f "$(dirname "$(readlink -f "$(command -v npm)")")/..")
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -rL "$modules" "$root/usr/local/lib/node_modules/npm"
  for program in npm npx; do
    ln -sf "../lib/node_modules/npm/bin/$program-cli.js" "$root/usr/local/bin/$program"
  done
  mkdir -p "$root/usr/local/etc"
  printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nregistry=%s\n' "$(npm config get registry)" >"$root/usr/local/etc/npmrc"
  import_root "$root" node:20-slim 'ENV PATH=/usr/local/bin:/usr/bin:/bin' \
    'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
    'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' 'ENV npm_config_globalconfig=/usr/local/etc/npmrc' 'CMD ["node"]'
}

python_standin() {
  local root python version module
  root=$(new_root)
  python=$(readlink -f /usr/bin/python3)
  version=$(basename "$python")
  copy_program "$python" "$root"
  ln -sf "$python" "$root/usr/local/bin/python3"
  ln -sf "$python" "$root/usr/local/bin/python"
  mkdir -p "$root/usr/lib"
  cp -rL "/usr/lib/$version" "$root/usr/lib/$version"
  for module in "$root/usr/lib/$version"/lib-dynload/*.so; do
    # A module that links nothing makes ldd fail, and needs nothing.
    copy_program "${module#"$root"}" "$root" 2>/dev/null || continue
  done
  import_root "$root" python:3.11-slim 'ENV PATH=/usr/local/bin:/usr/bin:/bin' 'CMD ["python3"]'
}

base_images() {
  local name
  for name in node:20-slim python:3.11-slim; do
    has_image "$name" && continue
    if can_pull "$name"; then say "pulled $name"; continue; fi
    say "making a stand-in for $name from this machine's own files: no image registry answers"
    "${name%%:*}_standin"
  done
}
