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
final class TextOnce extends RequestBody {
    /** Of a form. Without a charset, which the type does not have and some servers refuse. */
    static final String FORM = "application/x-www-form-urlencoded";

    private final byte[] text;
    private final MediaType type;

    TextOnce(String text, String type) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.type = MediaType.parse(type);
    }

    @Override
    public MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return text.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(text);
    }
}
