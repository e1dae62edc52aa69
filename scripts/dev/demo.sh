# SPDX-License-Identifier: Apache-2.0
# From a Git repository to an answered tool call. Sourced by ./dev.

DAEMON_PID=
DEMO_TEMP=

before_engine_stop() {
  if [ -n "$DAEMON_PID" ]; then
    kill "$DAEMON_PID" 2>/dev/null
    wait "$DAEMON_PID" 2>/dev/null
  fi
  [ -z "$DEMO_TEMP" ] || rm -rf "$DEMO_TEMP"
}

now_ms() { date +%s%3N; }
seconds() { awk -v ms="$1" 'BEGIN { printf "%.2f s", ms / 1000 }'; }

start_daemon() { # data, port
  local data=$1 listen=$2
  DEMO_TEMP=$(mktemp -d /tmp/toolshed-demo.XXXXXX)
  TOOLSHED_SOURCES__GIT__ALLOW_LOCAL=true DOCKER_HOST="unix://$ENGINE_SOCKET" TOOLSHED_RUNTIME="$DEMO_TEMP/run" \
    build/release/toolshed serve --data "$data" --listen "$listen" --stop-workloads >"$DEMO_TEMP/out" 2>"$data.log" 9>&- &
  DAEMON_PID=$!
  until grep -qs '^listening on ' "$DEMO_TEMP/out"; do
    kill -0 "$DAEMON_PID" 2>/dev/null || { tail -n 5 "$data.log" >&2; die 'the daemon did not start'; }
    sleep 0.05
  done
  export TOOLSHED_URL TOOLSHED_DATA=$data
  TOOLSHED_URL=$(sed -n 's/^listening on //p' "$DEMO_TEMP/out")
}

# What a browser is given: the token in the fragment, which no request carries, signs it in.
page_address() { printf '%s/ui/#token=%s' "$1" "$(cat "$TOOLSHED_DATA/admin-token")"; }

run_daemon() {
  mkdir -p "$CACHE/run"
  start_daemon "$CACHE/run/data" "${TOOLSHED_LISTEN:-127.0.0.1:7070}"
  say "listening on $TOOLSHED_URL; the log is .cache/run/data.log; Ctrl-C ends it"
  say "in a browser: $(page_address "$TOOLSHED_URL")"
  say "in another shell: export TOOLSHED_URL=$TOOLSHED_URL TOOLSHED_DATA=$TOOLSHED_DATA"
  wait "$DAEMON_PID"
}

# The page from its sources, anew at every change, in front of the daemon at TOOLSHED_URL or of one of its own.
run_ui() {
  if [ -z "${TOOLSHED_URL:-}" ]; then
    build release
    engine_start
    mkdir -p "$CACHE/run"
    start_daemon "$CACHE/run/data" 127.0.0.1:0
    say "the daemon listens on $TOOLSHED_URL; its log is .cache/run/data.log"
  else
    build release web_packages
  fi
  [ ! -r "${TOOLSHED_DATA:-}/admin-token" ] || say "in a browser: $(page_address "http://127.0.0.1:${TOOLSHED_UI_PORT:-5173}")"
  (cd web && exec node node_modules/vite/bin/vite.js --port "${TOOLSHED_UI_PORT:-5173}" --strictPort 9>&-)
}

# The repository's commit depends on its content alone, so a second demo finds it verified.
make_repository() { # example, folder
  examples/make-repo.sh "$1" "$2" build/release/examples
}

field() { python3 -c 'import json, sys; print(json.load(sys.stdin)["'"$1"'"])'; }

demo() {
  local once='' began built engine verified ready called toolshed=build/release/toolshed
  [ "${1:-}" = --once ] && once=yes
  began=$(now_ms)
  build release toolshed toolshed-shim example_static_server
  built=$(now_ms)
  say 'starting a private container engine'
  engine_start
  mkdir -p "$CACHE/demo"
  start_daemon "$CACHE/demo/data" 127.0.0.1:0
  engine=$(now_ms)
  # The path is the same each time, since it is part of what is registered.
  local repository=/tmp/toolshed-demo-static
  make_repository static "$repository"
  echo "daemon      $TOOLSHED_URL"
  echo "repository  file://$repository"
  echo
  if $toolshed --json server show static-example >/dev/null 2>&1; then
    echo "toolshed server verify static-example --wait"
    $toolshed server verify static-example --wait
  else
    echo "toolshed server add file://$repository --name static-example --wait"
    $toolshed server add "file://$repository" --name static-example --wait
  fi
  verified=$(now_ms)
  echo
  echo "toolshed session start static-example --wait"
  local session
  session=$($toolshed --json session start static-example --wait | field id)
  echo "$session"
  ready=$(now_ms)
  echo
  echo "toolshed tool call $session add a=2 b=40"
  $toolshed tool call "$session" add a=2 b=40
  called=$(now_ms)
  $toolshed session stop "$session"
  rm -rf "$repository"
  echo
  echo "build         $(seconds $((built - began)))"
  echo "engine+daemon $(seconds $((engine - built)))"
  echo "verification  $(seconds $((verified - engine)))"
  echo "session       $(seconds $((ready - verified)))"
  echo "tool call     $(seconds $((called - ready)))"
  [ -z "$once" ] || return 0
  echo
  echo "The page, signed in:"
  echo
  echo "  $(page_address "$TOOLSHED_URL")"
  echo
  echo "The daemon stays at $TOOLSHED_URL until Ctrl-C. In another shell:"
  echo "  export TOOLSHED_URL=$TOOLSHED_URL TOOLSHED_DATA=$TOOLSHED_DATA"
  echo "  $toolshed server list"
  wait "$DAEMON_PID"
}
