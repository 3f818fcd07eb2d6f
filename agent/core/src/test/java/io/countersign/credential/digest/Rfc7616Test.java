package io.countersign.credential.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.countersign.request.FixedMoments;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.request.TestRequest;
import io.countersign.secret.Secret;
import io.countersign.text.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hc.client5.http.auth.AuthChallenge;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.ChallengeType;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.auth.DigestScheme;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The answer to a challenge, by the RFC's figures and by another implementation. */
class Rfc7616Test {
    private static Challenge challenge(String... fields) {
        return Challenge.strongest(Arrays.asList(fields));
    }

    private static Message message(TestRequest request) {
        return new Message(request, new FixedMoments(0));
    }

    /** Section 3.9.1: the server offers both, and this agent takes the stronger one. */
    @ParameterizedTest
    @CsvSource({"MD5, 8ca523f5e9506fed4657c9700eebdbec", "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"})
    void anExampleWithSha256AndMd5(String algorithm, String response) throws CredentialUnavailable {
        String rest = "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        Challenge challenge = algorithm.equals("MD5") ? challenge("Digest algorithm=MD5, " + rest)
                : challenge("Digest algorithm=MD5, " + rest, "Digest algorithm=SHA-256, " + rest);
        assertEquals("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=" + algorithm
                + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001,"
                + " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"" + response + "\","
                + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
                new Session(challenge, "Mufasa", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ").authorization(
                        message(new TestRequest("GET", "http://www.example.org/dir/index.html")), new Secret.Value("Circle of Life"), null));
    }

    /** Section 3.9.2, with the hashes of erratum 4897. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "true | username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\" | , userhash=true",
        "false | username*=UTF-8''J%C3%A4s%C3%B8n%20Doe | ''"})
    void anExampleWithSha512By256AndACharsetAndUserhash(String userhash, String username, String end) throws CredentialUnavailable {
        Challenge challenge = challenge("Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
                + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\","
                + " charset=UTF-8, userhash=" + userhash);
        assertEquals("Digest " + username + ", realm=\"api@example.org\", uri=\"/doe.json\", algorithm=SHA-512-256,"
                + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", nc=00000001,"
                + " cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\", qop=auth,"
                + " response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\","
                + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\"" + end,
                new Session(challenge, "J\u00e4s\u00f8n Doe", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v").authorization(
                        message(new TestRequest("GET", "http://api.example.org/doe.json")), new Secret.Value("Secret, or not?"), null));
    }

    private static String text(Random random, String characters) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(12); length > 0; length--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The parameters that decide, of an answer. */
    private static Map<String, String> read(String authorization) {
        Map<String, String> all = new TreeMap<>(AuthParameters.ofChallenges("Digest", Collections.singletonList(authorization)).get(0));
        all.keySet().retainAll(Arrays.asList("username", "username*", "realm", "uri", "nonce", "nc", "cnonce", "qop", "response", "opaque",
                "userhash", "algorithm"));
        return all;
    }

