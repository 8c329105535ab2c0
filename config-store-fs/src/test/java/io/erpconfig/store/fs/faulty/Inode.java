package io.erpconfig.store.fs.faulty;

/** A file or folder that names stand for. */
sealed interface Inode permits DurableFile, DurableFolder {}
