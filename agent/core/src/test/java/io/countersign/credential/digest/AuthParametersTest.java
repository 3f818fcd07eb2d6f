package io.countersign.credential.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Challenges as servers write them (RFC 9110, section 11.6.1). */
class AuthParametersTest {
    private static String digests(String... fields) {
        List<Map<String, String>> sorted = new ArrayList<>();
        for (Map<String, String> challenge : AuthParameters.ofChallenges("Digest", Arrays.asList(fields))) {
            sorted.add(new TreeMap<>(challenge));
        }
        return sorted.toString();
    }

    @Test
    void oneFieldHoldsSeveralChallengesAndSeveralFieldsToo() {
        assertEquals("[{nonce=n, realm=a, b}, {realm=c}]",
                digests("Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Digest realm=\"a, b\", nonce=\"n\", Basic realm=\"simple\"",
                        "Digest realm=\"c\""));
        assertEquals("[{nonce=1, realm=a}, {nonce=2, realm=b}]",
                digests("Digest realm=\"a\", nonce=\"1\", Digest realm=\"b\", nonce=\"2\""));
        assertEquals("[{realm=a}]", digests("Basic realm=\"Digest realm=\\\"x\\\", Digest\", DIGEST realm=\"a\""));
    }

    @Test
    void otherSchemesAreSkippedWhateverTheyCarry() {
        assertEquals("[{realm=a}]", digests("Negotiate, Digest realm=\"a\""));
        assertEquals("[{realm=a}]", digests("NTLM TlRMTVNTUAAC==, Digest realm=\"a\", Negotiate YII=,Bearer"));
        assertEquals("[{realm=a}]", digests("Digest realm=\"a\", NTLM TlRM/+~"));
        assertEquals("[{realm=a}]", digests("Basic charset=\"UTF-8\" , realm = x,Digest\trealm=\"a\""));
        assertEquals("[]", digests("Bearer realm=\"Digest\", error=\"invalid_token\"", "", " , ,"));
    }

    @Test
    void namesAreInAnyCaseSpacesAndEmptyElementsAreAllowedAndTokensNeedNoQuotes() {
        assertEquals("[{algorithm=MD5-sess, nonce=n, qop=auth,auth-int, realm=, stale=TRUE}]",
                digests(",, digest  Realm = \"\" ,, NONCE=\"n\",\t,QoP=\"auth,auth-int\",stale=TRUE , algorithm=MD5-sess ,"));
        assertEquals("[{}]", digests("Digest"));
        assertEquals("[{}]", digests("Digest realm="), "what looks like it is a token68");
    }

    @Test
    void whatABrokenFieldHoldsBeforeItsFaultIsKept() {
        assertEquals("[{realm=a}]", digests("Digest realm=\"a\", Digest realm=\"b"));
        assertEquals("[{realm=a}]", digests("Digest realm=\"a\", Digest realm=\"b\\"));
        for (String broken : new String[] {"realm=\"a\", nonce=, qop=auth", "realm nonce=\"n\"", "realm=\"a\" nonce=\"n\"", "=\"a\"",
            "realm=\"a\"x", "nonce=dcd98b7102dd2f0e8b11d0f600bfb0c093==", "realm=\"a", "re@lm=\"a\""}) {
            assertEquals("[]", digests("Digest " + broken), broken);
        }
        assertEquals("[{realm=c}]", digests("Digest realm=\"a\", nonce=\"1\", Realm=\"b\", Digest realm=\"c\""), "a name that comes twice");
        assertEquals("[]", digests("Di@gest realm=\"a\"", "\"Digest\" realm=\"a\"", "Digest=x"));
    }

    @Test
    void anyTextAtAllIsReadToItsEnd() {
        Random random = new Random(7616);
        String characters = "Digest realm=\"a\",, =\\\t\u00e9/+";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder("Digest ");
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            digests(text.toString());
            AuthParameters.of(text.substring(7));
        }
    }

    @Test
    void authenticationInfoIsParametersAlone() {
        assertEquals("n,2", AuthParameters.of("qop=auth, nextnonce=\"n,2\", rspauth=\"0\"").get("nextnonce"));
        assertNull(AuthParameters.of("nextnonce=\"n").get("nextnonce"));
        assertNull(AuthParameters.of("nextnonce=\"n\", broken").get("nextnonce"));
        assertNull(AuthParameters.of("").get("nextnonce"));
    }
}
