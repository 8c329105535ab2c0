#!/usr/bin/env bash
# Installs what the interop tests use beside Maven's own dependencies, into interop/target/clients, from the pinned
# lists in src/test/resources/clients. The tests themselves fetch nothing: what is missing here they skip, by name.
#
# What has to be on the machine already: node with npm, python3, go; for Ruby its package gitlab (Debian: ruby-gitlab).
# One that is absent is left out; one that fails to install fails this script.
set -euo pipefail

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
clients=$here/src/test/resources/clients
into=$here/target/clients
mkdir -p "$into"

say() { echo "install-clients: $*"; }

# A registry can be slow or drop a connection: once more before giving up.
twice() { "$@" || { say "again: $*"; sleep 5; "$@"; }; }

# Whether what is installed is what the given list asks for; the list is kept beside it once all of it is there.
current() { [ -f "$2" ] && cmp -s "$1" "$2"; }

if command -v npm >/dev/null; then
    for package in node cldr; do
        folder=$into/$package
        lock=$clients/$package/package-lock.json
        if current "$lock" "$folder/installed"; then
            say "$package is there"
            continue
        fi
        say "$package, by npm"
        mkdir -p "$folder"
        cp "$clients/$package/package.json" "$lock" "$folder/"
        (cd "$folder" && twice npm ci --ignore-scripts --no-audit --no-fund)
        cp "$lock" "$folder/installed"
    done
else
    say "no npm: without the Node.js client and the real input"
fi

if command -v python3 >/dev/null; then
    venv=$into/python-venv
    if current "$clients/python/requirements.txt" "$venv/installed"; then
        say "python is there"
    else
        say "python, by pip"
        rm -rf "$venv"
        python3 -m venv "$venv"
        twice "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$clients/python/requirements.txt"
        cp "$clients/python/requirements.txt" "$venv/installed"
    fi
else
    say "no python3: without the Python client"
fi

if command -v go >/dev/null; then
    say "go, by its module proxy"
    mkdir -p "$into/go"
    (cd "$clients/go" && twice env GOTOOLCHAIN=local go mod download && GOTOOLCHAIN=local go build -mod=readonly -o "$into/go/check" .)
    mkdir -p "$into/flags"
    # Only what is built: the modules that its own tests need are many.
    (cd "$clients/flags" && twice env GOTOOLCHAIN=local go build -mod=readonly -o "$into/flags/flags" .)
else
    say "no go: without the Go clients"
fi

if command -v ruby >/dev/null && ruby -e 'require "gitlab"' 2>/dev/null; then
    say "ruby is there"
else
    say "no ruby with the package gitlab (Debian: ruby-gitlab): without the Ruby client"
fi
