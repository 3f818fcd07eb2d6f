package io.countersign.client.okhttp;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;

/**
 * OkHttp 3.4 and later, 4 and 5. What a credential lacks is waited for before there is a connection. The last interceptor is
 * where a request may still be refused and where its body is written; the codec's writing of the headers is where they are put
 * on, below every interceptor and event listener. All run on one thread, one after the other, and meet in a stack that is bound
 * to it. What a server answers is seen where OkHttp decides whether it sends another request.
 */
public final class OkHttp implements Client {
    static final String NAME = "OkHttp";

    private static final String CONNECT = "okhttp3.internal.connection.ConnectInterceptor";
    private static final String CALL = "okhttp3.internal.http.CallServerInterceptor";
    private static final String FOLLOW_UP = "okhttp3.internal.http.RetryAndFollowUpInterceptor";
    private static final String INTERCEPT = "(Lokhttp3/Interceptor$Chain;)Lokhttp3/Response;";

    /** From 3.4 to 5, HTTP/1 and HTTP/2 each. */
    private static final String[] CODECS = {
        "okhttp3.internal.http.Http1xStream", "okhttp3.internal.http.Http2xStream",
        "okhttp3.internal.http1.Http1Codec", "okhttp3.internal.http2.Http2Codec",
        "okhttp3.internal.http1.Http1ExchangeCodec", "okhttp3.internal.http2.Http2ExchangeCodec"
    };

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Joinpoint[] joinpoints() {
        Joinpoint[] all = new Joinpoint[7 + CODECS.length];
        all[0] = Joinpoint.of(Kind.ENTRY, CALL, "intercept", INTERCEPT);
        all[1] = Joinpoint.of(Kind.EXIT, CALL, "intercept", INTERCEPT);
        all[2] = Joinpoint.call(CALL, "intercept", INTERCEPT, "okhttp3.RequestBody", "writeTo");
        all[3] = Joinpoint.of(Kind.ENTRY, FOLLOW_UP, "intercept", INTERCEPT);
        all[4] = Joinpoint.of(Kind.EXIT, FOLLOW_UP, "intercept", INTERCEPT);
        all[5] = Joinpoint.callResult(FOLLOW_UP, "intercept", INTERCEPT, FOLLOW_UP, "followUpRequest");
        all[6] = Joinpoint.of(Kind.ENTRY, CONNECT, "intercept", INTERCEPT);
        for (int i = 0; i < CODECS.length; i++) {
            all[7 + i] = Joinpoint.of(Kind.ENTRY_ARGUMENT, CODECS[i], "writeRequestHeaders", "(Lokhttp3/Request;)V");
        }
        return all;
    }

    @Override
    public String[] opens() {
        return new String[0];
    }

    @Override
    public Handler[] handlers(Engine engine) {
        Signing signing = new Signing(engine);
        Handler[] all = new Handler[7 + CODECS.length];
        all[0] = (interceptor, chain) -> {
            signing.begin(chain);
            return chain;
        };
        all[1] = (interceptor, nothing) -> {
            signing.end();
            return null;
        };
        all[2] = (body, sink) -> {
            signing.write(body, sink);
            return null;
        };
        all[3] = (interceptor, chain) -> {
            signing.beginCall();
            return chain;
        };
        all[4] = (interceptor, nothing) -> {
            signing.endCall();
            return null;
        };
        all[5] = signing::followUp;
        all[6] = (interceptor, chain) -> {
            signing.prepare(chain);
            return chain;
        };
        for (int i = 0; i < CODECS.length; i++) {
            all[7 + i] = (codec, request) -> signing.signed(request);
        }
        return all;
    }
}
