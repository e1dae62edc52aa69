# SPDX-License-Identifier: Apache-2.0
# A container engine of our own: own data (kept between runs), own socket, own bridge; nothing of the user's engine is touched
# and nothing is left when it ends. Sourced by ./dev.

ENGINE=$CACHE/engine
ENGINE_SOCKET=
ENGINE_PID=
ENGINE_BRIDGE=
ENGINE_SUBNET=

engine_rules() { # -A or -D
  as_root iptables -w -t nat "$1" POSTROUTING -s "$ENGINE_SUBNET" ! -o "$ENGINE_BRIDGE" -j MASQUERADE 2>/dev/null || return 1
  as_root iptables -w "$1" FORWARD -i "$ENGINE_BRIDGE" -j ACCEPT 2>/dev/null || return 1
  as_root iptables -w "$1" FORWARD -o "$ENGINE_BRIDGE" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT 2>/dev/null
}

# Image builds may need a network (npm, pip). Where none can be made, they go without.
engine_network() {
  local n
  for n in $(seq 0 99); do
    ENGINE_BRIDGE=toolshed$n
    ENGINE_SUBNET=10.213.$n.0/24
    if as_root ip link add "$ENGINE_BRIDGE" type bridge 2>/dev/null; then
      if as_root ip addr add "10.213.$n.1/24" dev "$ENGINE_BRIDGE" 2>/dev/null &&
        as_root ip link set "$ENGINE_BRIDGE" up 2>/dev/null && engine_rules -A; then
        return 0
      fi
      as_root ip link del "$ENGINE_BRIDGE" 2>/dev/null
      break
    fi
  done
  ENGINE_BRIDGE=
  say 'no network for image builds: a bridge or its rules cannot be made here'
}

engine_remember() {
  printf 'ENGINE_RUNTIME=%q\nENGINE_PID=%q\nENGINE_BRIDGE=%q\nENGINE_SUBNET=%q\n' \
    "$ENGINE_RUNTIME" "$ENGINE_PID" "$ENGINE_BRIDGE" "$ENGINE_SUBNET" >"$ENGINE/running"
}

engine_start() {
  [ -z "$ENGINE_SOCKET" ] || return 0
  mkdir -p "$ENGINE/data"
  exec 9>"$ENGINE/lock"
  flock -n 9 || { say 'waiting for another ./dev in this folder to end its engine'; flock 9; }
  # What a killed run left behind goes first.
  if [ -f "$ENGINE/running" ]; then
    . "$ENGINE/running"
    engine_end
  fi
  ENGINE_RUNTIME=$(mktemp -d /tmp/toolshed-engine.XXXXXX)
  trap engine_stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  engine_network
  local network="--bridge=none"
  [ -z "$ENGINE_BRIDGE" ] || network="--bridge=$ENGINE_BRIDGE"
  as_root setsid dockerd --data-root "$ENGINE/data" --exec-root "$ENGINE_RUNTIME/exec" \
    --pidfile "$ENGINE_RUNTIME/pid" -H "unix://$ENGINE_RUNTIME/docker.sock" --iptables=false --ip6tables=false \
    $network >"$ENGINE/log" 2>&1 9>&- </dev/null &
  ENGINE_PID=$!
  engine_remember
  local tries=0
  until engine_answers "$ENGINE_RUNTIME/docker.sock"; do
    tries=$((tries + 1))
    kill -0 "$ENGINE_PID" 2>/dev/null || { tail -n 5 "$ENGINE/log" >&2; die 'the container engine did not start; see .cache/engine/log'; }
    [ $tries -lt 600 ] || die 'the container engine does not answer; see .cache/engine/log'
    sleep 0.1
  done
  ENGINE_SOCKET=$ENGINE_RUNTIME/docker.sock
}

engine_answers() { docker -H "unix://$1" version >/dev/null 2>&1; }
private_docker() { docker -H "unix://$ENGINE_SOCKET" "$@"; }

# Ends the processes by id and removes what they made; for engine_stop and for a killed run's leftovers.
engine_end() {
  local pid='' containerd='' tries=0
  podman_end
  pid=$(cat "$ENGINE_RUNTIME/pid" 2>/dev/null) || pid=''
  containerd=$(cat "$ENGINE_RUNTIME/exec/containerd/containerd.pid" 2>/dev/null) || containerd=''
  if [ -n "$pid" ] && grep -qs dockerd "/proc/$pid/cmdline"; then
    as_root kill "$pid" 2>/dev/null
    while [ -d "/proc/$pid" ] && ! grep -qs '^State:.Z' "/proc/$pid/status" && [ $tries -lt 200 ]; do
      sleep 0.1
      tries=$((tries + 1))
    done
    as_root kill -9 "$pid" 2>/dev/null
  fi
  if [ -n "$containerd" ] && grep -qs "$ENGINE_RUNTIME" "/proc/$containerd/cmdline"; then
    as_root kill -9 "$containerd" 2>/dev/null
  fi
  if [ -n "$ENGINE_BRIDGE" ]; then
    engine_rules -D
    as_root ip link del "$ENGINE_BRIDGE" 2>/dev/null
  fi
  local mount
  for mount in $(awk -v a="$ENGINE_RUNTIME/" -v b="$ENGINE/data/" 'index($2, a) == 1 || index($2, b) == 1 {print $2}' /proc/mounts | sort -r); do
    as_root umount -l "$mount" 2>/dev/null
  done
  as_root rm -rf "$ENGINE_RUNTIME" "$ENGINE/running"
  return 0
}

engine_stop() {
  local code=$?
  set +e
  trap '' INT TERM
  declare -F before_engine_stop >/dev/null && before_engine_stop
  if [ -n "${ENGINE_RUNTIME:-}" ]; then
    [ -z "$ENGINE_SOCKET" ] || private_docker ps -aq --filter label=toolshed.installation 2>/dev/null |
      xargs -r docker -H "unix://$ENGINE_SOCKET" rm -f >/dev/null 2>&1
    engine_end
  fi
  exit $code
}
