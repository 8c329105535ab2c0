package io.erpconfig.http.content;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.FileEntry;
import io.erpconfig.core.content.FolderEntry;
import io.erpconfig.core.content.FolderListing;
import io.erpconfig.core.content.ListedEntry;
import io.erpconfig.core.content.TreeId;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.core.read.Revision;
import io.erpconfig.http.Answer;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Links;
import io.erpconfig.http.Page;
import io.erpconfig.http.Query;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * The entries of a folder, in GitLab's order and pages. A page costs what is on it, wherever it is, and a long list is sent
 * while it is made. Safe for any number of threads.
 */
public final class TreeListing {

    private static final String FOLDER_KEY = "1/";
    private static final String FILE_KEY = "2/";

    /** A list of no more lines is made before it is sent, and so can be kept ready to be sent again. */
    private static final int SHORT = 1000;

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
        boolean recursive = query.flag("recursive");
        String prefix = path.map(found -> found + "/").orElse("");
        FolderListing listing = reader.listing(folder, prefix, recursive);
        if (Page.isByKey(query)) {
            return byKey(listing, query, links, sizes);
        }
        Optional<Page> page = Page.byNumber(query);
        if (page.isPresent()) {
            List<ListedEntry> lines =
                    first(listing.from(page.get().offset()), page.get().size());
            return json(lines, sizes).with(page.get().headers(listing.size(), links));
        }
        List<Answer.Header> headers = Page.whole(listing.size(), links);
        if (listing.size() <= SHORT) {
            return json(first(listing.from(0), SHORT), sizes).with(headers);
        }
        return Answer.writtenJson(json -> write(json, listing.from(0), sizes))
                .with(headers)
                .withTag(EntityTag.ofParts(
                        folder.hex(), prefix, "recursive: " + recursive, "sizes: " + sizes, headers.toString()));
    }

    private static Answer byKey(FolderListing listing, Query query, Links links, boolean sizes) {
        Page.Sliced<ListedEntry> page = Page.firstByKey(
                first(behind(listing, query.text("page_token").orElse(FOLDER_KEY)), Page.MAX_SIZE + 1),
                query,
                (last, size) -> links.next(size, "page_token", key(last)));
        return json(page.items(), sizes).with(page.headers());
    }

    private static Iterator<ListedEntry> behind(FolderListing listing, String token) {
        if (token.equals(FOLDER_KEY)) {
            return listing.from(0);
        }
        if (token.startsWith(FOLDER_KEY)) {
            return listing.afterFolder(token.substring(FOLDER_KEY.length()));
        }
        if (token.startsWith(FILE_KEY)) {
            return listing.afterFile(token.substring(FILE_KEY.length()));
        }
        throw ApiException.parameter("page_token is none that this server gave");
    }

    private static String key(ListedEntry entry) {
        return (entry.entry() instanceof FolderEntry ? FOLDER_KEY : FILE_KEY) + entry.path();
    }

    private static List<ListedEntry> first(Iterator<ListedEntry> lines, int most) {
        List<ListedEntry> first = new ArrayList<>();
        while (first.size() < most && lines.hasNext()) {
            first.add(lines.next());
        }
        return first;
    }

    private static Answer json(List<ListedEntry> lines, boolean sizes) {
        return Answer.json(json -> write(json, lines.iterator(), sizes));
    }

    private static void write(JsonGenerator json, Iterator<ListedEntry> lines, boolean sizes) {
        json.writeStartArray();
        while (lines.hasNext()) {
            write(json, lines.next(), sizes);
        }
        json.writeEndArray();
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
