#!/usr/bin/env node
// Keeps a copy of a branch: one cheap request a round, and its files, one by one, when it has changed.
// Needs Node.js 18 and nothing else. How to run it, and what it promises: docs/clients.md.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A round that may go well the next time. */
class Failed extends Error {
    constructor(reason, retryAfter = "") {
        super(reason);
        this.retryAfter = retryAfter;
    }
}

/** What trying again won't change. */
class Stopped extends Error {}

class Server {
    constructor(url, token, project, instanceId) {
        this.repository = `${url.replace(/\/+$/, "")}/projects/${encodeURIComponent(project)}/repository`;
        this.headers = { "PRIVATE-TOKEN": token, ...(instanceId ? { "X-Instance-Id": instanceId } : {}) };
    }

    /** Status, headers and bytes of a 200 or 304. */
    async get(path, headers = {}) {
        let response;
        let body;
        try {
            response = await fetch(this.repository + path, {
                headers: { ...this.headers, ...headers },
                redirect: "manual",
                signal: AbortSignal.timeout(120_000),
            });
            body = Buffer.from(await response.arrayBuffer());
        } catch {
            throw new Failed("no answer");
        }
        if (response.status === 200 || response.status === 304) {
            return { status: response.status, headers: response.headers, body };
        }
        const label = `${response.status} ${code(body)}`.trim();
        if (response.status === 429 || response.status >= 500) {
            throw new Failed(label, response.headers.get("Retry-After") ?? "");
        }
        throw new Stopped(`${label}: ${remedy(response.status, label)}`);
    }
}

function code(body) {
    try {
        return JSON.parse(body).code ?? "";
    } catch {
        return "";
    }
}

function remedy(status, label) {
    switch (status) {
        case 401:
            return label.endsWith("FINGERPRINT_MISMATCH") ? "the token is bound to another machine" : "issue a new token";
        case 403:
            return "let the token cover the project";
        case 404:
            return "check the project and the branch";
        default:
            return "the request is wrong";
    }
}

/** The folder: one folder a state, `current` with the name of the last good one, `etag` with its entity tag. */
class Copy {
    constructor(folder) {
        this.folder = folder;
    }

    async last() {
        const name = (await this.read("current")).trim();
        const there = name && (await stat(join(this.folder, name)).catch(() => undefined))?.isDirectory();
        return there ? name : "";
    }

    async tag() {
        const [name, ...tag] = (await this.read("etag")).trim().split(" ");
        return name && name === (await this.last()) ? tag.join(" ") : "";
    }

    async read(name) {
        return readFile(join(this.folder, name), "utf8").catch(() => "");
    }

    async replace(name, text) {
        const path = join(this.folder, name);
        await writeFile(`${path}.new`, `${text}\n`);
        await rename(`${path}.new`, path);
    }

    /** Makes the files the current state; nobody ever sees some of them without the others. */
    async switchTo(shortId, tag, files) {
        const last = await this.last();
        const fresh = join(this.folder, ".new");
        const target = join(this.folder, shortId);
        await rm(fresh, { recursive: true, force: true });
        await mkdir(fresh);
        let count = 0;
        for await (const { path, content } of files) {
            const file = join(fresh, path);
            await mkdir(dirname(file), { recursive: true });
            await writeFile(file, content);
            count++;
        }
        await rm(target, { recursive: true, force: true });
        await rename(fresh, target);
        await this.replace("current", shortId);
        await this.replace("etag", `${shortId} ${tag}`);
        // The folder before stays for programs that still read it.
        for (const old of await readdir(this.folder)) {
            if (/^[0-9a-f]{8}$/.test(old) && old !== shortId && old !== last) {
                await rm(join(this.folder, old), { recursive: true, force: true });
            }
        }
        return count;
    }
}

class Damaged extends Error {}

function parse(body) {
    try {
        return JSON.parse(body);
    } catch {
        throw new Damaged();
    }
}

/** Every file of a commit. By commit id: whatever is saved meanwhile, this is one state of the branch. */
async function* download(server, commit) {
    const { body } = await server.get(`/tree?ref=${commit}&recursive=true`);
    for (const { type, path, id } of parse(body)) {
        if (type !== "blob") {
            continue;
        }
        if (path.includes("\\") || path.split("/").some((segment) => ["", ".", ".."].includes(segment))) {
            throw new Damaged();
        }
        const { body: content } = await server.get(`/files/${encodeURIComponent(path)}/raw?ref=${commit}`);
        if (createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex") !== id) {
            throw new Damaged();
        }
        yield { path, content };
    }
}

/** One round. Where it fails, the copy is as it was. */
async function poll(server, branch, copy) {
    const last = await copy.last();
    const known = await copy.tag();
    try {
        const answer = await server.get(
            `/branches/${encodeURIComponent(branch)}`,
            known ? { "If-None-Match": known } : {},
        );
        if (answer.status === 304) {
            return `unchanged ${last}`;
        }
        const commit = parse(answer.body).commit;
        const shortId = commit?.short_id;
        if (!/^[0-9a-f]{8}$/.test(shortId)) {
            throw new Damaged();
        }
        const tag = answer.headers.get("ETag") ?? "";
        if (shortId === last) {
            await copy.replace("etag", `${shortId} ${tag}`);
            return `unchanged ${shortId}`;
        }
        const count = await copy.switchTo(shortId, tag, download(server, commit.id));
        return `updated ${shortId}: ${count} files`;
    } catch (error) {
        if (error instanceof Failed || error instanceof Stopped) {
            throw error;
        }
        throw new Failed(error instanceof Damaged ? "damaged answer" : "cannot write the files");
    }
}

async function main() {
    const once = process.argv[2] === "--once";
    const folders = process.argv.slice(once ? 3 : 2);
    const { ERP_CONFIG_URL: url, ERP_CONFIG_TOKEN: token, ERP_CONFIG_PROJECT: project } = process.env;
    if (folders.length !== 1 || !url || !token || !project) {
        console.error(
            "usage: poll.mjs [--once] FOLDER, with ERP_CONFIG_URL, ERP_CONFIG_TOKEN and ERP_CONFIG_PROJECT set",
        );
        return 2;
    }
    const server = new Server(url, token, project, process.env.ERP_CONFIG_INSTANCE_ID);
    const branch = process.env.ERP_CONFIG_REF || "master";
    const interval = Number(process.env.ERP_CONFIG_INTERVAL || 60);
    await mkdir(folders[0], { recursive: true });
    const copy = new Copy(folders[0]);
    let backoff = 1;
    while (true) {
        let pause = interval;
        try {
            console.log(await poll(server, branch, copy));
            backoff = 1;
            if (once) {
                return 0;
            }
        } catch (error) {
            if (error instanceof Stopped) {
                console.error(`stopped: ${error.message}`);
                return 3;
            }
            if (!(error instanceof Failed)) {
                throw error;
            }
            const keeping = `keeping ${(await copy.last()) || "nothing"}: ${error.message}`;
            if (once) {
                console.error(keeping);
                return 1;
            }
            pause = /^[0-9]+$/.test(error.retryAfter) ? Number(error.retryAfter) : backoff;
            console.error(`${keeping}; next try in ${pause} s`);
            backoff = backoff < 32 ? backoff * 2 : 60;
        }
        await sleep(pause * 1000);
    }
}

process.exitCode = await main();
