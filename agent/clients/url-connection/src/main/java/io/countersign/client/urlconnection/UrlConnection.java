package io.countersign.client.urlconnection;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;
import java.net.HttpURLConnection;

/**
 * {@code java.net.HttpURLConnection}, http and https. Woven where a hop's request headers, complete, are handed to the
 * connection that writes them: what is written is a signed copy, so that the connection's own headers, which its log and
 * its getters show and a redirect carries on, stay unsigned. A CONNECT is handed over elsewhere. Woven, too, where it is about
 * to connect, to wait for what a credential lacks; where the head of an answer is looked at first, where it is asked whether to
 * go on to another hop, and where a server is asked whether it wants the body.
 */
public final class UrlConnection implements Client {
    static final String NAME = "HttpURLConnection";

    private static final String CONNECTION = "sun.net.www.protocol.http.HttpURLConnection";
    private static final String TO_OUTPUT = "()Ljava/io/OutputStream;";
    private static final String TO_INPUT = "()Ljava/io/InputStream;";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Joinpoint[] joinpoints() {
        return new Joinpoint[] {
            Joinpoint.callArgument(CONNECTION, "writeRequests", "()V", "sun.net.www.http.HttpClient", "writeRequests"),
            Joinpoint.call(CONNECTION, "getOutputStream0", TO_OUTPUT, CONNECTION, "expect100Continue"),
            Joinpoint.callArgument(CONNECTION, "getInputStream0", TO_INPUT, "sun.net.www.MessageHeader", "filterNTLMResponses"),
            Joinpoint.callResult(CONNECTION, "getInputStream0", TO_INPUT, CONNECTION, "followRedirect"),
            Joinpoint.of(Kind.ENTRY, CONNECTION, "plainConnect0", "()V")
        };
    }

    @Override
    public String[] opens() {
        return new String[] {"java.base/java.net", "java.base/sun.net", "java.base/sun.net.www", "java.base/sun.net.www.http",
            "java.base/sun.net.www.protocol.http"};
    }

    @Override
    public Handler[] handlers(Engine engine) {
        Answers answers = new Answers(engine);
        return new Handler[] {new WriteRequests(engine), new ExpectContinue(), answers::read, answers::followed,
            (connection, nothing) -> {
                HttpURLConnection ahead = (HttpURLConnection) connection;
                if (engine.waits(ahead.getURL().getHost())) {
                    engine.prepare(Hop.ahead(ahead));
                }
                return null;
            }};
    }
}
