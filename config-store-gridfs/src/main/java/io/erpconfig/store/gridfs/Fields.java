package io.erpconfig.store.gridfs;

import io.erpconfig.core.error.ConfigStoreException;
import io.erpconfig.core.error.ErrorCode;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;

/** The fields of a document as they are expected; one that is missing or of another type is none of ours. */
record Fields(Document document) {

    /**
     * Reads a record.
     *
     * @throws ConfigStoreException {@link ErrorCode#STORAGE_DAMAGED}, naming the document, if it is none
     */
    static <T> T decode(String collection, Document document, Function<Fields, T> decoder) {
        try {
            return decoder.apply(new Fields(document));
        } catch (IllegalArgumentException | ClassCastException | ArithmeticException | ConfigStoreException e) {
            throw Database.damaged(collection, document.get("_id"), e.getMessage());
        }
    }

    private Object value(String name) {
        Object value = document.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }

    boolean has(String name) {
        return document.containsKey(name);
    }

    String text(String name) {
        return (String) value(name);
    }

    Optional<String> optionalText(String name) {
        return Optional.ofNullable(document.getString(name));
    }

    List<String> texts(String name) {
        return ((List<?>) value(name)).stream().map(String.class::cast).toList();
    }

    /** Servers and tools take the liberty to keep a whole number in any type that can hold it. */
    long number(String name) {
        return ((Number) value(name)).longValue();
    }

    Optional<Long> optionalNumber(String name) {
        return has(name) ? Optional.of(number(name)) : Optional.empty();
    }

    boolean flag(String name) {
        return (Boolean) value(name);
    }

    Instant time(String name) {
        return ((Date) value(name)).toInstant();
    }

    Optional<Instant> optionalTime(String name) {
        return Optional.ofNullable(document.getDate(name)).map(Date::toInstant);
    }

    Fields object(String name) {
        return new Fields((Document) value(name));
    }

    Optional<Fields> optionalObject(String name) {
        return Optional.ofNullable((Document) document.get(name)).map(Fields::new);
    }

    List<Fields> objects(String name) {
        return ((List<?>) value(name))
                .stream().map(each -> new Fields((Document) each)).toList();
    }
}
