package io.erpconfig.store.gridfs;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.testkit.TestStores;
import java.time.Clock;

/** A store on the server of this run, for tests of what is built upon stores. */
public final class GridFsTestStores implements TestStores.Kind {

    @Override
    public String name() {
        return "gridfs";
    }

    @Override
    public ConfigStore open(Clock clock) {
        return GridFsStore.open(TestServer.newDatabase(), clock, Runnable::run).store();
    }
}
