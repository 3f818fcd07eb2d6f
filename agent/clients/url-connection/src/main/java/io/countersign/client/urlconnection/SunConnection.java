package io.countersign.client.urlconnection;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.Socket;

/**
 * The inside of {@code sun.net.www.protocol.http.HttpURLConnection} and of the {@code sun.net.www.http.HttpClient} that
 * holds its socket, the same from JDK 8 to 25. As in {@link MessageHeaders}, the handles are constants.
 */
final class SunConnection {
    /** Up to here an answer that is not wanted is read, so that its connection can be used again. In bytes. */
    private static final int WORTH_READING = 1 << 16;

    private static final MethodHandle CLIENT;
    private static final MethodHandle REQUESTS;
    private static final MethodHandle RESPONSES;
    private static final MethodHandle USER_HEADERS;
    private static final MethodHandle POSTER;
    private static final MethodHandle STREAMING;
    private static final MethodHandle SET_REMEMBERED;
    private static final MethodHandle SET_MESSAGE;
    private static final MethodHandle WRITE_REQUESTS;
    private static final MethodHandle EXPECT_CONTINUE;
    private static final MethodHandle RESET;
    private static final MethodHandle DISCONNECT;

    private static final MethodHandle PROXY;
    private static final MethodHandle SOCKET;
    private static final MethodHandle OUTPUT;
    private static final MethodHandle SET_OUTPUT;
    private static final MethodHandle INPUT;
    private static final MethodHandle KEEPS_ALIVE;
    private static final MethodHandle SET_REUSE;
    private static final MethodHandle WRITTEN;
    private static final MethodHandle CLOSE;

    static {
        try {
            Class<?> connection = Class.forName("sun.net.www.protocol.http.HttpURLConnection", false, null);
            CLIENT = getter(connection, "http");
            REQUESTS = getter(connection, "requests");
            RESPONSES = getter(connection, "responses");
            USER_HEADERS = getter(connection, "userHeaders");
            POSTER = getter(connection, "poster");
            STREAMING = method(connection, "streaming");
            SET_REMEMBERED = setter(connection, "rememberedException");
            SET_MESSAGE = setter(HttpURLConnection.class, "responseMessage");
            WRITE_REQUESTS = method(connection, "writeRequests");
            EXPECT_CONTINUE = method(connection, "expect100Continue");
            RESET = method(connection, "reset");
            DISCONNECT = method(connection, "disconnectInternal");
            Class<?> network = Class.forName("sun.net.NetworkClient", false, null);
            PROXY = getter(network, "proxy");
            SOCKET = getter(network, "serverSocket");
            OUTPUT = getter(network, "serverOutput");
            SET_OUTPUT = setter(network, "serverOutput");
            Class<?> client = Class.forName("sun.net.www.http.HttpClient", false, null);
            INPUT = method(client, "getInputStream").asType(MethodType.methodType(Object.class, Object.class));
            KEEPS_ALIVE = method(client, "isKeepingAlive");
            SET_REUSE = setter(client, "reuse");
            WRITTEN = getter(client, "requests");
            CLOSE = method(client, "closeServer");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's HttpURLConnection is not as expected", e);
        }
    }

    private SunConnection() {}

    private static MethodHandle getter(Class<?> type, String name) throws ReflectiveOperationException {
        return MethodHandles.lookup().unreflectGetter(field(type, name)).asType(MethodType.methodType(Object.class, Object.class));
    }

