package io.countersign.sample.upstream;

import java.util.Base64;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP message signature (RFC 9421), {@code hmac-sha256}, over method, authority, path and content; at most five minutes
 * old. The content is that which its digest says (RFC 9530).
 */
final class HttpSignatureGuard implements Guard {
    /** RFC 9421 has no challenge of its own; an answer with 401 must carry one. */
    private static final String CHALLENGE = "Signature realm=\"sample\"";
    private static final String COMPONENTS = "(\"@method\" \"@authority\" \"@path\" \"content-digest\")";
    private static final Pattern INPUT = Pattern.compile("sig1=(" + Pattern.quote(COMPONENTS) + ";created=([0-9]{1,12});keyid=\"([^\"]*)\")");
    private static final Pattern SIGNATURE = Pattern.compile("sig1=:([A-Za-z0-9+/]+=*):");

    private final String keyId;
    private final String secret;
    private final Window window;

    /** @param seconds the time, in Unix seconds */
    HttpSignatureGuard(String keyId, String secret, LongSupplier seconds) {
        this.keyId = keyId;
        this.secret = secret;
        this.window = new Window(seconds);
    }

    /** Section 3.2. */
    @Override
    public Verdict judge(IncomingRequest request) {
        Matcher input = INPUT.matcher(orEmpty(request.line("Signature-Input")));
        Matcher signature = SIGNATURE.matcher(orEmpty(request.line("Signature")));
        if (!input.matches() || !signature.matches()) {
            return unauthorized("no Signature-Input and Signature over " + COMPONENTS);
        }
        String digest = request.line("Content-Digest");
        if (!("sha-256=:" + Base64.getEncoder().encodeToString(Hashes.digest("SHA-256", request.body())) + ":").equals(digest)) {
            return unauthorized("the content is not that which Content-Digest says");
        }
        // Section 2.5.
        String base = "\"@method\": " + request.method + "\n"
                + "\"@authority\": " + request.line("Host") + "\n"
                + "\"@path\": " + request.rawPath + "\n"
                + "\"content-digest\": " + digest + "\n"
                + "\"@signature-params\": " + input.group(1);
        String expected = Base64.getEncoder().encodeToString(Hashes.mac("HmacSHA256", secret, base));
        if (!keyId.equals(input.group(3)) || !Hashes.isSame(expected, signature.group(1))) {
            return unauthorized("wrong signature");
        }
        return window.holds(Long.parseLong(input.group(2))) ? Verdict.GRANTED : unauthorized("more than five minutes off");
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static Verdict unauthorized(String reason) {
        return Verdict.unauthorized(CHALLENGE, reason);
    }
}
