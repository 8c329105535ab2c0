"""Reads the server with python-gitlab. See ../README.md for the variables and the output."""

import base64
import hashlib
import io
import os
import sys
import tarfile
import warnings
import zipfile

import gitlab
from gitlab.utils import EncodedId

URL = os.environ["ERP_CONFIG_URL"]
TOKEN = os.environ["ERP_CONFIG_TOKEN"]
PROJECT = os.environ["ERP_CONFIG_PROJECT"]
BRANCH = os.environ["ERP_CONFIG_BRANCH"]
REPO = PROJECT.split("/")[1]


def read_folder(folder):
    files = {}
    for base, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(base, name)
            with open(full, "rb") as file:
                files[os.path.relpath(full, folder)] = file.read()
    return files


BEFORE = read_folder(os.environ["ERP_CONFIG_BEFORE"])
AFTER = read_folder(os.environ["ERP_CONFIG_AFTER"])

failed = False
checks = []


def check(name):
    def register(body):
        checks.append((name, body))
        return body

    return register


def same(actual, expected, what):
    if actual != expected:
        raise AssertionError(f"{what}: {short(actual)} instead of {short(expected)}")


def short(value):
    text = repr(value)
    return text if len(text) < 200 else text[:200] + "…"


def git_id(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def folders(files):
    found = set()
    for path in files:
        parts = path.split("/")[:-1]
        for depth in range(len(parts)):
            found.add("/".join(parts[: depth + 1]))
    return found


def expected_tree(files):
    return sorted([(path, "blob") for path in files] + [(path, "tree") for path in folders(files)])


def as_tree(items):
    return sorted((item["path"], item["type"]) for item in items)


def error_of(call):
    try:
        call()
    except gitlab.GitlabError as error:
        return error
    raise AssertionError("no error was raised")


def same_error(call, kind, code, message):
    error = error_of(call)
    if not isinstance(error, kind):
        raise AssertionError(f"{type(error).__name__} instead of {kind.__name__}")
    same(error.response_code, code, "status")
    same(error.error_message, message, "message")


gl = gitlab.Gitlab(URL, private_token=TOKEN)
project = gl.projects.get(PROJECT, lazy=True)


@check("version")
def _():
    version, revision = gl.version()
    if version == "unknown" or not revision:
        raise AssertionError(f"version {version!r}, revision {revision!r}")
    same(gl.http_get("/metadata")["version"], version, "metadata")


@check("user")
def _():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gl.auth()
    same(gl.user.username, PROJECT.split("/")[0], "username")
    same(isinstance(gl.user.id, int), True, "id is a number")


@check("token-self")
def _():
    token = gl.personal_access_tokens.get("self")
    same((token.active, token.revoked), (True, False), "active and revoked")


@check("projects")
def _():
    same([p.path_with_namespace for p in gl.projects.list(get_all=True)], [PROJECT], "covered projects")
    same(len(gl.projects.list(iterator=True)), 1, "counted projects")
    same(gl.projects.list(search="nomatch", get_all=True), [], "projects of no such name")


@check("project-by-path")
def _():
    found = gl.projects.get(PROJECT)
    same((found.path, found.path_with_namespace, found.default_branch), (REPO, PROJECT, "master"), "project")


@check("project-by-id")
def _():
    number = gl.projects.get(PROJECT).id
    same(isinstance(number, int), True, "id is a number")
    found = gl.projects.get(number)
    same(found.path_with_namespace, PROJECT, "project")
    same(sorted(b.name for b in found.branches.list(get_all=True)), sorted(["master", BRANCH]), "branches by id")


@check("branches")
def _():
    branches = project.branches.list(get_all=True)
    same([b.name for b in branches], sorted(["master", BRANCH]), "names")
    same([b.name for b in branches if b.default], ["master"], "default")


@check("branch-search")
def _():
    same([b.name for b in project.branches.list(search=BRANCH[1:5], get_all=True)], [BRANCH], "substring")
    same([b.name for b in project.branches.list(search="^mas", get_all=True)], ["master"], "beginning")
    same([b.name for b in project.branches.list(regex="^m.*r$", get_all=True)], ["master"], "regex")


@check("branch-one")
def _():
    same(project.branches.get(BRANCH).name, BRANCH, "name")
    commit = project.branches.get("master").commit
    same((len(commit["id"]), len(commit["short_id"])), (40, 8), "lengths of ids")


@check("branch-exists")
def _():
    path = f"{project.branches.path}/{EncodedId(BRANCH)}"
    gl.http_head(path)
    same(error_of(lambda: gl.http_head(path + "x")).response_code, 404, "status")


@check("tree-root")
def _():
    roots = {path.split("/")[0] for path in AFTER}
    same({item["name"] for item in project.repository_tree(ref="master", get_all=True)}, roots, "names")


@check("tree-folder")
def _():
    for folder in sorted(folders(AFTER)):
        names = {path[len(folder) + 1 :].split("/")[0] for path in AFTER if path.startswith(folder + "/")}
        items = project.repository_tree(path=folder, ref="master", get_all=True)
        same({item["name"] for item in items}, names, f"names in {folder}")


@check("tree-recursive")
def _():
    items = project.repository_tree(ref="master", recursive=True, get_all=True)
    same(as_tree(items), expected_tree(AFTER), "entries")
    for item in items:
        if item["type"] == "blob":
            same((item["mode"], item["id"]), ("100644", git_id(AFTER[item["path"]])), item["path"])
        else:
            same(item["mode"], "040000", item["path"])


@check("tree-auto")
def _():
    pages = project.repository_tree(ref="master", recursive=True, per_page=20, iterator=True)
    same(pages.total, len(expected_tree(AFTER)), "total")
    same(as_tree(pages), expected_tree(AFTER), "entries")


def by_page(per_page):
    items, page = [], 1
    while chunk := project.repository_tree(
        ref="master", recursive=True, per_page=per_page, page=page, get_all=False
    ):
        items += chunk
        page += 1
    same(page - 1, -(-len(expected_tree(AFTER)) // per_page), "pages")
    same(as_tree(items), expected_tree(AFTER), "entries")


@check("tree-pages-100")
def _():
    by_page(100)


@check("tree-pages-20")
def _():
    by_page(20)


@check("files-base64")
def _():
    for path, content in AFTER.items():
        file = project.files.get(path, ref="master")
        same(file.decode(), content, path)
        same((file.file_path, file.size, file.blob_id), (path, len(content), git_id(content)), path)


@check("files-raw")
def _():
    for path, content in AFTER.items():
        same(project.files.raw(path, ref="master"), content, path)
    for path, content in BEFORE.items():
        same(project.files.raw(path, ref=BRANCH), content, f"{path} on {BRANCH}")


@check("file-head")
def _():
    for path, content in AFTER.items():
        headers = project.files.head(path, ref="master")
        same(
            (headers["X-Gitlab-Size"], headers["X-Gitlab-Blob-Id"], headers["X-Gitlab-Content-Sha256"]),
            (str(len(content)), git_id(content), hashlib.sha256(content).hexdigest()),
            path,
        )


@check("raw-head")
def _():
    for path, content in AFTER.items():
        headers = gl.http_head(f"{project.files.path}/{EncodedId(path)}/raw", ref="master")
        same((headers["Content-Length"], headers["X-Gitlab-Blob-Id"]), (str(len(content)), git_id(content)), path)
    missing = f"{project.files.path}/{EncodedId('no such file')}/raw"
    same(error_of(lambda: gl.http_head(missing, ref="master")).response_code, 404, "status")


@check("archive")
def _():
    root = f"{REPO}-master-{project.branches.get('master').commit['short_id']}/"
    with tarfile.open(fileobj=io.BytesIO(project.repository_archive(sha="master"))) as tar:
        files = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}
    same(files, {root + path: content for path, content in AFTER.items()}, "tar.gz")
    with zipfile.ZipFile(io.BytesIO(project.repository_archive(sha="master", format="zip"))) as archive:
        files = {n: archive.read(n) for n in archive.namelist() if not n.endswith("/")}
    same(files, {root + path: content for path, content in AFTER.items()}, "zip")


def history():
    return project.commits.list(ref_name="master", get_all=True)


@check("commits")
def _():
    commits = history()
    same(commits[0].id, project.branches.get("master").commit["id"], "newest")
    same([c.message for c in commits[:2]], ["after", "before"], "messages")
    same(commits[0].parent_ids, [commits[1].id], "parent")
    pages = project.commits.list(ref_name="master", per_page=1, iterator=True)
    same([c.id for c in pages], [c.id for c in commits], "one a page")


@check("commit-one")
def _():
    for listed in history():
        commit = project.commits.get(listed.id)
        same((commit.id, commit.short_id, commit.message), (listed.id, listed.short_id, listed.message), "commit")
    same(project.commits.get("master").id, history()[0].id, "by branch")


@check("commits-by-path")
def _():
    changed = next(p for p in sorted(AFTER) if p in BEFORE and BEFORE[p] != AFTER[p])
    kept = next(p for p in sorted(AFTER) if BEFORE.get(p) == AFTER[p])
    newest, older = (c.id for c in history()[:2])

    def touching(path):
        # This client keeps `path` for itself.
        query = {"ref_name": "master", "path": path}
        return [c.id for c in project.commits.list(query_parameters=query, get_all=True)]

    same(touching(changed), [newest, older], changed)
    same(touching(kept), [older], kept)


@check("compare")
def _():
    compared = project.repository_compare(history()[1].id, "master")
    expected = sorted(
        (path, path not in BEFORE, path not in AFTER)
        for path in BEFORE.keys() | AFTER.keys()
        if BEFORE.get(path) != AFTER.get(path)
    )
    same(sorted((d["new_path"], d["new_file"], d["deleted_file"]) for d in compared["diffs"]), expected, "diffs")
    same([c["message"] for c in compared["commits"]], ["after"], "commits")
    same(any(d["diff"].startswith("@@ ") for d in compared["diffs"]), True, "a unified diff")


@check("blob")
def _():
    for content in AFTER.values():
        blob = project.repository_blob(git_id(content))
        same((base64.b64decode(blob["content"]), blob["size"]), (content, len(content)), blob["sha"])


@check("blob-raw")
def _():
    for content in AFTER.values():
        same(project.repository_raw_blob(git_id(content)), content, git_id(content))


@check("error-401")
def _():
    stranger = gitlab.Gitlab(URL, private_token="0" * 64)
    same_error(lambda: stranger.projects.get(PROJECT), gitlab.GitlabAuthenticationError, 401, "401 Unauthorized")


@check("error-403")
def _():
    other = gitlab.Gitlab(URL, private_token=os.environ["ERP_CONFIG_OTHER_TOKEN"])
    same_error(lambda: other.projects.get(PROJECT), gitlab.GitlabGetError, 403, "403 Forbidden")


@check("error-404-file")
def _():
    for call in (project.files.get, project.files.raw):
        same_error(lambda: call("no/such.json", ref="master"), gitlab.GitlabGetError, 404, "404 File Not Found")


@check("error-404-project")
def _():
    owner = gitlab.Gitlab(URL, private_token=os.environ["ERP_CONFIG_OWNER_TOKEN"])
    for missing in (PROJECT.split("/")[0] + "/absent.erp-config", 999999999):
        same_error(lambda: owner.projects.get(missing), gitlab.GitlabGetError, 404, "404 Project Not Found")


@check("error-404-branch")
def _():
    same_error(lambda: project.branches.get("no/such"), gitlab.GitlabGetError, 404, "404 Branch Not Found")
    same_error(
        lambda: project.repository_tree(ref="no/such", get_all=True), gitlab.GitlabGetError, 404, "404 Tree Not Found"
    )


for name, body in checks:
    try:
        body()
        print(f"ok {name}", flush=True)
    except Exception as error:
        failed = True
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"not ok {name}: {reason}", flush=True)
sys.exit(1 if failed else 0)
