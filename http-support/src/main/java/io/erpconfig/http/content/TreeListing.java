package io.erpconfig.http.content;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.ListedEntry;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.Links;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** The entries of a folder, in GitLab's order and pages. Safe for any number of threads. */
public final class TreeListing {

    private static final String FOLDER_KEY = "1/";
    private static final String FILE_KEY = "2/";

    /** GitLab's order: all folders, then all files, each by path. */
    private static final Comparator<ListedEntry> ORDER = Comparator.comparing(TreeListing::sortKey);

    private final ConfigReader reader;

    public TreeListing(ConfigReader reader) {
        this.reader = reader;
    }

    /**
     * Lists a folder.
     *
     * @param path  of the folder; the root if it is empty
     * @param query says whether to list what is in its folders too, and which page is wanted
     * @param links to other pages
     * @param sizes whether to say how large files are
     */
    public Answer list(Revision revision, Optional<ConfigPath> path, Query query, Links links, boolean sizes) {
        TreeId folder = path.map(found -> reader.folder(revision, found)).orElseGet(() -> reader.root(revision));
        List<ListedEntry> entries = new ArrayList<>(
                reader.list(folder, path.map(found -> found + "/").orElse(""), query.flag("recursive")));
        entries.sort(ORDER);
        Page.Sliced<ListedEntry> page = page(entries, query, links);
        return Answer.json(json -> {
                    json.writeStartArray();
                    page.items().forEach(entry -> write(json, entry, sizes));
                    json.writeEndArray();
                })
                .with(page.headers());
    }

    private static Page.Sliced<ListedEntry> page(List<ListedEntry> entries, Query query, Links links) {
        if (!Page.isByKey(query)) {
            return Page.slice(entries, query, links);
        }
        String token = query.text("page_token").orElse(FOLDER_KEY);
        if (!token.startsWith(FOLDER_KEY) && !token.startsWith(FILE_KEY)) {
            throw ApiException.parameter("page_token is none that this server gave");
        }
        return Page.sliceByKey(entries, TreeListing::sortKey, query, links);
    }

    private static String sortKey(ListedEntry entry) {
        return (entry.entry() instanceof FolderEntry ? FOLDER_KEY : FILE_KEY) + entry.path();
    }

    private static void write(JsonGenerator json, ListedEntry listed, boolean sizes) {
        boolean folder = listed.entry() instanceof FolderEntry;
        json.writeStartObject();
        json.writeStringProperty("id", listed.entry().gitId().hex());
        json.writeStringProperty("name", listed.entry().name());
        json.writeStringProperty("type", folder ? "tree" : "blob");
        json.writeStringProperty("path", listed.path());
        json.writeStringProperty("mode", folder ? "040000" : "100644");
        if (sizes && listed.entry() instanceof FileEntry file) {
            json.writeNumberProperty("size", file.size());
        }
        json.writeEndObject();
    }
}
