package io.erpconfig.folder;

/**
 * The folders of a command's caller, by the names that the caller knows them by. Used by one thread. What can't be done is
 * a {@link FolderException}.
 */
public interface Folders {

    /**
     * Finds what is in a folder. What is named {@code .git} in any case, folder or file, is left out; nothing is read yet.
     *
     * @param maxFileSize in bytes
     * @throws FolderException if there is no such folder, or something in it can't be imported
     */
    FoundFolder find(String folder, long maxFileSize);

    /**
     * Makes a folder, or takes one that is empty, to write into.
     *
     * @param marker an empty file of this name is in the folder until it is {@linkplain NewFolder#complete complete}
     * @throws FolderException if something is in the folder already, or it can't be made
     */
    NewFolder make(String folder, String marker);
}
