package io.erpconfig.store.fs;

import java.io.IOException;
import java.nio.file.Path;

/** Says that what is in a pack is not what was written there. */
final class DamagedPackException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Path pack;
    private final String finding;

    DamagedPackException(Path pack, String finding) {
        super(pack.getFileName() + " is damaged: " + finding);
        this.pack = pack;
        this.finding = finding;
    }

    Path pack() {
        return pack;
    }

    PackName name() {
        return PackName.parse(pack.getFileName().toString()).orElseThrow();
    }

    String finding() {
        return finding;
    }
}