    private static MethodHandle setter(Class<?> type, String name) throws ReflectiveOperationException {
        MethodHandle setter = MethodHandles.lookup().unreflectSetter(field(type, name));
        Class<?> value = setter.type().parameterType(1);
        return setter.asType(MethodType.methodType(void.class, Object.class, value.isPrimitive() ? value : Object.class));
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private static MethodHandle method(Class<?> type, String name) throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name);
        method.setAccessible(true);
        MethodHandle handle = MethodHandles.lookup().unreflect(method);
        return handle.asType(handle.type().changeParameterType(0, Object.class));
    }

    private static Object get(MethodHandle getter, Object of) {
        try {
            return (Object) getter.invokeExact(of);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(MethodHandle setter, Object of, Object value) {
        try {
            setter.invokeExact(of, value);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean is(MethodHandle question, Object of) {
        try {
            return (boolean) question.invokeExact(of);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it throws is thrown on as it is. */
    private static void call(MethodHandle method, Object of) throws IOException {
        try {
            method.invokeExact(of);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What holds the socket; null if there is none. */
    static Object client(HttpURLConnection connection) {
        return get(CLIENT, connection);
    }

    /** The request line and fields. */
    static Object requests(HttpURLConnection connection) {
        return get(REQUESTS, connection);
    }

    /** The status line and fields. */
    static Object responses(HttpURLConnection connection) {
        return get(RESPONSES, connection);
    }

    /** The fields that the application has set itself; null if there is none. */
    static Object userHeaders(HttpURLConnection connection) {
        return get(USER_HEADERS, connection);
    }

    /** The body in buffered mode; null if there is none. */
    static ByteArrayOutputStream poster(HttpURLConnection connection) {
        return (ByteArrayOutputStream) get(POSTER, connection);
    }

    /** Whether the body is sent while the application writes it. */
    static boolean streams(HttpURLConnection connection) {
        return is(STREAMING, connection);
    }

    /** Asked of the client that holds the socket: {@code usingProxy()} knows of no SOCKS. */
    static boolean viaProxy(HttpURLConnection connection) {
        Proxy used = (Proxy) get(PROXY, client(connection));
        return used != null && used.type() != Proxy.Type.DIRECT;
    }

    /** The request line and fields that a client has written last; null if none. */
    static Object written(Object client) {
        return get(WRITTEN, client);
    }

    static Socket socket(Object client) {
        return (Socket) get(SOCKET, client);
    }

    /** Closes a client's socket. */
    static void close(Object client) {
        try {
            CLOSE.invokeExact(client);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static PrintStream output(Object client) {
        return (PrintStream) get(OUTPUT, client);
    }

    static void setOutput(Object client, PrintStream output) {
        set(SET_OUTPUT, client, output);
    }

    /** Hands the request's head to the client that holds the socket; if that cannot write it, once more to a fresh one. */
    static void writeRequests(HttpURLConnection connection) throws IOException {
        call(WRITE_REQUESTS, connection);
    }

    /** Waits for the server's {@code 100 Continue}. */
    static void expectContinue(HttpURLConnection connection) throws IOException {
        call(EXPECT_CONTINUE, connection);
    }

    /** Has whoever asks for the response be told of this failure. */
    static void remember(HttpURLConnection connection, IOException failure) {
        set(SET_REMEMBERED, connection, failure);
    }

    /**
     * Takes the connection back to where it was before the request was sent. Its socket is kept if the answer comes to a
     * near end, as the JDK does for its own rounds of authentication; otherwise the next is sent on another.
     */
    static void rewind(HttpURLConnection connection) throws IOException {
        Object client = client(connection);
        set(SET_MESSAGE, connection, null);
        if (is(KEEPS_ALIVE, client) && isReadToItsEnd(connection, client)) {
            call(RESET, connection);
        } else {
            call(DISCONNECT, connection);
        }
    }

    /** Only where the JDK itself sees its end, or there is nothing to read: else the next answer might begin within this one. */
    private static boolean isReadToItsEnd(HttpURLConnection connection, Object client) {
        InputStream in = (InputStream) get(INPUT, client);
        if (connection.getRequestMethod().equals("HEAD")) {
            return true;
        }
        if (in instanceof BufferedInputStream) {
            return "0".equals(MessageHeaders.find(responses(connection), "Content-Length"));
        }
        setReuse(client, true);
        try {
            byte[] some = new byte[4096];
            int read = 0;
            for (int n = in.read(some); n >= 0 && read < WORTH_READING; n = in.read(some)) {
                read += n;
            }
            if (read < WORTH_READING) {
                return true;
            }
        } catch (IOException e) {
            // Nobody wants what could not be read.
        }
        setReuse(client, false);
        return false;
    }

    /** Whether the client is to stay out of the cache of connections when its answer has been read. */
    private static void setReuse(Object client, boolean reuse) {
        try {
            SET_REUSE.invokeExact(client, reuse);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
