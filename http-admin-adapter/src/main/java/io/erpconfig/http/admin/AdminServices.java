package io.erpconfig.http.admin;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.audit.AuditLog;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.edit.ProjectEditor;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.token.Tokens;
import io.erpconfig.http.SessionLookup;
import java.util.Optional;

/**
 * The use cases behind the admin API.
 *
 * @param reader   reads projects, branches and files
 * @param editor   changes what is in branches
 * @param projects makes and deletes projects and branches
 * @param tokens   the owners' tokens
 * @param audit    the audit trail
 * @param lookup   tells who has signed in
 * @param local    what it takes to sign in here; none behind a platform that signs its users in itself
 */
public record AdminServices(
        ConfigReader reader,
        ConfigEditor editor,
        ProjectEditor projects,
        Tokens tokens,
        AuditLog audit,
        SessionLookup lookup,
        Optional<LocalAccess> local) {

    public AdminServices {
        requireNonNull(reader, "reader");
        requireNonNull(editor, "editor");
        requireNonNull(projects, "projects");
        requireNonNull(tokens, "tokens");
        requireNonNull(audit, "audit");
        requireNonNull(lookup, "lookup");
        requireNonNull(local, "local");
    }
}
