package io.countersign.login;

import io.countersign.credential.oauth2.OAuthClient;
import io.countersign.credential.oauth2.Parameters;
import io.countersign.credential.oauth2.TokenFailure;
import io.countersign.credential.oauth2.UserLogin;
import io.countersign.request.Moments;
import io.countersign.text.JsonObject;

/** Logging in where there is no browser, by one on any other machine: the device authorization grant (RFC 8628). */
final class DeviceCode {
    /** How time passes. */
    interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    private final UserLogin login;
    private final OAuthClient client;
    private final Moments moments;
    private final Pause pause;
    private final Lines out;

    DeviceCode(UserLogin login, Moments moments, Pause pause, Lines out) {
        this.login = login;
        this.client = login.client;
        this.moments = moments;
        this.pause = pause;
        this.out = out;
    }

    Issued run() throws LoginFailure, TokenFailure, InterruptedException {
        JsonObject device = client.post(client.server.endpoint("device_authorization_endpoint"), new Parameters().addAll(login.parameters), null);
        String code = needed(device, "device_code");
        Long life = device.number("expires_in");
        Long interval = device.number("interval");
        show(device);
        // Section 3.2: 5 seconds where the server says none. What a person cannot type within 5 minutes is not believed.
        long seconds = life == null || life <= 0 ? 300 : Math.min(life, 24 * 3600);
        return new Issued(poll(code, moments.millis() + 1000 * seconds, 1000 * (interval == null || interval <= 0 ? 5 : Math.min(interval, 300))), null);
    }

    /** Section 3.3; the shorter address is shown with the code, so that a person sees that both screens show the same. */
    private void show(JsonObject device) throws LoginFailure {
        String complete = device.string("verification_uri_complete");
        out.println("To log in, open this address in a browser, on any machine, and enter the code:");
        out.println();
        out.println("    " + LoginFailure.shown(needed(device, "verification_uri")));
        out.println("    " + LoginFailure.shown(needed(device, "user_code")));
        out.println();
        if (complete != null) {
            out.println("Or this one, which has the code in it:");
            out.println();
            out.println("    " + LoginFailure.shown(complete));
            out.println();
        }
        out.flush();
    }

    private String needed(JsonObject device, String member) throws LoginFailure {
        String value = device.string(member);
        if (value == null || value.isEmpty()) {
            throw new LoginFailure("the device authorization endpoint of " + client.server + " answers without '" + member + "' (RFC 8628, section 3.2)");
        }
        return value;
    }

    /**
     * Sections 3.4 and 3.5.
     *
     * @param end milliseconds since 1970 UTC
     * @param interval milliseconds
     */
    private JsonObject poll(String code, long end, long interval) throws LoginFailure, TokenFailure, InterruptedException {
        for (;;) {
            pause.millis(interval);
            try {
                return client.post(client.server.tokenEndpoint(), new Parameters().add("grant_type", GRANT).add("device_code", code), login.proofs);
            } catch (TokenFailure e) {
                if ("slow_down".equals(e.error)) {
                    interval += 5_000;
                } else if (e.error == null && e.kind == TokenFailure.Kind.PASSING) {
                    interval = Math.min(2 * interval, 60_000);
                } else if (!"authorization_pending".equals(e.error)) {
                    throw meaning(e);
                }
            }
            if (moments.millis() >= end) {
                throw tooLate();
            }
        }
    }

    private LoginFailure meaning(TokenFailure e) {
        return "access_denied".equals(e.error) ? new LoginFailure(client.server + " refuses: access was denied, by the person or by the server")
                : "expired_token".equals(e.error) ? tooLate() : new LoginFailure(e.getMessage());
    }

    private static LoginFailure tooLate() {
        return new LoginFailure("nobody has entered the code while it was good; try again");
    }
}
