package io.countersign.transport;

import io.countersign.background.Call;
import io.countersign.background.Identity;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.match.HostName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * The agent's calls as OkHttp makes them. Whatever has a default that an application can set for the whole JVM is given
 * here: the TLS context and its verifier of host names, the proxy, the sockets. Cookies, a cache and answers to challenges
 * there are none, and no redirect is followed.
 */
final class OkHttpCalls {
    /** An idle connection is of use to the next call of one errand alone. Servers drop theirs after five seconds and more. */
    private static final int IDLE_SECONDS = 2;

    /** Of Amazon EC2's metadata, ECS's and EKS's credentials, which are there over plain http alone. */
    private static final List<String> METADATA = Arrays.asList("169.254.169.254", "fd00:ec2:0:0:0:0:0:254",
            "169.254.170.2", "169.254.170.23", "fd00:ec2:0:0:0:0:0:23");

    private final Proxies proxies;
    private final int timeLimit;
    private final int sizeLimit;
    private final OkHttpClient base;

    /** By whom they show, then by whom they trust, null for either standing for none: gone with an identity that no policy has any more. */
    private final Map<Identity, Map<Path, TrustingClient>> clients = new WeakHashMap<>();

    OkHttpCalls(Proxies proxies, Lookup lookup, int timeLimit, int sizeLimit) {
        this.proxies = proxies;
        this.timeLimit = timeLimit;
        this.sizeLimit = sizeLimit;
        this.base = new OkHttpClient.Builder()
                .callTimeout(timeLimit, TimeUnit.MILLISECONDS)
                // Those of single steps would say no more than the one of the whole call.
                .connectTimeout(0, TimeUnit.MILLISECONDS)
                .readTimeout(0, TimeUnit.MILLISECONDS)
                .writeTimeout(0, TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .followSslRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .dns(lookup)
                .socketFactory(new PlainSockets())
                .connectionPool(new ConnectionPool(5, IDLE_SECONDS, TimeUnit.SECONDS))
                .build();
    }

    Reply send(Call call) throws IOException {
        HttpUrl url = HttpUrl.parse(call.url.toString());
        if (url == null) {
            throw new IOException("the URL of a call is not one of http or https with a host: " + call.url.getScheme() + "://"
                    + call.url.getHost());
        }
        String host = canonical(url);
        boolean isNear = HostName.isLoopback(host) || call.isMetadata && METADATA.contains(host);
        if (!url.isHttps() && !isNear) {
            throw new IOException(Failure.place(url) + " is not called over plain http, which is for loopback alone; https is needed");
        }
        ProxyAddress proxy = isNear ? null : proxies.of(call.route, host, url.port());
        TrustingClient.Client client = clientOf(call.route);
        Failure failure = new Failure(url, proxy, call.route.trust, client.keys, timeLimit, sizeLimit);
        Request request = request(call, url);
        okhttp3.Call sent = through(proxy, client.http).newCall(request);
        try (Response response = sent.execute()) {
            return reply(response, client);
        } catch (TooLong e) {
            throw failure.tooLong();
        } catch (IOException e) {
            throw failure.of(e, sent.isCanceled());
        } catch (RuntimeException e) {
            throw failure.of(e);
        }
    }

    private static String canonical(HttpUrl url) throws IOException {
        try {
            return HostName.canonical(url.host());
        } catch (IllegalArgumentException e) {
            throw new IOException("the URL of a call names no host: " + url.host());
        }
    }

    private TrustingClient.Client clientOf(Route route) throws IOException {
        TrustingClient client;
        synchronized (clients) {
            client = clients.computeIfAbsent(route.identity, shown -> new HashMap<>())
                    .computeIfAbsent(route.trust, trusted -> new TrustingClient(base, trusted));
        }
        return client.current(route.identity);
    }

    private static OkHttpClient through(ProxyAddress proxy, OkHttpClient client) {
        if (proxy == null) {
            return client;
        }
        return client.newBuilder()
                .proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host, proxy.port)))
                .proxyAuthenticator(new ProxyAnswer(proxy.authorization))
                .build();
    }

    private static Request request(Call call, HttpUrl url) throws IOException {
        Headers.Builder headers = new Headers.Builder().add("User-Agent", "countersign").add("Accept", "application/json");
        for (int i = 0; i < call.headers.length; i += 2) {
            headers.removeAll(call.headers[i]);
        }
        for (int i = 0; i < call.headers.length; i += 2) {
            checkHeader(call.headers[i], call.headers[i + 1]);
            // Written in UTF-8. What it is checked for is what is checked above, with a message that holds no value.
            headers.addUnsafeNonAscii(call.headers[i], call.headers[i + 1]);
        }
        Request.Builder request = new Request.Builder().url(url).headers(headers.build());
        return (call.form != null ? request.post(new TextOnce(call.form, TextOnce.FORM))
                : call.body != null ? request.method(call.method, new TextOnce(call.body, call.type)) : request).build();
    }

    private static void checkHeader(String name, String value) throws IOException {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' && value.charAt(i) != '\t' || value.charAt(i) == 0x7f) {
                throw new IOException("the value of the header '" + name + "' has a control character in it");
            }
        }
    }

    private static final class TooLong extends IOException {}

    private Reply reply(Response response, TrustingClient.Client client) throws IOException {
        ResponseBody body = response.body();
        BufferedSource source = body.source();
        // What is counted is what has been decoded: a few bytes of gzip may stand for any number.
        if (source.request(sizeLimit + 1L)) {
            throw new TooLong();
        }
        MediaType type = body.contentType();
        Charset charset = type == null ? StandardCharsets.UTF_8 : type.charset(StandardCharsets.UTF_8);
        String text = new String(source.readByteArray(), charset);
        // A byte order mark, which RFC 8259, section 8.1, lets a reader of JSON ignore.
        return new Reply(response.code(), response.headers().toMultimap(), text.startsWith("\uFEFF") ? text.substring(1) : text, client.keys.pair);
    }
}
