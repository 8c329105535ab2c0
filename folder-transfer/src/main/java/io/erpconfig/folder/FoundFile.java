package io.erpconfig.folder;

import io.erpconfig.core.content.ConfigPath;
import io.erpconfig.core.content.ContentSource;

/** A regular file in a folder as it was found. Reading it fails if it is not, to its end, the file that was found. */
public interface FoundFile extends ContentSource {

    /** Its place in the folder, and in the branch. */
    ConfigPath path();
}
