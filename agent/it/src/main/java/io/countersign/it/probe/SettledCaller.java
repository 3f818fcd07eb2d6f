package io.countersign.it.probe;

import io.countersign.it.probe.deployed.UrlConnections;
import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.logging.LogManager;

/**
 * An application that settles things for its whole JVM: its URLs are opened by a factory of its own, which hands those of http and https
 * on to what the JDK has for them, and has another scheme beside. Answers with what it was answered, and with the log manager that there is.
 */
public final class SettledCaller implements Caller {
    static {
        URL.setURLStreamHandlerFactory(scheme -> scheme.startsWith("http") ? new Wrapper(jdk(scheme)) : scheme.equals("own") ? new Wrapper(jdk("http")) : null);
    }

    private static URLStreamHandler jdk(String scheme) {
        try {
            return (URLStreamHandler) Class.forName("sun.net.www.protocol." + scheme + ".Handler").getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Wrapper extends URLStreamHandler {
        private final URLStreamHandler handler;

        Wrapper(URLStreamHandler handler) {
            this.handler = handler;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return new URL(null, url.toExternalForm().replaceFirst("^own:", "http:"), handler).openConnection();
        }
    }

    @Override
    public String call(Call call) throws Exception {
        return new UrlConnections().send(call.url, call.body == null ? null : "body") + " " + LogManager.getLogManager().getClass().getName();
    }
}
