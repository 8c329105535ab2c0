#!/bin/sh
# Keeps a copy of a branch: one cheap request a round, and the whole branch as one archive when it has changed.
# Needs curl, gzip and tar. How to run it, and what it promises: docs/clients.md.
set -u

usage() {
    echo "usage: poll.sh [--once] FOLDER, with ERP_CONFIG_URL, ERP_CONFIG_TOKEN and ERP_CONFIG_PROJECT set" >&2
    exit 2
}

once=false
if [ "${1-}" = --once ]; then
    once=true
    shift
fi
[ $# -eq 1 ] && [ -n "${1-}" ] || usage
[ -n "${ERP_CONFIG_URL-}" ] && [ -n "${ERP_CONFIG_TOKEN-}" ] && [ -n "${ERP_CONFIG_PROJECT-}" ] || usage
folder=$1
interval=${ERP_CONFIG_INTERVAL:-60}
mkdir -p "$folder" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

encoded() {
    printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}

repository=${ERP_CONFIG_URL%/}/projects/$(encoded "$ERP_CONFIG_PROJECT")/repository
branch=$(encoded "${ERP_CONFIG_REF:-master}")

# get URL BODY [HEADER]: sets status; the headers are in $work/headers. The token is not on curl's command line, where
# every user of the machine could read it.
get() {
    rm -f "$2"
    : >"$work/headers"
    status=$(
        {
            printf 'PRIVATE-TOKEN: %s\n' "$ERP_CONFIG_TOKEN"
            [ -z "${ERP_CONFIG_INSTANCE_ID-}" ] || printf 'X-Instance-Id: %s\n' "$ERP_CONFIG_INSTANCE_ID"
            [ -z "${3-}" ] || printf '%s\n' "$3"
        } | curl --silent --connect-timeout 10 --speed-limit 1 --speed-time 30 --header @- \
            --dump-header "$work/headers" --output "$2" --write-out '%{http_code}' "$1"
    ) || { failure="no answer"; return 1; }
    case $status in
        200 | 304) return 0 ;;
        429 | 5*) failure=$(label "$2"); return 1 ;;
        401)
            case $(label "$2") in
                *FINGERPRINT_MISMATCH) stopped "$2" "the token is bound to another machine" ;;
                *) stopped "$2" "issue a new token" ;;
            esac ;;
        403) stopped "$2" "let the token cover the project" ;;
        404) stopped "$2" "check the project and the branch" ;;
        *) stopped "$2" "the request is wrong" ;;
    esac
}

header() {
    sed -n "s/^$1: *//p" "$work/headers" | tr -d '\r' | head -n 1
}

# field NAME FORM FILE: the first string of that name and form.
field() {
    grep -o "\"$1\" *: *\"$2\"" "$3" 2>/dev/null | head -n 1 | sed 's/.*"\([^"]*\)"$/\1/'
}

label() {
    code=$(field code '[A-Z_]*' "$1")
    echo "$status${code:+ $code}"
}

stopped() {
    echo "stopped: $(label "$1"): $2" >&2
    exit 3
}

replace() {
    printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"
}

# One round: sets failure where it returns 1, and has then changed nothing.
round() {
    last=$(cat "$folder/current" 2>/dev/null)
    tag=$(sed -n "s/^$last //p" "$folder/etag" 2>/dev/null)
    [ -n "$last" ] && [ -d "$folder/$last" ] || { last=; tag=; }

    get "$repository/branches/$branch" "$work/branch" "${tag:+If-None-Match: $tag}" || return 1
    if [ "$status" = 304 ]; then
        echo "unchanged $last"
        return 0
    fi
    tag=$(header '[Ee][Tt][Aa][Gg]')
    commit=$(field id '[0-9a-f]\{40\}' "$work/branch")
    short=$(field short_id '[0-9a-f]\{8\}' "$work/branch")
    [ -n "$commit" ] && [ -n "$short" ] || { failure="damaged answer"; return 1; }
    if [ "$short" = "$last" ]; then
        failure="cannot write the files"
        replace "$folder/etag" "$short $tag" || return 1
        echo "unchanged $short"
        return 0
    fi

    # By commit id: whatever is saved meanwhile, this is one state of the branch.
    get "$repository/archive.tar.gz?sha=$commit" "$work/archive" || return 1
    gzip -t "$work/archive" 2>/dev/null || { failure="damaged answer"; return 1; }
    failure="cannot write the files"
    rm -rf "$folder/.new" "${folder:?}/$short" && mkdir "$folder/.new" || return 1
    tar -xzof "$work/archive" -C "$folder/.new" --strip-components=1 2>/dev/null || return 1
    files=$(find "$folder/.new" -type f -exec printf 'x%.0s' {} + | wc -c | tr -d ' ')
    mv "$folder/.new" "$folder/$short" || return 1
    replace "$folder/current" "$short" || return 1
    replace "$folder/etag" "$short $tag" || return 1
    # The folder before stays for programs that still read it.
    for old in "$folder"/[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]; do
        case ${old##*/} in
            "$short" | "$last") ;;
            *) rm -rf "$old" ;;
        esac
    done
    echo "updated $short: $files files"
}

# Waited for, so that a signal ends it at once.
pause() {
    sleep "$1" &
    wait $!
}

backoff=1
while :; do
    if round; then
        $once && exit 0
        backoff=1
        pause "$interval"
    elif $once; then
        echo "keeping ${last:-nothing}: $failure" >&2
        exit 1
    else
        seconds=$(header '[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]')
        case $seconds in
            '' | *[!0-9]*) seconds=$backoff ;;
        esac
        echo "keeping ${last:-nothing}: $failure; next try in $seconds s" >&2
        pause "$seconds"
        backoff=$((backoff < 32 ? backoff * 2 : 60))
    fi
done
