package io.erpconfig.app;

import io.erpconfig.account.Password;
import io.erpconfig.control.Table;
import io.erpconfig.core.account.Account;
import io.erpconfig.core.audit.AuditAction;
import io.erpconfig.core.audit.AuditEntry;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.opening.OpenStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "user",
        header = "Adds, lists and removes local accounts, and changes their passwords.",
        synopsisSubcommandLabel = "(add | passwd | list | remove)",
        description = "A password has " + Password.MIN_LENGTH + " to " + Password.MAX_LENGTH
                + " characters. What is stored is an Argon2id hash.")
final class UserCommand {

    /** The command with those below it. */
    static CommandLine build(Shell shell) {
        return new CommandLine(new UserCommand())
                .addSubcommand(new Add(shell))
                .addSubcommand(new Passwd(shell))
                .addSubcommand(new ListUsers(shell))
                .addSubcommand(new Remove(shell));
    }

    private static Map<AuditEntry.Subject, String> subject(OwnerId name) {
        return Map.of(AuditEntry.Subject.ACCOUNT, name.value());
    }

    @Command(
            name = "add",
            header = "Adds an account.",
            description = "The password is asked for on the terminal, twice, or read with --password-stdin.",
            footer = {
                "",
                "Examples:",
                "  erp-config user add ana --email ana@example.com",
                "  pass erp/ana | erp-config user add ana --password-stdin"
            })
    static final class Add extends StoreCommand {

        @Mixin
        private PasswordInput passwordInput;

        @Parameters(paramLabel = "NAME", description = "The user, who owns the projects of that name.")
        private OwnerId name;

        @Option(
                names = "--email",
                paramLabel = "ADDRESS",
                description = "What commits of the user show (default: NAME@users.invalid).")
        private Optional<String> email;

        Add(Shell shell) {
            super(shell);
        }

        @Override
        OpenStore open() {
            return storeOptions().open(shell());
        }

        @Override
        Consumer<OpenStore> prepare() {
            Password password = passwordInput.read(shell());
            return open -> {
                open.accounts().add(name, password, email);
                open.audit(AuditAction.ACCOUNT_ADD, name, subject(name));
                shell().out().println("added user " + name);
            };
        }
    }

    @Command(
            name = "passwd",
            header = "Changes a password.",
            description = "The password is asked for on the terminal, twice, or read with --password-stdin.",
            footer = {"", "Example:", "  erp-config user passwd admin"})
    static final class Passwd extends StoreCommand {

        @Mixin
        private PasswordInput passwordInput;

        @Parameters(paramLabel = "NAME", description = "The user.")
        private OwnerId name;

        Passwd(Shell shell) {
            super(shell);
        }

        @Override
        Consumer<OpenStore> prepare() {
            Password password = passwordInput.read(shell());
            return open -> {
                open.accounts().changePassword(name, password);
                open.audit(AuditAction.PASSWORD_CHANGE, name, subject(name));
                shell().out().println("changed the password of " + name);
            };
        }
    }

    @Command(
            name = "list",
            header = "Lists the accounts.",
            footer = {"", "Example:", "  erp-config user list"})
    static final class ListUsers extends StoreCommand {

        ListUsers(Shell shell) {
            super(shell);
        }

        @Override
        Consumer<OpenStore> prepare() {
            return open -> {
                Table table = new Table("NAME", "EMAIL", "CREATED");
                for (Account account : open.accounts().list()) {
                    table.row(
                            account.name().value(),
                            account.email().orElse("-"),
                            account.createdAt().toString());
                }
                table.print(shell().out());
            };
        }
    }

    @Command(
            name = "remove",
            header = "Removes an account and revokes its tokens.",
            description = "Tokens of the user's projects are revoked. The projects stay, with their history.",
            footer = {"", "Example:", "  erp-config user remove ana"})
    static final class Remove extends StoreCommand {

        @Parameters(paramLabel = "NAME", description = "The user.")
        private OwnerId name;

        Remove(Shell shell) {
            super(shell);
        }

        @Override
        Consumer<OpenStore> prepare() {
            return open -> {
                int revoked = open.accounts().remove(name, open.entry(AuditAction.TOKEN_REVOKE, name, Map.of()));
                open.audit(AuditAction.ACCOUNT_REMOVE, name, subject(name));
                shell().out()
                        .println("removed user " + name + " and revoked " + new Count(revoked, "token")
                                + "; projects stay");
            };
        }
    }
}
