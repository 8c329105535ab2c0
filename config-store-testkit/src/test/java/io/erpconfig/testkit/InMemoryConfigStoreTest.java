package io.erpconfig.testkit;

import io.erpconfig.core.ConfigStore;
import io.erpconfig.core.memory.InMemoryConfigStore;
import java.time.Clock;

class InMemoryConfigStoreTest extends ConfigStoreContract {

    @Override
    protected ConfigStore create(Clock clock) {
        return new InMemoryConfigStore(clock);
    }
}
