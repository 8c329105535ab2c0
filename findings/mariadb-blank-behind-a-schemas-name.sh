#!/usr/bin/env bash
# MariaDB 10.11.19 (Debian's mariadb-server-core and mariadb-client-core, 1:10.11.19-0+deb12u1). No database can have a name
# that ends in a blank. A query of information_schema.TABLES for one finds nothing, as one would think, as long as it asks for
# names alone. If it asks for UPDATE_TIME too, for which the server would have to open the table, the same condition is error
# 1102, "Incorrect database name"; and in a UNION of such queries, one for each of many names, it takes the rows of all others
# with it. A list of two names or more (IN) has no error, and finds the database whose name has no blank behind it.
#
# Seen on 2026-12-01 on Debian 12:
#   the name alone: no row
#   with UPDATE_TIME: error 1102
#   in a union with a name that is there: error 1102
#   in a list with another name: shop
# Exits with 1 if that has changed.
set -euo pipefail

version=1:10.11.19-0+deb12u1
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq "mariadb-server-core=$version" "mariadb-client-core=$version" "libmariadb3=$version" liburing2 libpmem1 \
    libndctl6 libdaxctl1 libsnappy1v5 >/dev/null 2>&1
for package in *.deb; do
    dpkg -x "$package" .
done
mkdir data
library=$(find "$folder/usr/lib" -name 'libmariadb.so.3' -printf '%h\n' | head -n 1)
export LD_LIBRARY_PATH=$library
user=$(id -un)
usr/bin/mariadb-install-db --no-defaults --basedir="$folder/usr" --datadir="$folder/data" --user="$user" \
    --auth-root-authentication-method=normal --skip-test-db >install.log 2>&1
usr/sbin/mariadbd --no-defaults --basedir="$folder/usr" --datadir="$folder/data" --socket="$folder/s" --skip-networking \
    --user="$user" --skip-log-bin >server.log 2>&1 &
server=$!

sql() { usr/bin/mariadb --no-defaults --socket="$folder/s" --user=root --batch --skip-column-names -e "$1" 2>&1; }

for _ in $(seq 100); do
    if sql 'SELECT 1' >/dev/null; then break; fi
    sleep 0.1
done
sql 'CREATE DATABASE shop; CREATE TABLE shop.stats (a INT)'

rows() { grep -v '^--' <<<"$1" | grep -o 'ERROR [0-9]*\|^shop' | sed 's/ERROR/error/' | sort -u | paste -sd ' ' | grep . || echo "no row"; }

select="FROM information_schema.TABLES WHERE TABLE_NAME = 'stats' AND TABLE_SCHEMA"
seen=$(
    echo "the name alone: $(rows "$(sql "SELECT TABLE_SCHEMA $select = 'shop '" || :)")"
    echo "with UPDATE_TIME: $(rows "$(sql "SELECT TABLE_SCHEMA, UPDATE_TIME $select = 'shop '" || :)")"
    echo "in a union with a name that is there: $(rows "$(sql "SELECT TABLE_SCHEMA, UPDATE_TIME $select = 'shop' UNION ALL SELECT TABLE_SCHEMA, UPDATE_TIME $select = 'shop '" || :)")"
    echo "in a list with another name: $(rows "$(sql "SELECT TABLE_SCHEMA, UPDATE_TIME $select IN ('shop ', 'other')" || :)")"
)
echo "$seen"
expected="the name alone: no row
with UPDATE_TIME: error 1102
in a union with a name that is there: error 1102
in a list with another name: shop"
[ "$seen" = "$expected" ]
