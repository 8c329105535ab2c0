package io.erpconfig.store.fs.faulty;

/** What a name stands for. */
sealed interface Inode permits DurableFile, DurableFolder {}
