package io.erpconfig.core.migration;

/**
 * The contents of a store that was migrated, in numbers.
 *
 * @param projects  how many
 * @param branches  that have a name, in all projects
 * @param snapshots of all branches, deleted ones that are still looked after included
 * @param objects   files and folders, each content once
 * @param bytes     of the objects
 * @param tokens    how many
 * @param accounts  how many
 * @param sessions  how many
 * @param entries   of all audit trails
 */
public record MigrationSummary(
        long projects,
        long branches,
        long snapshots,
        long objects,
        long bytes,
        long tokens,
        long accounts,
        long sessions,
        long entries) {}
