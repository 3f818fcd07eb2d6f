package io.countersign.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * The body of a POST. It is sent once, on whatever connection comes about first: OkHttp, which would send a request again whose
 * connection breaks before the answer, takes it that this one cannot be read twice. The server may have spent what is in it.
 */
final class FormOnce extends RequestBody {
    /** Without a charset, which the type does not have and some servers refuse. */
    private static final MediaType TYPE = MediaType.parse("application/x-www-form-urlencoded");

    private final byte[] form;

    FormOnce(String form) {
        this.form = form.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public MediaType contentType() {
        return TYPE;
    }

    @Override
    public long contentLength() {
        return form.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(form);
    }
}
