package io.countersign.request;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request as a test writes it down: {@code new TestRequest("POST", "https://a.example/x?y=1").with("Accept", "text/plain").body("{}")}. */
public class TestRequest implements OutgoingRequest {
    private final String method;
    private final URI uri;
    private final List<String> fields = new ArrayList<>();
    private byte[] body;
    public boolean viaProxy;
    public Socket socket;
    public boolean repeatable = true;

    /** What it went out with, once it has. */
    public Headers put;

    /** How often it has waited, and what happens meanwhile. */
    public int waited;
    public Runnable whileWaiting = () -> { };

    /** What goes on later, where it has not waited long enough. */
    public LaterSigning later;

    public TestRequest(String method, String uri) {
        this.method = method;
        this.uri = URI.create(uri);
    }

    /** One more header field of the application's. */
    public TestRequest with(String name, String value) {
        fields.add(name);
        fields.add(value);
        return this;
    }

    public TestRequest body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public TestRequest body(byte[] bytes) {
        body = bytes;
        return this;
    }

    @Override
    public String client() {
        return "test";
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String scheme() {
        return uri.getScheme();
    }

    @Override
    public String host() {
        return uri.getHost();
    }

    @Override
    public int port() {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    @Override
    public String rawPath() {
        return uri.getRawPath();
    }

    @Override
    public String rawQuery() {
        return uri.getRawQuery();
    }

    @Override
    public Socket socket() {
        return socket;
    }

    @Override
    public boolean viaProxy() {
        return viaProxy;
    }

    @Override
    public boolean carries(String header) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(header)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String[] fields() {
        return fields.toArray(new String[0]);
    }

    @Override
    public boolean hasBody() {
        return body != null;
    }

    @Override
    public long bodyLength() {
        return body.length;
    }

    @Override
    public boolean isRepeatable() {
        return repeatable;
    }

    /** In the place of a thread that waits: whoever the test has complete it does so here. */
    @Override
    public boolean await(CompletableFuture<?> pending, LaterSigning signing) throws IOException {
        waited++;
        later = signing;
        for (int i = 0; i < 100 && !pending.isDone(); i++) {
            whileWaiting.run();
        }
        return pending.isDone();
    }

    @Override
    public String sent(String header) {
        return put == null ? null : put.value(header);
    }

    /** In two pieces where it is long enough, as it may come. */
    @Override
    public boolean readBody(BodySigning signing) throws IOException {
        int half = body.length / 2;
        signing.update(body, 0, half);
        signing.update(body, half, body.length - half);
        return true;
    }
}
