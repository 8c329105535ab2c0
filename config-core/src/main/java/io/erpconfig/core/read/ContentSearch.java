package io.erpconfig.core.read;

import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.GitId;
import io.erpconfig.core.content.TreeEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.SnapshotLog.Location;
import io.erpconfig.core.project.Project;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A search for content among the snapshots that lead to a project's branches. Used by one thread. */
final class ContentSearch {

    private final List<Revision> live;
    private final History history;
    private final Trees trees;
    private final Set<TreeId> seen = new HashSet<>();

    /** Up to which number each branch leads to one that is there, once it was asked for. */
    private Optional<Map<BranchKey, Integer>> lines = Optional.empty();

    ContentSearch(Project project, List<BranchState> branches, History history, Trees trees) {
        this.live = branches.stream()
                .map(state -> new Revision(
                        project, new BranchKey(project.key(), state.branch().id()), state.live()))
                .toList();
        this.history = history;
        this.trees = trees;
    }

    /** Whether a snapshot is a branch's, or leads to one. Nothing but branches' first snapshots is read. */
    boolean leadsToABranch(Location place) {
        int number = place.number().value();
        boolean ofBranch = live.stream()
                .anyMatch(revision -> revision.branch().equals(place.branch())
                        && revision.snapshot().number().value() >= number);
        return ofBranch || number <= lines().getOrDefault(place.branch(), 0);
    }

    private Map<BranchKey, Integer> lines() {
        if (lines.isEmpty()) {
            Map<BranchKey, Integer> all = new HashMap<>();
            live.forEach(revision ->
                    history.line(revision).forEach((branch, number) -> all.merge(branch, number, Math::max)));
            lines = Optional.of(all);
        }
        return lines.get();
    }

    /**
     * Looks through all these snapshots, the newest of each branch first; folders that were seen are not looked through
     * again.
     */
    Optional<GitBlob> walk(GitId id) {
        for (Revision revision : live) {
            Optional<GitBlob> found = find(revision.snapshot().root(), id);
            if (found.isPresent()) {
                return found;
            }
        }
        Set<GitId> walked = new HashSet<>();
        for (Revision revision : live) {
            for (Iterator<Revision> past = history.before(revision); past.hasNext(); ) {
                Revision next = past.next();
                if (!walked.add(next.snapshot().commitId())) {
                    break; // with all that is before it, by way of another branch
                }
                Optional<GitBlob> found = find(next.snapshot().root(), id);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<GitBlob> find(TreeId folder, GitId id) {
        if (!seen.add(folder)) {
            return Optional.empty();
        }
        for (TreeEntry entry : trees.load(folder).entries()) {
            if (entry instanceof FileEntry file && file.gitId().equals(id)) {
                return Optional.of(file.content());
            }
            if (entry instanceof FolderEntry below) {
                Optional<GitBlob> found = find(below.tree(), id);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
