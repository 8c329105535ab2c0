package io.erpconfig.app;

import io.erpconfig.core.error.DamagedRecord;
import java.util.List;

/** What a command says of records that it can't list. */
final class DamagedRecords {

    private DamagedRecords() {}

    /** Names them on standard error. */
    static void tell(Shell shell, String kind, List<DamagedRecord> damaged) {
        damaged.forEach(each -> shell.err().println("damaged: " + kind + " " + each.name() + ": " + each.finding()));
    }
}
