package io.countersign.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PkceTest {
    /** RFC 7636, appendix B. */
    @Test
    void verifierAndChallengeAreThoseOfTheStandard() {
        int[] octets = {116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5,
            88, 83, 132, 141, 121};
        byte[] random = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            random[i] = (byte) octets[i];
        }
        Pkce pkce = new Pkce(random);
        assertEquals("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", pkce.verifier);
        assertEquals("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", pkce.challenge);
    }
}
