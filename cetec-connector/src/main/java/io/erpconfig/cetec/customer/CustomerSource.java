package io.erpconfig.cetec.customer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ERP, which knows its customers. Thread-safe. */
public interface CustomerSource extends AutoCloseable {

    /**
     * Asks for customers. What comes may be more than what was asked for, in rows and in columns.
     *
     * @return a row each: values by column, as the ERP has them
     * @throws UpstreamException if the ERP does not answer as it should
     */
    List<Map<String, @Nullable Object>> fetch(CustomerQuery query);

    @Override
    void close();
}
