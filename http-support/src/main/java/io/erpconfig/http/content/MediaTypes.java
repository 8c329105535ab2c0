package io.erpconfig.http.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.GitBlob;
import io.erpconfig.core.read.ConfigReader;
import io.erpconfig.http.UnreadableContent;
import io.erpconfig.http.Utf8Text;
import java.io.IOException;
import java.io.InputStream;

/** Media types of files' contents, each found out once. Safe for any number of threads. */
final class MediaTypes {

    private static final int KEPT = 50_000;

    private final ConfigReader reader;
    private final Cache<BlobId, String> known =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    MediaTypes(ConfigReader reader) {
        this.reader = reader;
    }

    String of(GitBlob content) {
        String type = known.getIfPresent(content.blob());
        if (type == null) {
            type = look(content);
            known.put(content.blob(), type);
        }
        return type;
    }

    private String look(GitBlob content) {
        try (InputStream in = reader.open(content)) {
            return Utf8Text.is(in) ? Utf8Text.TEXT : Utf8Text.BINARY;
        } catch (IOException e) {
            throw UnreadableContent.error("can't read blob " + content.blob(), e);
        }
    }
}
