package io.erpconfig.app;

import static java.util.stream.Collectors.joining;

import io.erpconfig.control.Table;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.RepoId;
import io.erpconfig.core.token.NewToken;
import io.erpconfig.core.token.Token;
import io.erpconfig.core.token.TokenId;
import io.erpconfig.core.token.TokenScope;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.settings.NameSuggestion;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        header = "Issues, lists and revokes the tokens that ERPs use.",
        synopsisSubcommandLabel = "(issue | list | revoke)",
        description = "A token is a secret of 64 characters. It is shown when it is issued and never again: what is"
                + " stored is a hash.")
final class TokenCommand {

    /** The command with those below it. */
    static CommandLine build(Shell shell) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new Issue(shell))
                .addSubcommand(new ListTokens(shell))
                .addSubcommand(new Revoke(shell));
    }

    @Command(
            name = "issue",
            header = "Issues a token.",
            description =
                    "Prints the token, alone, on standard output. The owner needs no account. Of an owner that is new"
                            + " and of a project that isn't there yet it warns on standard error.",
            footer = {
                "",
                "Examples:",
                "  erp-config token issue --owner acme --name cluj-erp-prod \\",
                "      --repo b2b-cnc.erp-config --expires-at 2027-12-31 --require-fingerprint",
                "  TOKEN=$(erp-config token issue --owner acme --name trial)",
                "  erp-config token issue --owner acme --name help-desk --scope tickets"
            })
    static final class Issue extends StoreCommand {

        @Option(names = "--owner", required = true, paramLabel = "OWNER", description = "Whose projects it is for.")
        private OwnerId owner;

        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "What to know it by, such as the ERP that uses it.")
        private String name;

        @Option(names = "--description", paramLabel = "TEXT", description = "What it is for, up to 500 characters.")
        private String description = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                split = ",",
                defaultValue = "read",
                description = "What it may be used for: read, tickets or connectors; once for each (default: read).")
        private Set<TokenScope> scopes;

        @Option(
                names = "--repo",
                paramLabel = "PROJECT",
                split = ",",
                description = "A project that it is for; once for each (default: all of the owner's, present and"
                        + " future).")
        private Set<RepoId> repos = new LinkedHashSet<>();

        @Option(
                names = "--expires-at",
                paramLabel = "TIME",
                description = "Until when it is good: a date, to its end in UTC, or a time such as"
                        + " 2027-01-31T12:00:00Z (default: until it is revoked).")
        private Optional<Instant> expiresAt;

        @Option(
                names = "--require-fingerprint",
                arity = "0..1",
                paramLabel = "true|false",
                fallbackValue = "true",
                defaultValue = "false",
                description = "It is good for one machine: the first that uses it, told by X-Instance-Id.")
        private boolean requireFingerprint;

        @Spec
        private CommandSpec spec;

        Issue(Shell shell) {
            super(shell);
        }

        @Override
        OpenStore open() {
            return storeOptions().open(shell());
        }

        @Override
        Consumer<OpenStore> prepare() {
            if (!expiresAt.orElse(Instant.MAX).isAfter(Clock.systemUTC().instant())) {
                throw new ParameterException(
                        spec.commandLine(), "--expires-at: " + expiresAt.get() + " is in the past");
            }
            NewToken wanted = new NewToken(name, description, scopes, repos, expiresAt, requireFingerprint);
            return open -> {
                boolean newOwner = !open.knows(owner);
                Tokens.Issued issued =
                        open.tokens().issue(owner, wanted, open.entry(AuditAction.TOKEN_ISSUE, owner, Map.of()));
                shell().out().println(issued.value().reveal());
                if (newOwner) {
                    shell().err().println(OpenStore.newOwner(owner));
                }
                warnOfMissing(open);
                shell().terminal()
                        .ifPresent(terminal -> shell().err()
                                .println("Keep it now, it is not shown again. Revoke it with: erp-config token revoke "
                                        + issued.token().id()));
            };
        }

        /** Warns of projects that don't exist. They may be meant: a token reads them as soon as they do. */
        private void warnOfMissing(OpenStore open) {
            List<String> there = open.reader().projects(owner).stream()
                    .map(project -> project.key().repoId().value())
                    .toList();
            String warning = "warning: " + owner + " has no project";
            if (repos.isEmpty() && there.isEmpty() && scopes.contains(TokenScope.READ)) {
                shell().err().println(warning + " yet that the token could read");
            }
            for (RepoId repo : repos) {
                if (!there.contains(repo.value())) {
                    Optional<String> meant = NameSuggestion.of(repo.value(), there);
                    shell().err()
                            .println(warning + " '" + repo + "' yet"
                                    + meant.map(near -> "; did you mean '" + near + "'?")
                                            .orElse(""));
                }
            }
        }
    }

    @Command(
            name = "list",
            header = "Lists tokens, expired ones too; never their values.",
            footer = {"", "Example:", "  erp-config token list --owner acme"})
    static final class ListTokens extends StoreCommand {

        @Option(names = "--owner", paramLabel = "OWNER", description = "Only this owner's (default: everybody's).")
        private Optional<OwnerId> owner;

        ListTokens(Shell shell) {
            super(shell);
        }

        @Override
        Consumer<OpenStore> prepare() {
            return open -> {
                List<Token> tokens = new ArrayList<>();
                if (owner.isPresent()) {
                    if (!open.knows(owner.get())) {
                        shell().err().println("no account, project or token is '" + owner.get() + "'s");
                    }
                    tokens.addAll(open.tokens().list(owner.get()));
                } else {
                    open.store().tokens().forEach(tokens::add);
                }
                tokens.sort(Comparator.comparing(Token::owner).thenComparing(Token::createdAt));
                String titles = "ID,OWNER,NAME,ENDS IN,SCOPES,PROJECTS,EXPIRES,FINGERPRINT,LAST USED,DESCRIPTION";
                Table table = new Table(titles.split(","));
                Instant now = open.clock().instant();
                tokens.forEach(token -> table.row(
                        token.id().value(),
                        token.owner().value(),
                        token.name(),
                        token.suffix(),
                        TokenScope.list(token.scopes()),
                        projects(token),
                        token.expiresAt()
                                .map(time -> time + (token.expired(now) ? " (expired)" : ""))
                                .orElse("never"),
                        fingerprint(token),
                        token.lastUsedAt().map(Instant::toString).orElse("never"),
                        token.description()));
                table.print(shell().out());
            };
        }

        private static String projects(Token token) {
            return token.repos().isEmpty()
                    ? "all"
                    : token.repos().stream().sorted().map(RepoId::value).collect(joining(","));
        }

        private static String fingerprint(Token token) {
            Optional<String> bound = token.binding().bound().map(machine -> "bound to " + machine.hint());
            return token.fingerprintRequired() ? bound.orElse("not bound yet") : "not required";
        }
    }

    @Command(
            name = "revoke",
            header = "Revokes a token for good.",
            footer = {"", "Example:", "  erp-config token revoke 5f1d0c2b9a8e7d6c5b4a3f2e"})
    static final class Revoke extends StoreCommand {

        @Parameters(paramLabel = "ID", description = "The token's id, which 'token list' shows; not its value.")
        private String id;

        Revoke(Shell shell) {
            super(shell);
        }

        @Override
        Consumer<OpenStore> prepare() {
            return open -> {
                Token token = find(open);
                AuditEntry said = open.entry(AuditAction.TOKEN_REVOKE, token.owner(), Map.of());
                open.tokens().revoke(token.owner(), token.id(), said);
                shell().out().println("revoked '" + token.name() + "' of " + token.owner());
            };
        }

        private Token find(OpenStore open) {
            // The id is not repeated: a value that was given in its place would be in the terminal's log.
            return TokenId.parse(id)
                    .flatMap(open.store().tokens()::find)
                    .orElseThrow(() ->
                            new CommandFailedException("no token has that id; 'erp-config token list' shows them"));
        }
    }
}
