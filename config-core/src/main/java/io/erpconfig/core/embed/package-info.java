/**
 * The way in for services that embed the store: projects, branches, files and history, by names and paths as text.
 *
 * <pre>{@code
 * try (var store = FileSystemStore.open(Path.of("data"))) {
 *     var project = ConfigProjects.of(store, "ann").getOrCreate("acme", "b2b-cnc.erp-config");
 *     var trial = project.createBranch("trial", "master");
 *     trial.edit().put("rates/laser.csv", "part,eur\n").put("unit.txt", "EUR").save("First rates");
 *     System.out.print(trial.live().text("rates/laser.csv"));
 *     trial.history().forEach(past -> System.out.println(past.number() + " " + past.message()));
 * }
 * }</pre>
 *
 * <p>A project, a branch and a revision are small objects that hold no resource and need no closing. Everything here but
 * a {@link io.erpconfig.core.embed.ConfigEdit} is immutable and safe for any number of threads; the store belongs to the
 * caller, who closes it. What a method has answered is durable; what throws has changed nothing, as {@link
 * io.erpconfig.core.edit.ConfigEditor} says more precisely.
 *
 * <p>All errors are {@link io.erpconfig.core.error.ConfigStoreException}s with a stable {@linkplain
 * io.erpconfig.core.error.ErrorCode code}. One that can happen everywhere is of the {@linkplain
 * io.erpconfig.core.error.ErrorCategory#STORAGE storage}; a name, path or ref that can't be one is {@code
 * INVALID_OWNER}, {@code INVALID_PROJECT}, {@code INVALID_BRANCH}, {@code INVALID_SNAPSHOT}, {@code INVALID_REF} or
 * {@code INVALID_PATH}. The methods name the others.
 *
 * <p>Nothing here checks who may do what, and nothing is written to the audit trail: the service that embeds the store
 * has its own rules. What this does not do, {@link io.erpconfig.core.read.ConfigReader}, {@link
 * io.erpconfig.core.edit.ConfigEditor} and {@link io.erpconfig.core.token.Tokens} do, on the same store at the same time.
 */
@NullMarked
package io.erpconfig.core.embed;

import org.jspecify.annotations.NullMarked;
