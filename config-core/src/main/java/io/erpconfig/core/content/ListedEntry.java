package io.erpconfig.core.content;

/**
 * One line of a listing.
 *
 * @param path  from the branch's root
 * @param entry the file or folder
 */
public record ListedEntry(String path, TreeEntry entry) {}
