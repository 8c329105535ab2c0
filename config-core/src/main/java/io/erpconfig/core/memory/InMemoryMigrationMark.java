package io.erpconfig.core.memory;

import io.erpconfig.core.mark.MigrationMark;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

final class InMemoryMigrationMark implements MigrationMark {

    private final AtomicReference<Optional<String>> source = new AtomicReference<>(Optional.empty());

    @Override
    public Optional<String> source() {
        return source.get();
    }

    @Override
    public boolean set(String from) {
        return source.getAndUpdate(before -> before.or(() -> Optional.of(from))).isEmpty();
    }

    @Override
    public void clear() {
        source.set(Optional.empty());
    }
}
