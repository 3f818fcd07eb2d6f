package io.countersign.client.jdk;

import java.lang.invoke.MethodHandle;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.Collection;
import java.util.List;

/**
 * Which bodies can be read twice for sure: the JDK's own of arrays, strings and files, and what it makes of several of them.
 * Of arrays that an {@code Iterable} gives only where that is a collection: another may have but one round in it.
 */
final class Repeatable {
    private static final String PUBLISHERS = "jdk.internal.net.http.RequestPublishers$";
    private static final Class<?> ARRAY = publisher("ByteArrayPublisher");
    private static final Class<?> STRING = publisher("StringPublisher");
    private static final Class<?> EMPTY = publisher("EmptyPublisher");
    private static final Class<?> FILE = publisher("FilePublisher");
    private static final Class<?> ARRAYS = publisher("IterablePublisher");
    private static final MethodHandle ARRAYS_CONTENT = field(ARRAYS, "content");

    /** Null before Java 16. */
    private static final Class<?> SEVERAL = publisher("AggregatePublisher");
    private static final MethodHandle SEVERAL_BODIES = field(SEVERAL, "bodies");

    private Repeatable() {}

    private static Class<?> publisher(String name) {
        try {
            return Class.forName(PUBLISHERS + name);
        } catch (ClassNotFoundException e) {
            // A body of a kind that is not there is held like any other.
            return null;
        }
    }

    private static MethodHandle field(Class<?> type, String name) {
        try {
            return type == null ? null : ExchangeParts.get(type, name);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    static boolean isRepeatable(BodyPublisher publisher) {
        return is(publisher, true);
    }

    /** Whether it is repeatable and nothing has to be waited for when it is read. */
    static boolean isInMemory(BodyPublisher publisher) {
        return is(publisher, false);
    }

    private static boolean is(BodyPublisher publisher, boolean files) {
        Class<?> type = publisher.getClass();
        if (type == ARRAY || type == STRING || type == EMPTY) {
            return true;
        } else if (type == FILE) {
            return files;
        } else if (type == ARRAYS) {
            return ARRAYS_CONTENT != null && ExchangeParts.call(ARRAYS_CONTENT, publisher) instanceof Collection;
        } else if (type != SEVERAL || SEVERAL_BODIES == null) {
            return false;
        }
        for (Object each : (List<?>) ExchangeParts.call(SEVERAL_BODIES, publisher)) {
            if (!is((BodyPublisher) each, files)) {
                return false;
            }
        }
        return true;
    }
}
