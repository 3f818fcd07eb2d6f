package io.countersign.sample.upstream;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Requests as guards see them. */
final class Requests {
    private Requests() {}

    /** @param lines the values of the header, one line each */
    static IncomingRequest with(String header, String... lines) {
        Headers headers = new Headers();
        for (String line : lines) {
            headers.add(header, line);
        }
        return new IncomingRequest("GET", "/", null, null, headers, new byte[0]);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
