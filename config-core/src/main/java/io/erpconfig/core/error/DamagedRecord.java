package io.erpconfig.core.error;

import static java.util.Objects.requireNonNull;

/**
 * A record that is there and can't be read. Others are found beside it.
 *
 * @param name    what it is called among its kind, as far as that can be told from where it is
 * @param finding says what is wrong with it
 */
public record DamagedRecord(String name, String finding) {

    public DamagedRecord {
        requireNonNull(name, "name");
        requireNonNull(finding, "finding");
    }
}
