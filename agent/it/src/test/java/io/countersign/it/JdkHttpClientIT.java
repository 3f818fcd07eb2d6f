package io.countersign.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JdkHttpClientIT extends ModernContract {
    @BeforeAll
    static void isInThisJdk() {
        Assumptions.assumeTrue(Application.JAVA >= 11, "the JDK's HttpClient came with Java 11");
    }

    @Override
    String caller() {
        return "JdkHttpClientCaller";
    }

    @Override
    boolean socks() {
        return false;
    }

    @Test
    void theUpgradeFromPlainHttpToHttp2IsSignedOnceAndSoIsWhatFollows() throws IOException {
        Application a = with("");
        String first = a.call("GET " + modern.url("/a"));
        assertTrue(first.startsWith("200 HTTP_2"), first);
        assertAnswered("200 HTTP_2", a.call("POST " + modern.url("/a") + " <body"), a);
        assertEquals(2, modern.heads.size());
        modern.heads.forEach(Fixture::assertSigned);
    }

    @Test
    void http1IsKeptWhereTheApplicationAsksForIt() throws IOException {
        Application a = with("");
        assertAnswered("200 HTTP_1_1", a.call("GET " + modern.secureUrl("/a") + " +http1"), a);
        assertSigned(modern.heads.get(0));
    }
}
