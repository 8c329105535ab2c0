package io.erpconfig.interop;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A GitLab client in another language, with the program in {@code clients/} that checks the server with it. */
enum GitLabClient {
    GITBEAKER(
            "Node.js with @gitbeaker/rest",
            // It never sends HEAD.
            Set.of("branch-exists", "file-head", "raw-head")) {
        @Override
        Command program() {
            return Command.of("node", source("node/check.mjs").toString()).in(Toolchain.INSTALLED.resolve("node"));
        }

        @Override
        boolean installed() throws InterruptedException {
            return Files.isDirectory(Toolchain.INSTALLED.resolve("node/node_modules/@gitbeaker/rest"))
                    && Command.of("node", "--version").works();
        }
    },

    PYTHON_GITLAB("Python with python-gitlab", Set.of()) {
        @Override
        Command program() {
            return Command.of(python(), source("python/check.py").toString());
        }

        @Override
        boolean installed() throws InterruptedException {
            return Command.of(python(), "-c", "import gitlab").works();
        }

        private String python() {
            return Toolchain.INSTALLED.resolve("python-venv/bin/python").toString();
        }
    },

    CLIENT_GO(
            "Go with gitlab.com/gitlab-org/api/client-go",
            // It has no call for whether a branch exists.
            Set.of("branch-exists")) {
        @Override
        Command program() {
            return Command.of(binary());
        }

        @Override
        boolean installed() throws InterruptedException {
            // Built anew, so that it is this program that runs; from modules that are there, without the network.
            return Command.of("go", "build", "-o", binary(), ".")
                    .in(source("go"))
                    .with(Map.of("GOPROXY", "off", "GOFLAGS", "-mod=readonly", "GOTOOLCHAIN", "local"))
                    .works();
        }

        private String binary() {
            return Toolchain.INSTALLED.resolve("go/check").toString();
        }
    },

    RUBY_GITLAB(
            "Ruby with the gitlab gem",
            // It never sends HEAD and has no call for blobs.
            Set.of("branch-exists", "file-head", "raw-head", "blob", "blob-raw")) {
        @Override
        Command program() {
            return Command.of("ruby", source("ruby/check.rb").toString());
        }

        @Override
        boolean installed() throws InterruptedException {
            return Command.of("ruby", "-e", "require 'gitlab'").works();
        }
    };

    private static final List<String> CHECKS = List.of(
            "version",
            "user",
            "token-self",
            "projects",
            "project-by-path",
            "project-by-id",
            "branches",
            "branch-search",
            "branch-one",
            "branch-exists",
            "tree-root",
            "tree-folder",
            "tree-recursive",
            "tree-auto",
            "tree-pages-100",
            "tree-pages-20",
            "files-base64",
            "files-raw",
            "file-head",
            "raw-head",
            "archive",
            "commits",
            "commit-one",
            "commits-by-path",
            "compare",
            "blob",
            "blob-raw",
            "error-401",
            "error-403",
            "error-404-file",
            "error-404-project",
            "error-404-branch");

    private final String needs;
    private final Set<String> missing;

    GitLabClient(String needs, Set<String> missing) {
        this.needs = needs;
        this.missing = missing;
    }

    /** The things that have to be installed for it, for people. */
    String needs() {
        return needs;
    }

    /** The checks of the list that this client has the calls for. */
    Set<String> checks() {
        Set<String> checks = new LinkedHashSet<>(CHECKS);
        checks.removeAll(missing);
        return checks;
    }

    abstract Command program();

    abstract boolean installed() throws InterruptedException;

    private static Path source(String name) {
        try {
            return Path.of(GitLabClient.class.getResource("/clients/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
