#!/usr/bin/env bash
# go-feature-flag 1.40.0 (Go module github.com/thomaspoignant/go-feature-flag) reads a file of flags through GitLab's API.
# It escapes the file's path as if it stood in a query: a space in it is sent as '+', which in a path is a plus sign. So a
# GitLab-conforming server looks for another file and answers 404, while the same path without spaces works. A file that
# this client shall read must have no space in its path.
#
# Seen on 2026-11-30 with go1.26: for the file "rates 2027/laser.yaml" the request was
#   GET /api/v4/projects/acme%2Fplant/repository/files/rates+2027%2Flaser.yaml/raw?ref=main
# where GitLab wants rates%202027%2Flaser.yaml. Exits with 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPATH="$folder/go"

cat >go.mod <<'END'
module surprise.invalid

go 1.24.0

require github.com/thomaspoignant/go-feature-flag v1.40.0
END
cat >main.go <<'END'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/thomaspoignant/go-feature-flag/retriever/gitlabretriever"
)

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		fmt.Println(request.RequestURI)
	}))
	defer server.Close()
	retriever := gitlabretriever.Retriever{
		BaseURL:        server.URL,
		RepositorySlug: "acme/plant",
		FilePath:       "rates 2027/laser.yaml",
	}
	if _, err := retriever.Retrieve(context.Background()); err != nil {
		panic(err)
	}
}
END
go mod tidy >/dev/null 2>&1
sent=$(go run .)
echo "sent: $sent"
[ "$sent" = "/api/v4/projects/acme%2Fplant/repository/files/rates+2027%2Flaser.yaml/raw?ref=main" ] || {
    echo "that has changed" >&2
    exit 1
}
