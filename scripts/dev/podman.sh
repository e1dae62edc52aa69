# SPDX-License-Identifier: Apache-2.0
# A Podman service of our own beside the engine: own data, own socket, gone with the engine. Sourced by ./dev.

PODMAN_SOCKET=

# Needs ENGINE_RUNTIME, in which it leaves what podman_end looks for.
podman_start() {
  local folder=$ENGINE_RUNTIME/podman tries=0
  mkdir -p "$folder"
  cat >"$folder/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
  printf 'unqualified-search-registries = []\n' >"$folder/registries.conf"
  local root=''
  [ "$(id -u)" = 0 ] || root=sudo
  # Its monitors leave notes where it was started.
  (
    cd "$folder"
    exec $root env CONTAINERS_CONF="$folder/containers.conf" CONTAINERS_REGISTRIES_CONF="$folder/registries.conf" \
      podman --root "$folder/root" --runroot "$folder/run" --storage-driver overlay \
      system service --time=0 "unix://$folder/podman.sock" >"$folder/log" 2>&1 9>&- </dev/null
  ) &
  printf '%s\n' $! >"$folder/pid"
  until engine_answers "$folder/podman.sock"; do
    tries=$((tries + 1))
    kill -0 "$(cat "$folder/pid")" 2>/dev/null && [ $tries -lt 300 ] || {
      tail -n 5 "$folder/log" >&2
      die 'the Podman service did not start'
    }
    sleep 0.1
  done
  PODMAN_SOCKET=$folder/podman.sock
}

podman_end() {
  local pid='' tries=0
  pid=$(cat "$ENGINE_RUNTIME/podman/pid" 2>/dev/null) || return 0
  grep -qs podman "/proc/$pid/cmdline" || return 0
  as_root kill "$pid" 2>/dev/null
  while grep -qs podman "/proc/$pid/cmdline" && [ $tries -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  as_root kill -9 "$pid" 2>/dev/null
  return 0
}
