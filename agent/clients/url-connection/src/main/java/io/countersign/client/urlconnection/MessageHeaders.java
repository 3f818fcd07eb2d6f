package io.countersign.client.urlconnection;

import io.countersign.request.Headers;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * {@code sun.net.www.MessageHeader}, the first line and the header fields of a request or response, the same from JDK 8 to
 * 25. The first line of a request ({@code GET /a HTTP/1.1}) is a key with no value, that of a response a value with no key.
 * The handles are constants, which the compiler sees through; the class is loaded at the first request, when the JDK's are
 * there.
 */
final class MessageHeaders {
    private static final MethodHandle CREATE;
    private static final MethodHandle KEY;
    private static final MethodHandle VALUE;
    private static final MethodHandle ADD;

    static {
        try {
            Class<?> type = Class.forName("sun.net.www.MessageHeader", false, null);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CREATE = lookup.findConstructor(type, MethodType.methodType(void.class)).asType(MethodType.methodType(Object.class));
            MethodType text = MethodType.methodType(String.class, int.class);
            KEY = lookup.findVirtual(type, "getKey", text).asType(text.insertParameterTypes(0, Object.class));
            VALUE = lookup.findVirtual(type, "getValue", text).asType(text.insertParameterTypes(0, Object.class));
            ADD = lookup.findVirtual(type, "add", MethodType.methodType(void.class, String.class, String.class))
                    .asType(MethodType.methodType(void.class, Object.class, String.class, String.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's MessageHeader is not as expected", e);
        }
    }

    private MessageHeaders() {}

    static String requestLine(Object headers) {
        return key(headers, 0);
    }

    /** Null if there is no response yet. */
    static String statusLine(Object headers) {
        return value(headers, 0);
    }

    /** The first value of that name in any case; null if there is none. */
    static String find(Object headers, String name) {
        String k = key(headers, 0);
        for (int i = 0; k != null || value(headers, i) != null; k = key(headers, ++i)) {
            if (name.equalsIgnoreCase(k)) {
                return text(value(headers, i));
            }
        }
        return null;
    }

    /** All values of that name in any case, in their order. */
    static List<String> all(Object headers, String name) {
        List<String> values = Collections.emptyList();
        String k = key(headers, 0);
        for (int i = 0; k != null || value(headers, i) != null; k = key(headers, ++i)) {
            if (name.equalsIgnoreCase(k)) {
                if (values.isEmpty()) {
                    values = new ArrayList<>(2);
                }
                values.add(text(value(headers, i)));
            }
        }
        return values;
    }

    /** The fields of a request as they are written, names at even places, their values behind them. */
    static String[] fields(Object headers) {
        String[] fields = new String[32];
        int size = 0;
        String k = key(headers, 0);
        for (int i = 0; k != null || value(headers, i) != null; k = key(headers, ++i)) {
            if (i == 0 || k == null) {
                continue;
            }
            if (size == fields.length) {
                fields = Arrays.copyOf(fields, 2 * size);
            }
            fields[size++] = k;
            fields[size++] = text(value(headers, i));
        }
        return Arrays.copyOf(fields, size);
    }

    /** A field without a value is written as one with an empty value. */
    private static String text(String value) {
        return value == null ? "" : value;
    }

    /** A copy in which every spelling of the signed headers is replaced. */
    static Object copyWith(Object headers, Headers signed) {
        Object copy = create();
        String k = key(headers, 0);
        for (int i = 0; k != null || value(headers, i) != null; k = key(headers, ++i)) {
            if (k == null || !signed.has(k)) {
                add(copy, k, value(headers, i));
            }
        }
        for (int i = 0; i < signed.size(); i++) {
            add(copy, signed.name(i), signed.value(i));
        }
        return copy;
    }

    /** A copy behind this first line. */
    static Object copyBehind(String requestLine, Object headers) {
        Object copy = create();
        add(copy, requestLine, null);
        String k = key(headers, 0);
        for (int i = 0; k != null || value(headers, i) != null; k = key(headers, ++i)) {
            add(copy, k, value(headers, i));
        }
        return copy;
    }

    private static Object create() {
        try {
            return (Object) CREATE.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(Object headers, int index) {
        try {
            return (String) KEY.invokeExact(headers, index);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(Object headers, int index) {
        try {
            return (String) VALUE.invokeExact(headers, index);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Object headers, String name, String text) {
        try {
            ADD.invokeExact(headers, name, text);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