    /**
     * Apache HttpClient's scheme: it takes auth-int for a request with a body where it is offered, and so is offered one alone.
     * It makes A1 of the user name's hash where {@code userhash} is asked for, which the RFC's figure above does not.
     */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void anotherImplementationAnswersTheSame(Algorithm algorithm) throws Exception {
        Random random = new Random(algorithm.ordinal());
        for (int i = 0; i < 400; i++) {
            String username = text(random, "abcXYZ09-._ ");
            String password = text(random, "abc \u00e4\u20ac\ud83d\"\\:09").replace("\ud83d", "\ud83d\ude00");
            String realm = text(random, "abc @=,;.:");
            String nonce = text(random, "abcdef+/=09");
            String qop = random.nextBoolean() ? "auth" : "auth-int";
            Map<String, String> parameters = new TreeMap<>();
            parameters.put("realm", realm);
            parameters.put("nonce", nonce);
            parameters.put("qop", qop);
            parameters.put("algorithm", algorithm.toString());
            parameters.put("charset", "UTF-8");
            if (random.nextBoolean()) {
                parameters.put("opaque", text(random, "abc/+=09"));
            }
            List<NameValuePair> pairs = new ArrayList<>();
            List<String> written = new ArrayList<>();
            parameters.forEach((name, value) -> {
                pairs.add(new BasicNameValuePair(name, value));
                written.add(name + "=" + quoted(value));
            });
            DigestScheme theirs = new DigestScheme(StandardCharsets.UTF_8);
            theirs.processChallenge(new AuthChallenge(ChallengeType.TARGET, "Digest", pairs.toArray(new NameValuePair[0])), null);
            HttpHost host = new HttpHost("http", "a.example", 80);
            BasicCredentialsProvider credentials = new BasicCredentialsProvider();
            credentials.setCredentials(new AuthScope(host), new UsernamePasswordCredentials(username, password.toCharArray()));
            theirs.isResponseReady(host, credentials, null);
            Challenge challenge = challenge("Digest " + String.join(", ", written));
            Session ours = null;
            for (int request = 1; request < 4; request++) {
                String method = random.nextBoolean() ? "POST" : "PUT";
                String target = "/" + text(random, "abc/.;=") + (random.nextBoolean() ? "?" + text(random, "abc=&%2F") : "");
                byte[] body = new byte[random.nextInt(100)];
                random.nextBytes(body);
                BasicClassicHttpRequest their = new BasicClassicHttpRequest(method, host, target);
                their.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_OCTET_STREAM));
                Map<String, String> expected = read(theirs.generateAuthResponse(host, their, null));
                ours = ours == null ? new Session(challenge, username, theirs.getCnonce()) : ours;
                byte[] hash = qop.equals("auth") ? null : algorithm.hash.of(body);
                TestRequest same = new TestRequest(method, "http://a.example/") {
                    @Override
                    public String rawPath() {
                        return target;
                    }
                };
                Map<String, String> actual = read(ours.authorization(message(same), new Secret.Value(password), hash));
                expected.put("algorithm", expected.get("algorithm").replace("SESS", "sess"));
                assertEquals(expected, actual);
            }
        }
    }

    private static String response(Challenge challenge, String method, String uri, String username, String password, String body) throws CredentialUnavailable {
        return read(new Session(challenge, username, "c").authorization(message(new TestRequest(method, "http://a" + uri)),
                new Secret.Value(password), challenge.algorithm.hash.of(body.getBytes(StandardCharsets.UTF_8)))).get("response");
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void anAnswerIsForOneRequestOneNonceAndOnePasswordAlone(Algorithm algorithm) throws CredentialUnavailable {
        String field = "Digest realm=\"r\", nonce=\"%s\", qop=auth-int, algorithm=" + algorithm;
        Challenge challenge = challenge(String.format(field, "n"));
        String right = response(challenge, "POST", "/a?b", "u", "p", "body");
        assertEquals(right, response(challenge, "POST", "/a?b", "u", "p", "body"));
        assertNotEquals(right, response(challenge, "PUT", "/a?b", "u", "p", "body"));
        assertNotEquals(right, response(challenge, "POST", "/a?c", "u", "p", "body"));
        assertNotEquals(right, response(challenge, "POST", "/a?b", "v", "p", "body"));
        assertNotEquals(right, response(challenge, "POST", "/a?b", "u", "q", "body"));
        assertNotEquals(right, response(challenge, "POST", "/a?b", "u", "p", "bodY"));
        assertNotEquals(right, response(challenge(String.format(field, "m")), "POST", "/a?b", "u", "p", "body"));
    }

    /** Section 3.4.2: A1 of a session is made of the nonces that it began with, once. */
    @Test
    void aSessionGoesOnWithTheNextNonce() throws CredentialUnavailable {
        Challenge challenge = challenge("Digest realm=\"r\", nonce=\"first\", qop=auth, algorithm=MD5-sess");
        Session next = new Session(challenge, "u", "c1").next("second", "c2");
        Map<String, String> answer = read(next.authorization(message(new TestRequest("GET", "http://a/x")), new Secret.Value("p"), null));
        assertEquals("second 00000001 c2", answer.get("nonce") + " " + answer.get("nc") + " " + answer.get("cnonce"));
        assertEquals(md5(md5(md5("u:r:p") + ":first:c1") + ":second:00000001:c2:auth:" + md5("GET:/x")), answer.get("response"));
    }

    private static String md5(String text) {
        try {
            return Hex.of(java.security.MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void quotesAndBackslashesAreEscapedOnTheWireAndNotInTheHash() throws CredentialUnavailable {
        Challenge challenge = challenge("Digest realm=\"a\\\"b\\\\c\", nonce=\"n\\\"\", qop=auth");
        String answer = new Session(challenge, "d\"e", "c").authorization(message(new TestRequest("GET", "http://a/")),
                new Secret.Value("p"), null);
        assertEquals("Digest username=\"d\\\"e\", realm=\"a\\\"b\\\\c\", uri=\"/\", nonce=\"n\\\"\", nc=00000001, cnonce=\"c\", qop=auth, response=\""
                + md5(md5("d\"e:a\"b\\c:p") + ":n\":00000001:c:auth:" + md5("GET:/")) + "\"", answer);
    }
}
