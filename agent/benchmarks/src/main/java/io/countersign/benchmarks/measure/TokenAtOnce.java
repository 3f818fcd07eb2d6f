package io.countersign.benchmarks.measure;

import io.countersign.background.Call;
import io.countersign.background.Reply;
import io.countersign.background.Route;
import io.countersign.background.Transport;
import java.util.Arrays;
import java.util.Collections;

/** A token endpoint without a network: it issues the same token each time, good for an hour, which no measurement outlasts. */
final class TokenAtOnce implements Transport {
    /** As long as a small JWT. */
    private static final String TOKEN = "0123456789abcdef".repeat(40);

    @Override
    public Reply send(Call call) {
        String type = Arrays.asList(call.headers).contains("DPoP") ? "DPoP" : "Bearer";
        return new Reply(200, Collections.emptyMap(),
                "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"" + type + "\",\"expires_in\":3600}", null);
    }

    @Override
    public String mistake(Route route) {
        return null;
    }
}
