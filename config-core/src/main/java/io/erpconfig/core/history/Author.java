package io.erpconfig.core.history;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import io.erpconfig.core.project.OwnerId;
import java.util.regex.Pattern;

/**
 * The user who saved: author and committer of the snapshot's commit.
 *
 * @param name  the user
 * @param email without {@code <}, {@code >}, blanks and control characters
 */
public record Author(OwnerId name, String email) {

    private static final Pattern EMAIL = Pattern.compile("[^\\s<>\\p{Cntrl}]{1,254}");

    public Author {
        if (!EMAIL.matcher(email).matches()) {
            throw new ConfigStoreException(ErrorCode.INVALID_ACCOUNT, "email has blanks, '<', '>' or is too long");
        }
    }

    /** An author without an e-mail address: {@code {user}@users.invalid} (contract, section 1). */
    public static Author of(OwnerId user) {
        return new Author(user, user + "@users.invalid");
    }
}
