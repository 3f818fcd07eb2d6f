package io.countersign.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchTest {
    @ParameterizedTest
    @CsvSource({"API.Example.COM,api.example.com", "api.example.com.,api.example.com", "b\u00fccher.example,xn--bcher-kva.example",
        "127.1,127.0.0.1", "0x7f.1,127.0.0.1", "2130706433,127.0.0.1", "0177.0.0.1,127.0.0.1", "[::1],0:0:0:0:0:0:0:1",
        "[0:0::1],0:0:0:0:0:0:0:1", "::ffff:127.0.0.1,127.0.0.1", "[2001:DB8::A],2001:db8:0:0:0:0:0:a", "1e2.example,1e2.example"})
    void aHostHasOneCanonicalForm(String written, String canonical) {
        assertEquals(canonical, HostName.canonical(written));
    }

    @Test
    void aCanonicalHostIsNotCopied() {
        assertSame("api.example.com", HostName.canonical("api.example.com"));
        assertSame("10.0.0.1", HostName.canonical("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({"localhost,true", "a.localhost,true", "127.9.9.9,true", "::1,true", "127.0.0.1.example.com,false", "128.0.0.1,false",
        "notlocalhost,false"})
    void loopbackIsJudgedByWhatIsWritten(String host, boolean loopback) {
        assertEquals(loopback, HostName.isLoopback(HostName.canonical(host)));
    }

    @Test
    void theMostSpecificPatternWins() {
        HostTable<String> table = new HostTable.Builder<String>().put("*", "any").put("*.example.com", "below")
                .put("*.a.example.com", "further").put("x.a.example.com", "exact").build();
        assertEquals("exact", table.find("x.a.example.com"));
        assertEquals("further", table.find("y.a.example.com"));
        assertEquals("below", table.find("a.example.com"));
        assertEquals("any", table.find("example.com"));
        assertEquals("any", table.find("10.0.0.1"));
        assertEquals(Arrays.asList("exact", "further", "below", "any"), table.findAll("X.a.example.com."));
        assertEquals(Arrays.asList("any"), table.findAll("10.0.0.1"));
        assertNull(new HostTable.Builder<String>().put("*.0.0.1", "x").build().find("10.0.0.1"));
    }

    @Test
    void theTableAnswersAsATrialOfEverySuffixWould() {
        Random random = new Random(7);
        Map<String, String> patterns = new HashMap<>();
        HostTable.Builder<String> builder = new HostTable.Builder<>();
        for (int i = 0; i < 500; i++) {
            String pattern = (random.nextBoolean() ? "*." : "") + randomHost(random);
            if (patterns.put(pattern, pattern) == null) {
                builder.put(pattern, pattern);
            }
        }
        HostTable<String> table = builder.build();
        for (int i = 0; i < 20_000; i++) {
            String host = randomHost(random);
            String expected = patterns.get(host);
            for (int dot = host.indexOf('.'); expected == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
                expected = patterns.get("*" + host.substring(dot));
            }
            assertEquals(expected, table.find(host), host);
        }
    }

    private static String randomHost(Random random) {
        StringBuilder host = new StringBuilder("c");
        for (int labels = random.nextInt(5); labels >= 0; labels--) {
            host.insert(0, (char) ('a' + random.nextInt(4)) + ".");
        }
        return host.toString();
    }

    @ParameterizedTest
    @CsvSource({"'',/", "/a/../b,/b", "/%61dmin,/admin", "/a//b,/a/b", "/a;x=1/b,/a/b", "/a%2fb,/a%2Fb", "/a/.,/a/", "/../a,/a", "/a/%2e%2e/b,/b",
        "/a/..;x/b,/b", "/a/,/a/"})
    void aPathHasOneNormalForm(String raw, String normal) {
        assertEquals(normal, NormalPath.of(raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..%2f", "/%252e", "/%5c", "/a\\b", "/%c0%ae", "/%e0%80%ae", "/%", "/%zz", "/a%2f..%2fb", "/a/..;x%2fb"})
    void aPathThatHidesSomethingIsTold(String raw) {
        assertTrue(NormalPath.hides(raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2Fb", "/a/../b", "/%61", "/caf%C3%A9", "/a%20b"})
    void aPathThatHidesNothingIsNot(String raw) {
        assertFalse(NormalPath.hides(raw));
    }

    @ParameterizedTest
    @CsvSource({"/v2/**,/v2,true", "/v2/**,/v2/a/b,true", "/v2/**,/v2x,false", "/v2/*,/v2/a,true", "/v2/*,/v2/a/b,false", "/**,/,true", "/**,/a/b,true",
        "/a/**/z,/a/z,true", "/a/**/z,/a/b/c/z,true", "/a/**/z,/a/b/c,false", "/a*c,/abc,true", "/a*c,/abd,false", "/admin,/admin/,false", "/a,/a,true"})
    void patternsAreAntStyle(String pattern, String path, boolean matches) {
        assertEquals(matches, PathPattern.of(pattern).matches(path));
    }

    @Test
    void whatAPatternCoversItMatchesToo() {
        String[] patterns = {"/**", "/a/**", "/a/b/**", "/a/*", "/a", "/a/b", "/*", "/a*", "/a/**/b", "/**/b", "/a/*/b", "/ab/**"};
        Random random = new Random(11);
        for (String one : patterns) {
            for (String two : patterns) {
                if (!PathPattern.of(one).covers(PathPattern.of(two))) {
                    continue;
                }
                for (int i = 0; i < 2_000; i++) {
                    StringBuilder path = new StringBuilder();
                    for (int n = random.nextInt(4); n >= 0; n--) {
                        path.append('/').append(new String[] {"a", "b", "ab"}[random.nextInt(3)]);
                    }
                    if (PathPattern.of(two).matches(path.toString())) {
                        assertTrue(PathPattern.of(one).matches(path.toString()), one + " is said to cover " + two + ", but not " + path);
                    }
                }
            }
        }
        assertTrue(PathPattern.of("/**").covers(PathPattern.of("/a/*")));
        assertTrue(PathPattern.of("/a/**").covers(PathPattern.of("/a/b/*")));
        assertFalse(PathPattern.of("/a/**").covers(PathPattern.of("/a*")));
    }
}
