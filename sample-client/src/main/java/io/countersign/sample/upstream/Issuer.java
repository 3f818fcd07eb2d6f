package io.countersign.sample.upstream;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import java.util.function.LongSupplier;

/** An authorization server, whose name stands in a file. It is not asked before the first token comes, and may start meanwhile. */
final class Issuer implements AccessTokens.Source {
    private static final int MILLIS = 5000;
    private static final int LARGEST = 1 << 16;

    private final ResourceRetriever http = new DefaultResourceRetriever(MILLIS, MILLIS, LARGEST);
    private final Path file;
    private final String audience;
    private final LongSupplier seconds;

    private AccessTokens tokens;

    /** @param seconds the time, in Unix seconds */
    Issuer(Path file, String audience, LongSupplier seconds) {
        this.file = file;
        this.audience = audience;
        this.seconds = seconds;
    }

    @Override
    public synchronized AccessTokens get() throws IOException {
        if (tokens == null) {
            String issuer = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).trim();
            tokens = new AccessTokens(issuer, keys(issuer), audience, seconds);
        }
        return tokens;
    }

    /** RFC 8414, section 3, for an issuer without a path. */
    private JWKSource<SecurityContext> keys(String issuer) throws IOException {
        URI address = URI.create(issuer + "/.well-known/oauth-authorization-server");
        try {
            Map<String, Object> metadata = JSONObjectUtils.parse(http.retrieveResource(address.toURL()).getContent());
            URI keys = JSONObjectUtils.getURI(metadata, "jwks_uri");
            if (!issuer.equals(metadata.get("issuer")) || keys == null) {
                throw new IOException(address + " is of another issuer, or has no keys");
            }
            return JWKSourceBuilder.create(keys.toURL(), http).refreshAheadCache(false).build();
        } catch (ParseException e) {
            throw new IOException(address + " has no metadata", e);
        }
    }
}
