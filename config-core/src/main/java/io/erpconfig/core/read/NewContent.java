package io.erpconfig.core.read;

import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.history.BranchKey;
import io.erpconfig.core.history.Snapshot;
import io.erpconfig.core.history.SnapshotLog;
import java.util.List;

/**
 * The content that came in with a snapshot, found by comparing it with the one before: for those who have snapshots and no
 * longer the edits that made them.
 */
public final class NewContent {

    private NewContent() {}

    /** The content of files that a snapshot of a branch has where its parent has none, or other content. */
    public static List<GitBlob> of(BranchKey branch, Snapshot snapshot, SnapshotLog snapshots, Trees trees) {
        TreeId before = snapshot.parent()
                .flatMap(parent -> snapshots.find(new BranchKey(branch.project(), parent.branch()), parent.number()))
                .map(Snapshot::root)
                .orElse(TreeComparison.NOTHING);
        return List.copyOf(new TreeComparison(trees, before, snapshot.root()).newContent());
    }
}
