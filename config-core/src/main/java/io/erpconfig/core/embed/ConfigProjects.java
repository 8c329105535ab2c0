package io.erpconfig.core.embed;

import static java.util.Objects.requireNonNull;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.edit.ConfigEditor;
import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.history.Author;
import io.erpconfig.core.project.OwnerId;
import io.erpconfig.core.project.ProjectKey;
import io.erpconfig.core.project.RepoId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The projects of a store, as one user works with them. A service makes one of these and shares it. */
public final class ConfigProjects {

    private final StoreAccess access;

    private ConfigProjects(StoreAccess access) {
        this.access = access;
    }

    /**
     * The projects of a store, with files of at most {@link ConfigEditor#DEFAULT_MAX_FILE_SIZE} bytes.
     *
     * @param user the author of what is saved, named as an owner is; has no e-mail address
     * @throws ConfigStoreException {@link ErrorCode#INVALID_OWNER}
     */
    public static ConfigProjects of(ConfigStore store, String user) {
        return of(store, Author.of(new OwnerId(user)), Clock.systemUTC(), ConfigEditor.DEFAULT_MAX_FILE_SIZE);
    }

    /**
     * The projects of a store.
     *
     * @param author      of what is saved
     * @param clock       gives projects, branches and snapshots their time
     * @param maxFileSize in bytes; a larger file is {@link ErrorCode#FILE_TOO_LARGE}
     */
    public static ConfigProjects of(ConfigStore store, Author author, Clock clock, long maxFileSize) {
        return new ConfigProjects(StoreAccess.of(store, requireNonNull(author, "author"), clock, maxFileSize));
    }

    /** The same projects, as another user works with them: what is saved has this author. */
    public ConfigProjects as(Author author) {
        return new ConfigProjects(access.as(requireNonNull(author, "author")));
    }

    /** {@link #as(Author)} of a user without an e-mail address. */
    public ConfigProjects as(String user) {
        return as(Author.of(new OwnerId(user)));
    }

    /** An owner's projects, by repoId. */
    public List<ConfigProject> list(String owner) {
        return access.reader().projects(new OwnerId(owner)).stream()
                .map(project -> new ConfigProject(access, project))
                .toList();
    }

    /**
     * The project of that name, if there is one.
     *
     * @param repoId {@code {name}.{type}}, such as {@code b2b-cnc.erp-config}
     */
    public Optional<ConfigProject> find(String owner, String repoId) {
        return find(key(owner, repoId));
    }

    private Optional<ConfigProject> find(ProjectKey key) {
        return access.reader().findProject(key).map(project -> new ConfigProject(access, project));
    }

    /**
     * The project of that name.
     *
     * @throws ConfigStoreException {@link ErrorCode#PROJECT_NOT_FOUND}
     */
    public ConfigProject get(String owner, String repoId) {
        return get(key(owner, repoId));
    }

    private ConfigProject get(ProjectKey key) {
        return find(key)
                .orElseThrow(() ->
                        new ConfigStoreException(ErrorCode.PROJECT_NOT_FOUND, "no project '" + key.repoId() + "'"));
    }

    /**
     * Makes a project with an empty {@code master}.
     *
     * @throws ConfigStoreException {@link ErrorCode#ALREADY_EXISTS}
     */
    public ConfigProject create(String owner, String repoId) {
        return create(key(owner, repoId));
    }

    private ConfigProject create(ProjectKey key) {
        return new ConfigProject(access, access.projects().createProject(key, access.author()));
    }

    /** The project of that name, which is made if there is none. */
    public ConfigProject getOrCreate(String owner, String repoId) {
        ProjectKey key = key(owner, repoId);
        return find(key).orElseGet(() -> {
            try {
                return create(key);
            } catch (ConfigStoreException e) {
                // Another one was faster.
                if (e.code() == ErrorCode.ALREADY_EXISTS) {
                    return get(key);
                }
                throw e;
            }
        });
    }

    /**
     * Deletes a project with all its history.
     *
     * @throws ConfigStoreException {@link ErrorCode#PROJECT_NOT_FOUND}
     */
    public void delete(String owner, String repoId) {
        access.projects().deleteProject(key(owner, repoId));
    }

    private static ProjectKey key(String owner, String repoId) {
        return new ProjectKey(new OwnerId(owner), new RepoId(repoId));
    }
}
