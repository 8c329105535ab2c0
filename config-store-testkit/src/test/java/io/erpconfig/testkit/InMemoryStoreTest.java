package io.erpconfig.testkit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.memory.InMemoryStore;
import java.time.Clock;

class InMemoryStoreTest extends ConfigStoreContract {

    @Override
    protected ConfigStore create(Clock clock) {
        return InMemoryStore.create(clock);
    }
}
