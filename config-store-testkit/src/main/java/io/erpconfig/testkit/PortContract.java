package io.erpconfig.testkit;

import io.erpconfig.core.ConfigStore;
import org.junit.jupiter.api.Assumptions;

/** The tests of one port, run on the store of the contract that they belong to. */
abstract class PortContract {

    private final ConfigStoreContract contract;

    PortContract(ConfigStoreContract contract) {
        this.contract = contract;
    }

    final ConfigStore store() {
        return contract.store();
    }

    /** Opens the store again, so that what comes after it sees what is stored; nothing happens if it isn't durable. */
    final void reopen() throws Exception {
        contract.reopen();
    }

    /** {@link #reopen()} in a test of nothing but durability: it is skipped if the store isn't durable. */
    final void reopenOrSkip() throws Exception {
        Assumptions.assumeTrue(contract.reopen(), "not a durable store");
    }

    final SettableClock clock() {
        return contract.clock();
    }

    final int rounds() {
        return contract.rounds();
    }
}
