package io.erpconfig.benchmarks;

/** The target of a save. Safe for any number of threads. */
interface SaveTarget {

    /**
     * Saves one file, and returns when the target says that it is saved.
     *
     * @param project which of the target's projects, counted from 0; each has one branch of {@link SaveLoad#FILES} files
     * @param path    one of {@link SaveLoad#path}
     * @param content what the file holds from now on; never the same twice
     */
    void save(int project, String path, String content) throws Exception;
}
