package io.countersign.client.okhttp;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import io.countersign.engine.Engine;

/**
 * OkHttp 3.4 and later, 4 and 5. The last interceptor is where a request may still be refused; the codec's writing of the
 * headers is where they are put on, below every interceptor and event listener. Both run on one thread, one after the
 * other, and meet in a slot that is bound to it.
 */
public final class OkHttp implements Client {
    private static final String CALL = "okhttp3.internal.http.CallServerInterceptor";
    private static final String INTERCEPT = "(Lokhttp3/Interceptor$Chain;)Lokhttp3/Response;";

    /** From 3.4 to 5, HTTP/1 and HTTP/2 each. */
    private static final String[] CODECS = {
        "okhttp3.internal.http.Http1xStream", "okhttp3.internal.http.Http2xStream",
        "okhttp3.internal.http1.Http1Codec", "okhttp3.internal.http2.Http2Codec",
        "okhttp3.internal.http1.Http1ExchangeCodec", "okhttp3.internal.http2.Http2ExchangeCodec"
    };

    @Override
    public String name() {
        return "OkHttp";
    }

    @Override
    public Joinpoint[] joinpoints() {
        Joinpoint[] all = new Joinpoint[2 + CODECS.length];
        all[0] = Joinpoint.of(Kind.ENTRY, CALL, "intercept", INTERCEPT);
        all[1] = Joinpoint.of(Kind.EXIT, CALL, "intercept", INTERCEPT);
        for (int i = 0; i < CODECS.length; i++) {
            all[2 + i] = Joinpoint.of(Kind.ENTRY_ARGUMENT, CODECS[i], "writeRequestHeaders", "(Lokhttp3/Request;)V");
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
        Handler[] all = new Handler[2 + CODECS.length];
        all[0] = (interceptor, chain) -> {
            signing.begin(chain);
            return chain;
        };
        all[1] = (interceptor, nothing) -> {
            signing.end();
            return null;
        };
        for (int i = 0; i < CODECS.length; i++) {
            all[2 + i] = (codec, request) -> signing.signed(request);
        }
        return all;
    }
}
