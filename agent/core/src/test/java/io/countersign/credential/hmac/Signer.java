package io.countersign.credential.hmac;

import io.countersign.engine.Engine;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.OutgoingRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** One hmac credential for every host, by its fields as a policy writes them. */
final class Signer {
    final FixedMoments moments = new FixedMoments(0);
    final PolicyFolder policies;
    private final Engine engine;

    Signer(Path folder, String... fields) throws Exception {
        this("[other, c]", folder, fields);
    }

    private Signer(String credentials, Path folder, String... fields) throws Exception {
        policies = new PolicyFolder(folder);
        engine = new Engine(policies.policy("version: 1", "credentials:", "  other: {type: bearer, token: '${literal:t}'}",
                "  c:", "    type: hmac", "    " + String.join("\n    ", fields),
                "rules: [{host: '*', plain-http: allow, credentials: " + credentials + "}]"), moments);
    }

    /** Without a token beside it, whose {@code Authorization} would be in its way. */
    static Signer alone(Path folder, String... fields) throws Exception {
        return new Signer("[c]", folder, fields);
    }

    /** @param millis since 1970 UTC */
    Signer at(long millis) {
        moments.millis = millis;
        return this;
    }

    /** The headers that the credential puts on; the token's is left out. */
    Map<String, String> sign(OutgoingRequest request) throws Exception {
        Headers headers = engine.sign(request);
        Map<String, String> byName = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            byName.put(headers.name(i), headers.value(i));
        }
        byName.remove("Authorization", "Bearer t");
        return byName;
    }
}
