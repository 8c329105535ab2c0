package io.erpconfig.core.edit;

import io.erpconfig.core.content.BlobId;
import io.erpconfig.core.content.BlobUpload;
import io.erpconfig.core.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** Reads and digests what it is given, and stores nothing. */
final class DigestingUpload implements BlobUpload {

    @Override
    public BlobId put(InputStream bytes) throws IOException {
        MessageDigest sha256 = Sha256.newDigest();
        new DigestInputStream(bytes, sha256).transferTo(OutputStream.nullOutputStream());
        return new BlobId(Sha256.ofDigest(sha256.digest()));
    }

    @Override
    public void commit() {
        throw new IllegalStateException("nothing of it is there to be made durable");
    }

    @Override
    public void close() {}
}
