package io.countersign.credential.aws;

import io.countersign.engine.Engine;
import io.countersign.policy.PolicyFolder;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.OutgoingRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** One aws-sigv4 credential for every host, by its fields as a policy writes them. */
final class Signer {
    /** The access key of AWS' test suite, at its moment: 2015-08-30, 12:36:00 UTC. */
    static final String ID = "AKIDEXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final long MOMENT = 1440938160_000L;
    static final String KEY = "access-key-id: '${literal:" + ID + "}', secret-access-key: '${literal:" + SECRET + "}'";

    final FixedMoments moments = new FixedMoments(MOMENT);
    final PolicyFolder policies;
    final Engine engine;

    Signer(Path folder, String fields) throws Exception {
        policies = new PolicyFolder(folder);
        engine = new Engine(policies.policy("version: 1", "credentials: {c: {type: aws-sigv4, " + fields + "}}",
                "rules: [{host: '*', plain-http: allow, credentials: [c]}]"), moments);
    }

    /** With the suite's access key. */
    static Signer of(Path folder, String fields) throws Exception {
        return new Signer(folder, KEY + ", " + fields);
    }

    Map<String, String> sign(OutgoingRequest request) throws Exception {
        Headers headers = engine.sign(request);
        Map<String, String> byName = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            byName.put(headers.name(i), headers.value(i));
        }
        return byName;
    }

    String authorization(OutgoingRequest request) throws Exception {
        return sign(request).get("Authorization");
    }

    String signature(OutgoingRequest request) throws Exception {
        String authorization = authorization(request);
        return authorization.substring(authorization.indexOf("Signature=") + 10);
    }
}
