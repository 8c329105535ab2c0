package io.erpconfig.http.diff;

/** A run of old lines, by index, in whose place there is a run of new ones; either may be empty, its end not included. */
record Edit(int oldFrom, int oldTo, int newFrom, int newTo) {

    int deleted() {
        return oldTo - oldFrom;
    }

    int added() {
        return newTo - newFrom;
    }
}
