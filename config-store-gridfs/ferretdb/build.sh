#!/usr/bin/env bash
# Builds FerretDB on SQLite, a real server that speaks MongoDB's protocol, into config-store-gridfs/target/ferretdb. The
# tests themselves fetch nothing: without it those that are to run on it are skipped, by name.
set -euo pipefail

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
into=$here/../target/ferretdb
mkdir -p "$into"

say() { echo "ferretdb: $*"; }

# A registry can be slow or drop a connection: once more before giving up.
twice() { "$@" || { say "again: $*"; sleep 5; "$@"; }; }

if ! command -v go >/dev/null; then
    say "no go: without FerretDB"
    exit 0
fi
if [ -x "$into/ferretdb" ] && cat "$here/main.go" "$here/go.sum" | cmp -s - "$into/built-from"; then
    say "it is there"
    exit 0
fi
say "by Go's module proxy"
(cd "$here" && twice env GOTOOLCHAIN=local go mod download && GOTOOLCHAIN=local go build -mod=readonly -o "$into/ferretdb" .)
cat "$here/main.go" "$here/go.sum" >"$into/built-from"
