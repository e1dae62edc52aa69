#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make-repo.sh EXAMPLE FOLDER [BINARIES]: a fresh Git repository of an example. Equal content gives an equal commit.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
example=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"
cp -r "$here/$example/." "$folder/"
if [ "$example" = static ]; then
  rm -f "$folder/server.cpp"
  cp "${3:?the folder of the built examples}/example_static_server" "$folder/server"
fi
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=example GIT_AUTHOR_EMAIL=example@localhost GIT_AUTHOR_DATE='2026-01-01T00:00:00Z'
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
git -C "$folder" init -q -b main .
git -C "$folder" add -A
git -C "$folder" commit -q -m "$example"
