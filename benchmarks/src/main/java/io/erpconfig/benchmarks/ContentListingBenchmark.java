package io.erpconfig.benchmarks;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentListing;
import io.erpconfig.core.content.ContentSource;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.StoredContent;
import io.erpconfig.core.content.Tree;
import io.erpconfig.core.content.TreeDraft;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.content.Trees;
import io.erpconfig.core.memory.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The part of a save that grows with the branch: hashing the listing of all its files. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ContentListingBenchmark {

    @Param({"10", "100000"})
    int files;

    private Trees trees;
    private Tree root;

    @Setup
    public void fill() {
        var blobs = InMemoryStore.create().blobs();
        trees = new Trees(blobs);
        TreeDraft draft = new TreeDraft(trees, Tree.EMPTY.id());
        try (var upload = blobs.begin()) {
            byte[] content = "{}".getBytes(StandardCharsets.UTF_8);
            FileEntry entry = StoredContent.put(upload, "any", ContentSource.of(content));
            for (int i = 0; i < files; i++) {
                draft.put(new ConfigPath("d%03d/f%06d.json".formatted(i / 1000, i)), entry);
            }
            TreeDraft.Built built = draft.build();
            built.fresh().values().forEach(tree -> upload.put(tree.encoded()));
            upload.commit();
            root = load(built.root());
        }
    }

    private Tree load(TreeId id) {
        return trees.load(id);
    }

    @Benchmark
    public ContentListing listing() {
        return ContentListing.of(root, trees::load);
    }
}
