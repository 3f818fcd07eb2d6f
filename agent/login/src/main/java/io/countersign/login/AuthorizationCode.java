package io.countersign.login;

import io.countersign.credential.oauth2.OAuthClient;
import io.countersign.credential.oauth2.Parameters;
import io.countersign.credential.oauth2.TokenFailure;
import io.countersign.credential.oauth2.UserLogin;
import io.countersign.request.Moments;
import io.countersign.text.JsonObject;
import io.countersign.text.ShownUrl;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Logging in by a browser on this machine: the authorization code grant (RFC 6749, section 4.1) as RFC 8252 has it for native programs. */
final class AuthorizationCode {
    private final UserLogin login;
    private final OAuthClient client;
    private final Moments moments;
    private final Browser browser;
    private final boolean open;
    private final long limit;
    private final Lines out;

    /**
     * @param open whether to open the browser; its address is shown in any case
     * @param limit milliseconds that a person has
     */
    AuthorizationCode(UserLogin login, Moments moments, Browser browser, boolean open, long limit, Lines out) {
        this.login = login;
        this.client = login.client;
        this.moments = moments;
        this.browser = browser;
        this.open = open;
        this.limit = limit;
        this.out = out;
    }

    Issued run() throws LoginFailure, TokenFailure, IOException, InterruptedException {
        JsonObject metadata = client.server.metadata();
        List<String> methods = metadata.strings("code_challenge_methods_supported");
        if (!methods.isEmpty() && !methods.contains("S256")) {
            throw new LoginFailure(client.server + " does not do PKCE by S256 (RFC 7636), without which a code could be stolen on its way");
        }
        Pkce pkce = new Pkce(random());
        String state = text(random());
        String nonce = Login.isOpenId(login) ? text(random()) : null;
        try (LoopbackRedirect redirect = new LoopbackRedirect(state)) {
            show(request(redirect.uri(), pkce, state, nonce), redirect.port());
            Map<String, String> answer = redirect.await(limit);
            return new Issued(exchange(code(answer, metadata), redirect.uri(), pkce), nonce);
        }
    }

    /** The authorization request (RFC 6749, section 4.1.1; RFC 7636, section 4.3; OpenID Connect Core, section 3.1.2.1). */
    private String request(String redirectUri, Pkce pkce, String state, String nonce) throws TokenFailure {
        URI endpoint = client.server.endpoint("authorization_endpoint");
        Parameters parameters = new Parameters().add("response_type", "code").add("client_id", client.id).add("redirect_uri", redirectUri)
                .add("state", state).add("nonce", nonce).add("code_challenge", pkce.challenge).add("code_challenge_method", "S256")
                .addAll(login.parameters);
        return endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + parameters.encoded();
    }

    private void show(String url, int port) {
        boolean isOpened = open && browser.open(url);
        out.println(isOpened ? "A browser has been opened to log in. If there is none to be seen, open this address on this machine:"
                : "To log in, open this address in a browser on this machine:");
        out.println();
        out.println("    " + url);
        out.println();
        if (!isOpened) {
            out.println("From another machine: 'ssh -L " + port + ":127.0.0.1:" + port + "' to this one first, or --device.");
        }
        out.flush();
    }

    /** The code of the authorization response (RFC 6749, sections 4.1.2 and 4.1.2.1), whose {@code state} has been checked. */
    private String code(Map<String, String> answer, JsonObject metadata) throws LoginFailure {
        String issuer = client.server.issuer();
        String iss = answer.get("iss");
        // RFC 9207, section 2.4: before anything else in it is believed.
        if (iss != null ? !iss.equals(issuer) : metadata.isTrue("authorization_response_iss_parameter_supported")) {
            throw new LoginFailure("the answer in the browser came from " + (iss == null ? "a server that does not say who it is, as " + client.server + " does"
                    : LoginFailure.shown(ShownUrl.of(iss)) + ", and not from " + client.server) + " (RFC 9207): its code is not used");
        }
        String error = answer.get("error");
        if (error != null) {
            String description = answer.get("error_description");
            throw new LoginFailure(client.server + " refuses: " + meaning(error)
                    + (description == null || description.isEmpty() ? "" : " (" + LoginFailure.shown(description) + ")"));
        }
        String code = answer.get("code");
        if (code == null || code.isEmpty()) {
            throw new LoginFailure("the answer in the browser has neither a 'code' nor an 'error'");
        }
        return code;
    }

    /** RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6; RFC 8707, section 2. */
    private String meaning(String error) {
        switch (error) {
            case "access_denied":
                return "access was denied, by the person or by the server";
            case "unauthorized_client":
                return "client '" + client.id + "' may not log people in: it has to be allowed the authorization code grant there";
            case "invalid_scope":
                return "the scope is unknown or not allowed to client '" + client.id + "'";
            case "invalid_target":
                return "the resource or audience is unknown or not allowed to client '" + client.id + "'";
            case "unsupported_response_type":
                return "it does not issue codes";
            case "server_error":
            case "temporarily_unavailable":
                return "it is not well (" + error + "); try again later";
            case "invalid_request":
                return "the request is wrong; is http://127.0.0.1 with any port a redirect URI of client '" + client.id + "' there? (RFC 8252, section 7.3)";
            default:
                return LoginFailure.shown(error);
        }
    }

    /** The access token request (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
    private JsonObject exchange(String code, String redirectUri, Pkce pkce) throws TokenFailure {
        return client.post(client.server.tokenEndpoint(), new Parameters().add("grant_type", "authorization_code").add("code", code)
                .add("redirect_uri", redirectUri).add("code_verifier", pkce.verifier), login.proofs);
    }

    private byte[] random() {
        byte[] random = new byte[32];
        moments.random(random);
        return random;
    }

    private static String text(byte[] random) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
