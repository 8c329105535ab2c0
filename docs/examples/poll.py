#!/usr/bin/env python3
"""Keeps a copy of a branch: one cheap request a round, and its files, one by one, when it has changed.

Needs Python 3.8 and nothing else. How to run it, and what it promises: docs/clients.md.
"""

import hashlib
import http.client
import json
import os
import re
import shutil
import sys
import time
import urllib.parse


class Failed(Exception):
    """A round that may go well the next time."""

    def __init__(self, reason, retry_after=None):
        super().__init__(reason)
        self.retry_after = retry_after


class Stopped(Exception):
    """What trying again won't change."""


class Server:
    def __init__(self, url, token, project, instance_id):
        base = urllib.parse.urlsplit(url.rstrip("/"))
        self.host = base.netloc
        self.secure = base.scheme == "https"
        self.repository = f"{base.path}/projects/{quote(project)}/repository"
        self.headers = {"PRIVATE-TOKEN": token}
        if instance_id:
            self.headers["X-Instance-Id"] = instance_id
        self.connection = None

    def get(self, path, **headers):
        """Status, headers and bytes of a 200 or 304; the connection is kept for the next request."""
        try:
            if self.connection is None:
                kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
                self.connection = kind(self.host, timeout=30)
            self.connection.request("GET", self.repository + path, headers={**self.headers, **headers})
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise Failed("no answer") from None
        if response.status in (200, 304):
            return response.status, response.headers, body
        label = f"{response.status} {code(body)}".strip()
        if response.status == 429 or response.status >= 500:
            raise Failed(label, response.headers.get("Retry-After"))
        raise Stopped(f"{label}: {remedy(response.status, label)}")

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def quote(text):
    return urllib.parse.quote(text, safe="")


def code(body):
    try:
        return json.loads(body)["code"]
    except (ValueError, TypeError, KeyError):
        return ""


def remedy(status, label):
    if status == 401:
        mismatch = label.endswith("FINGERPRINT_MISMATCH")
        return "the token is bound to another machine" if mismatch else "issue a new token"
    if status == 403:
        return "let the token cover the project"
    return "check the project and the branch" if status == 404 else "the request is wrong"


class Copy:
    """The folder: one folder a state, `current` with the name of the last good one, `etag` with its entity tag."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def last(self):
        name = self.read("current").strip()
        return name if name and os.path.isdir(os.path.join(self.folder, name)) else ""

    def tag(self):
        name, _, tag = self.read("etag").strip().partition(" ")
        return tag if name and name == self.last() else ""

    def read(self, name):
        try:
            with open(os.path.join(self.folder, name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def replace(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.replace(path + ".new", path)

    def switch(self, short_id, tag, files):
        """Makes the files the current state; nobody ever sees some of them without the others."""
        last = self.last()
        new = os.path.join(self.folder, ".new")
        target = os.path.join(self.folder, short_id)
        shutil.rmtree(new, ignore_errors=True)
        os.mkdir(new)
        count = 0
        for path, content in files:
            file = os.path.join(new, *path.split("/"))
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as out:
                out.write(content)
            count += 1
        shutil.rmtree(target, ignore_errors=True)
        os.rename(new, target)
        self.replace("current", short_id)
        self.replace("etag", f"{short_id} {tag}")
        # The folder before stays for programs that still read it.
        for old in os.listdir(self.folder):
            if re.fullmatch("[0-9a-f]{8}", old) and old not in (short_id, last):
                shutil.rmtree(os.path.join(self.folder, old), ignore_errors=True)
        return count


def download(server, commit):
    """Every file of a commit. By commit id: whatever is saved meanwhile, this is one state of the branch."""
    _, _, body = server.get(f"/tree?ref={commit}&recursive=true")
    for entry in json.loads(body):
        if entry["type"] != "blob":
            continue
        path = entry["path"]
        if any(segment in ("", ".", "..") for segment in path.split("/")) or "\\" in path:
            raise ValueError(path)
        _, _, content = server.get(f"/files/{quote(path)}/raw?ref={commit}")
        if hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() != entry["id"]:
            raise ValueError(path)
        yield path, content


def poll(server, branch, copy):
    """One round. Where it fails, the copy is as it was."""
    last, tag = copy.last(), copy.tag()
    try:
        status, headers, body = server.get(f"/branches/{quote(branch)}", **({"If-None-Match": tag} if tag else {}))
        if status == 304:
            return f"unchanged {last}"
        commit = json.loads(body)["commit"]
        short_id = re.fullmatch("[0-9a-f]{8}", commit["short_id"])[0]
        tag = headers.get("ETag", "")
        if short_id == last:
            copy.replace("etag", f"{short_id} {tag}")
            return f"unchanged {short_id}"
        count = copy.switch(short_id, tag, download(server, commit["id"]))
        return f"updated {short_id}: {count} files"
    except (ValueError, KeyError, TypeError):
        raise Failed("damaged answer") from None
    except OSError:
        raise Failed("cannot write the files") from None


def main():
    arguments = sys.argv[1:]
    once = arguments[:1] == ["--once"]
    arguments = arguments[1:] if once else arguments
    environment = os.environ
    required = [environment.get("ERP_CONFIG_" + name) for name in ("URL", "TOKEN", "PROJECT")]
    if len(arguments) != 1 or not all(required):
        print(
            "usage: poll.py [--once] FOLDER, with ERP_CONFIG_URL, ERP_CONFIG_TOKEN and ERP_CONFIG_PROJECT set",
            file=sys.stderr,
        )
        return 2
    server = Server(*required, environment.get("ERP_CONFIG_INSTANCE_ID"))
    branch = environment.get("ERP_CONFIG_REF") or "master"
    interval = float(environment.get("ERP_CONFIG_INTERVAL") or 60)
    copy = Copy(arguments[0])
    backoff = 1
    while True:
        try:
            print(poll(server, branch, copy), flush=True)
            backoff = 1
            if once:
                return 0
            pause = interval
        except Stopped as stopped:
            print(f"stopped: {stopped}", file=sys.stderr)
            return 3
        except Failed as failed:
            keeping = f"keeping {copy.last() or 'nothing'}: {failed}"
            if once:
                print(keeping, file=sys.stderr)
                return 1
            retry_after = failed.retry_after or ""
            pause = int(retry_after) if retry_after.isdigit() else backoff
            print(f"{keeping}; next try in {pause} s", file=sys.stderr, flush=True)
            backoff = backoff * 2 if backoff < 32 else 60
        server.close()
        time.sleep(pause)


if __name__ == "__main__":
    sys.exit(main())
