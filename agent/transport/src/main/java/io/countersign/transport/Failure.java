package io.countersign.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;

/**
 * Why there is no answer, for the person who must act. The causes are not handed on: what a library puts into a message may
 * be a URL, a header or what a server said.
 */
final class Failure {
    private static final int SHOWN = 300;

    /** How a server refuses a client certificate, or that there is none (RFC 8446, section 6.2; RFC 5246, section 7.2.2). */
    private static final List<String> OF_CERTIFICATES = Arrays.asList("no_certificate", "bad_certificate", "unsupported_certificate",
            "certificate_revoked", "certificate_expired", "certificate_unknown", "unknown_ca", "access_denied", "certificate_required");
    private static final String RECEIVED = "Received fatal alert: ";

    private final HttpUrl url;
    private final ProxyAddress proxy;
    private final Path trust;
    private final OwnKeyManager keys;
    private final int timeLimit;
    private final int sizeLimit;

    /**
     * @param proxy null for none
     * @param trust null for the JVM's own trust store
     * @param keys for a server that asks who it is that calls
     */
    Failure(HttpUrl url, ProxyAddress proxy, Path trust, OwnKeyManager keys, int timeLimit, int sizeLimit) {
        this.url = url;
        this.proxy = proxy;
        this.trust = trust;
        this.keys = keys;
        this.timeLimit = timeLimit;
        this.sizeLimit = sizeLimit;
    }

    /** {@code idp.example.com:443}. */
    static String place(HttpUrl url) {
        return (url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]") + ":" + url.port();
    }

    IOException tooLong() {
        return new IOException("the answer of " + place(url) + " is longer than " + (sizeLimit >> 20 << 20 == sizeLimit
                ? (sizeLimit >> 20) + " MiB" : sizeLimit + " bytes"));
    }

    /** A fault of the library's, or of how it is used. */
    IOException of(RuntimeException e) {
        return new IOException("the call to " + place(url) + " failed (" + e.getClass().getName() + ")");
    }

    IOException of(IOException e, boolean isTimedOut) {
        return new IOException(text(e, isTimedOut));
    }

    private String text(IOException e, boolean isTimedOut) {
        if (isUnanswered(e)) {
            return "the look-up of " + (proxy == null ? url.host() : proxy.host + ", the proxy to " + place(url))
                    + " did not end within " + time();
        } else if (isTimedOut) {
            return place(url) + " gave no whole answer within " + time() + byProxy();
        } else if (e instanceof InterruptedIOException) {
            return "the call to " + place(url) + " was interrupted";
        } else if (e instanceof UnknownHostException) {
            return "unknown host " + (proxy == null ? url.host() : proxy.host + ", the proxy to " + place(url));
        } else if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "cannot connect to " + (proxy == null ? place(url) : "the proxy " + proxy + " on the way to " + place(url))
                    + " (" + reason(e) + ")";
        } else if (e instanceof SSLException) {
            return tls((SSLException) e);
        } else if (e instanceof EOFException || message(e).startsWith("unexpected end of stream")) {
            return place(url) + " ended the connection before its answer was whole" + byCertificate() + byProxy();
        } else if (e instanceof SocketException) {
            return "the connection to " + place(url) + " failed (" + reason(e) + ")" + byCertificate() + byProxy();
        }
        return proxy != null && message(e).endsWith("authenticate with proxy") ? "the proxy " + proxy + " on the way to " + place(url)
                + (proxy.authorization == null ? " asks for a user and a password" : " does not accept the user and password that it was given")
                : proxy != null && message(e).startsWith("Unexpected response code for CONNECT: ")
                ? "the proxy " + proxy + " does not let through to " + place(url) + " (status " + message(e).replaceAll("\\D", "") + ")"
                : "the answer of " + place(url) + " is not one of HTTP that can be read (" + e.getClass().getSimpleName() + ")" + byProxy();
    }

    /** The time of the call may have run out as well, which OkHttp then puts around it. */
    private static boolean isUnanswered(Throwable e) {
        return e instanceof Lookup.Unanswered || e.getCause() != null && isUnanswered(e.getCause());
    }

    private String time() {
        return timeLimit % 1000 == 0 ? timeLimit / 1000 + " s" : timeLimit + " ms";
    }

    private String byProxy() {
        return proxy == null ? "" : ", by the proxy " + proxy;
    }

    /** A server's word on the certificate may not be heard: it ends the connection with it, while this side still writes. */
    private String byCertificate() {
        return !url.isHttps() || !keys.wasAskedBy(url.host()) ? "" : keys.pair == null ? "; it asks for a client certificate, and is shown none"
                : "; it may not accept the client certificate of " + keys.pair;
    }

    private String tls(SSLException e) {
        if (e instanceof SSLPeerUnverifiedException) {
            int names = message(e).indexOf("subjectAltNames: ");
            return "the certificate of " + place(url) + " is not for " + url.host()
                    + (names < 0 ? "" : ", but for " + shown(message(e).substring(names + "subjectAltNames: ".length())));
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return "the certificate of " + place(url) + " is not trusted (" + reason(cause) + "); "
                        + (trust == null ? "the JVM's own trust store is asked, and 'trust' names a file of other certificates"
                                : "'trust' names " + trust);
            }
        }
        String alert = alert(e);
        return OF_CERTIFICATES.contains(alert) ? refusal(alert)
                : "no TLS with " + place(url) + " (" + reason(e) + ")" + byCertificate() + byProxy();
    }

    private String refusal(String alert) {
        return place(url) + (keys.pair == null ? " wants a client certificate, and is shown none"
                : alert.equals("certificate_required") ? " wants a client certificate of another kind than that of " + keys.pair
                : " does not accept the client certificate of " + keys.pair) + " (" + alert + ")";
    }

    /** The one that the server has sent, as the JDK says it; null for none. */
    private static String alert(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            int at = message(cause).indexOf(RECEIVED);
            if (at >= 0) {
                return message(cause).substring(at + RECEIVED.length());
            }
        }
        return null;
    }

    /** What the innermost cause says. */
    private static String reason(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String text = message(innermost);
        if (text.startsWith("Connection refused")) {
            return "connection refused";
        }
        return text.isEmpty() ? innermost.getClass().getSimpleName() : shown(text);
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? "" : e.getMessage();
    }

    /** A certificate's names are the server's own words. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < SHOWN; i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c > '~' ? '?' : c);
        }
        return shown.append(text.length() > SHOWN ? "…" : "").toString();
    }
}
