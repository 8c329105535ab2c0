package io.erpconfig.app;

/** A number of things, in words: {@code 1 file}, {@code 2 files}. */
record Count(long number, String noun) {

    @Override
    public String toString() {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
