package io.countersign.credential.httpsignature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.FixedMoments;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.TestRequest;
import io.countersign.text.Octets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each component is of a request. What is said to be of a section is that section's own figure of RFC 9421. */
class ComponentTest {
    private static Component component(String text) {
        return new ComponentForm().parse(text);
    }

    private static Message message(TestRequest request) {
        return new Message(request, new FixedMoments(0));
    }

    private static String value(String component, TestRequest request) throws CredentialUnavailable {
        Component c = component(component);
        return c.checked(c.value(message(request)));
    }

    private static String refusal(String component, TestRequest request) {
        return assertThrows(CredentialUnavailable.class, () -> value(component, request)).getMessage();
    }

    /** The lines of the signature base. */
    private static String lines(TestRequest request, String... components) throws CredentialUnavailable {
        List<Component> list = new ArrayList<>();
        for (String each : components) {
            list.add(component(each));
        }
        Octets octets = new Octets();
        new SignatureBase(list).write(message(request), "", octets);
        String text = octets.takeText();
        return text.substring(0, text.indexOf("\"@signature-params\""));
    }

    private static TestRequest get(String uri) {
        return new TestRequest("GET", uri);
    }

    /** Section 2.1. */
    @Test
    void fieldsAreTrimmedUnfoldedAndJoined() throws Exception {
        TestRequest request = get("https://www.example.com/").with("Host", "www.example.com").with("Date", "Tue, 20 Apr 2021 02:07:56 GMT")
                .with("X-OWS-Header", "   Leading and trailing whitespace.   ").with("X-Obs-Fold-Header", "Obsolete\r\n    line folding.")
                .with("Cache-Control", "max-age=60").with("Cache-Control", "   must-revalidate").with("Example-Dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)");
        assertEquals("\"host\": www.example.com\n\"date\": Tue, 20 Apr 2021 02:07:56 GMT\n"
                + "\"x-ows-header\": Leading and trailing whitespace.\n\"x-obs-fold-header\": Obsolete line folding.\n"
                + "\"cache-control\": max-age=60, must-revalidate\n\"example-dict\": a=1,    b=2;x=1;y=2,   c=(a   b   c)\n",
                lines(request, "host", "date", "x-ows-header", "x-obs-fold-header", "cache-control", "example-dict"));
    }

    /** Section 2.1. */
    @Test
    void anEmptyFieldIsThereAndEmpty() throws Exception {
        assertEquals("\"x-empty-header\": \n", lines(get("https://a/").with("X-Empty-Header", ""), "x-empty-header"));
    }

    /** Section 2.1.1. */
    @Test
    void aStructuredFieldIsStrictlySerialized() throws Exception {
        assertEquals("\"example-dict\";sf: a=1, b=2;x=1;y=2, c=(a b c)\n",
                lines(get("https://a/").with("Example-Dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)"), "example-dict;sf"));
    }

    /** Section 2.1.2. */
    @Test
    void membersOfADictionaryAreCoveredOneByOne() throws Exception {
        assertEquals("\"example-dict\";key=\"a\": 1\n\"example-dict\";key=\"d\": ?1\n\"example-dict\";key=\"b\": 2;x=1;y=2\n"
                + "\"example-dict\";key=\"c\": (a b c)\n",
                lines(get("https://a/").with("Example-Dict", "  a=1, b=2;x=1;y=2, c=(a   b    c), d"), "example-dict;key=\"a\"",
                        "example-dict;key=\"d\"", "example-dict;key=\"b\"", "example-dict;key=\"c\""));
    }

    /** Section 2.1.3. */
    @Test
    void linesAreWrappedAsBytes() throws Exception {
        assertEquals("\"example-header\";bs: :dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:\n",
                lines(get("https://a/").with("Example-Header", "value, with, lots").with("Example-Header", "of, commas"), "example-header;bs"));
        assertEquals("\"example-header\";bs: :dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:\n",
                lines(get("https://a/").with("Example-Header", "value, with, lots, of, commas"), "example-header;bs"));
    }

    /** Sections 2.2.1 to 2.2.7. */
    @ParameterizedTest
    @CsvSource({"@method, POST", "@target-uri, https://www.example.com/path?param=value", "@authority, www.example.com", "@scheme, https",
        "@request-target, /path?param=value", "@path, /path", "@query, ?param=value"})
    void derivedComponentsAreOfTheRequest(String component, String value) throws Exception {
        assertEquals(value, value(component, new TestRequest("POST", "https://www.example.com/path?param=value")));
    }

    /** Sections 2.2.3, 2.2.6 and 2.2.7. */
    @Test
    void whatIsNotThereHasItsForm() throws Exception {
        assertEquals("\"@path\": /\n\"@query\": ?\n\"@target-uri\": https://example.com/\n\"@request-target\": /\n",
                lines(get("https://example.com"), "@path", "@query", "@target-uri", "@request-target"));
        assertEquals("?", value("@query", get("https://example.com/path?")));
        assertEquals("?queryString", value("@query", get("https://example.com/path?queryString")));
        assertEquals("?param=value&foo=bar&baz=bat%2Dman", value("@query", get("https://example.com/?param=value&foo=bar&baz=bat%2Dman")));
    }

    @ParameterizedTest
    @CsvSource({"https://Example.COM:443/, example.com", "https://example.com:80/, example.com:80", "http://example.com:80/, example.com",
        "http://example.com:8080/, example.com:8080", "https://[2001:DB8::1]:8443/, [2001:db8::1]:8443", "https://[::443]/, [::443]"})
    void theAuthorityIsInLowerCaseAndWithoutADefaultPort(String uri, String authority) throws Exception {
        assertEquals(authority, value("@authority", get(uri)));
        assertEquals(authority, value("@authority", get("https".equals(uri.substring(0, 5)) ? "https://b/" : "http://b/")
                .with("Host", uri.substring(uri.indexOf("//") + 2, uri.length() - 1))));
    }

    @Test
    void anIpv6AddressHasItsBracketsWhetherTheClientTellsThemOrNot() throws Exception {
        TestRequest request = new TestRequest("GET", "https://[::1]:8443/x") {
            @Override
            public String host() {
                return "::1";
            }
        };
        assertEquals("[::1]:8443", value("@authority", request));
        assertEquals("https://[::1]:8443/x", value("@target-uri", request));
    }

    /** Section 2.2.8. */
    @Test
    void queryParametersAreDecodedAndEncodedAnew() throws Exception {
        assertEquals("\"@query-param\";name=\"baz\": batman\n\"@query-param\";name=\"qux\": \n\"@query-param\";name=\"param\": value\n",
                lines(get("https://www.example.com/path?param=value&foo=bar&baz=batman&qux="), "@query-param;name=\"baz\"",
                        "@query-param;name=\"qux\"", "@query-param;name=\"param\""));
        assertEquals("\"@query-param\";name=\"var\": this%20is%20a%20big%0Amultiline%20value\n"
                + "\"@query-param\";name=\"bar\": with%20plus%20whitespace\n\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\": something\n",
                lines(get("https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace"
                        + "&fa%C3%A7ade%22%3A%20=something"), "@query-param;name=\"var\"", "@query-param;name=\"bar\"",
                        "@query-param;name=\"fa%C3%A7ade%22%3A%20\""));
        assertEquals("%7E*-._%21%27%28%29", value("@query-param;name=\"a\"", get("https://a/?a=~*-._!'()")));
    }

    @Test
    void aQueryParameterThatIsAbsentOrRepeatedIsRefused() {
        assertEquals("component \"@query-param\";name=\"id\" is to be signed and does not stand in the query",
                refusal("@query-param;name=\"id\"", get("https://a/?ID=1&idx=2")));
        assertEquals("component \"@query-param\";name=\"id\" is to be signed and does not stand in the query",
                refusal("@query-param;name=\"id\"", get("https://a/")));
        assertEquals("component \"@query-param\";name=\"id\" stands in the query more than once, and then may not be covered by its name;"
                + " cover @query instead", refusal("@query-param;name=\"id\"", get("https://a/?id=1&%69d=2")));
    }

    @Test
    void theRequestTargetIsRefusedWhereAProxyMakesTwoOfIt() throws Exception {
        TestRequest plain = get("http://a.example/x?y");
        assertEquals("/x?y", value("@request-target", plain));
        plain.viaProxy = true;
        assertEquals("component \"@request-target\" is not the same before and behind a proxy for plain http; cover @method and @target-uri"
                + " instead", refusal("@request-target", plain));
        TestRequest tunnelled = get("https://a.example/x?y");
        tunnelled.viaProxy = true;
        assertEquals("/x?y", value("@request-target", tunnelled));
    }

    @Test
    void whatTheClientAddsLastIsKnownBefore() throws Exception {
        TestRequest request = new TestRequest("POST", "https://Example.com:8443/").body("12345");
        assertEquals("Example.com:8443", value("host", request));
        assertEquals("5", value("content-length", request));
        assertEquals("7", value("content-length", request.with("Content-Length", "7")));
    }

    @Test
    void aLengthThatIsNotKnownBeforeTheBodyIsReadIsRefusedAfterwardsToo() {
        TestRequest chunked = new TestRequest("POST", "https://a/") {
            @Override
            public long bodyLength() {
                return -1;
            }
        }.body("12345");
        Message message = message(chunked);
        message.bodyWasRead(5);
        assertThrows(CredentialUnavailable.class, () -> component("content-length").value(message));
        assertEquals("component \"content-length\" is to be signed, and the request does not have that header when it is signed",
                refusal("content-length", get("https://a/")));
    }

    @Test
    void aFieldThatIsAbsentIsRefusedByItsName() {
        for (String component : new String[] {"x-a", "x-a;sf", "x-a;bs", "x-a;key=\"k\""}) {
            assertEquals("component " + component(component) + " is to be signed, and the request does not have that header when it is signed",
                    refusal(component, get("https://a/").with("X-A2", "1")));
        }
        assertEquals("component \"x-a\";key=\"k\" is to be signed, and the header has no such member",
                refusal("x-a;key=\"k\"", get("https://a/").with("X-A", "l=1")));
    }

    @Test
    void whatWouldBreakTheBaseIsRefusedAndNotShown() {
        String[] values = {"canary\nx: y", "canary\rx", "canary\u00e9", "canary\u0000", "canary\u007f", "canary\u20ac"};
        for (String value : values) {
            for (String component : new String[] {"x-a", "x-a;bs", "x-a;sf", "x-a;key=\"k\""}) {
                String message = refusal(component, get("https://a/").with("X-A", value));
                assertFalse(message.contains("canary"), message);
                assertFalse(message.contains("\n"), message);
            }
        }
        assertEquals("component \"x-a\" holds a character outside ASCII (U+00E9 at place 7)",
                refusal("x-a", get("https://a/").with("X-A", "canary\u00e9")));
        assertEquals("component \"x-a\" holds a control character (U+000A at place 7)",
                refusal("x-a", get("https://a/").with("X-A", "canary\nx")));
    }

    @Test
    void aFieldWhoseTypeIsNotKnownIsSignedWhereThatMakesNoDifference() throws Exception {
        assertEquals("a, b;x=1", value("x-a;sf", get("https://a/").with("X-A", "a,b;x=1")));
        assertEquals("(a b), 1", value("x-a;sf", get("https://a/").with("X-A", "(a  b),1")));
        assertEquals("component \"x-a\";sf can be read as structured fields of several types, whose strict forms differ; cover it without 'sf'",
                refusal("x-a;sf", get("https://a/").with("X-A", "a, a")));
        assertEquals("component \"x-a\";sf is not a structured field (RFC 9651); cover it without 'sf'",
                refusal("x-a;sf", get("https://a/").with("X-A", "Tue, 20 Apr 2021 02:07:56 GMT")));
    }

    @Test
    void aRegisteredFieldIsOfItsType() throws Exception {
        assertEquals("u=2, i", value("priority;sf", get("https://a/").with("Priority", "u=1, i,u=2")));
        assertEquals("a, a", value("accept-ch;sf", get("https://a/").with("Accept-CH", "a,a")));
        assertEquals("component \"sec-gpc\";sf is not a structured field of type item: something follows it (at place 3)",
                refusal("sec-gpc;sf", get("https://a/").with("Sec-GPC", "?1, ?1")));
    }

    @Test
    void signaturesThatTheApplicationMadeAreNotCoveredSinceTheyAreReplaced() throws Exception {
        Message message = message(get("https://a/").with("Signature", "sig1=:AAAA:"));
        Component component = component("signature;key=\"sig1\"");
        assertThrows(CredentialUnavailable.class, () -> component.value(message));
        message.put(Headers.of("Signature", "sig1=:BBBB:"));
        assertEquals(":BBBB:", component.value(message));
    }

    private static void mistake(String expected, String component) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, () -> component(component)).getMessage());
    }

    @Test
    void anIdentifierThatIsWrongIsAMistakeWithWhatIsMeant() {
        mistake("has the unknown component '@methd'; did you mean '@method'?", "@methd");
        mistake("has the unknown component '@Path'; did you mean '@path'?", "@Path");
        mistake("has '@status', which responses have; requests are signed here", "@status");
        mistake("has '@signature-params', which is always signed and never listed", "@signature-params");
        mistake("has 'req' in '@method;req', which names the request that a response answers; requests are signed here", "@method;req");
        mistake("has 'req' in 'date;req', which names the request that a response answers; requests are signed here", "date;req");
        mistake("has 'tr' in 'expires;tr'; trailers follow the body, when the signature is long sent", "expires;tr");
        mistake("is '@path;name=\"x\"', but '@path' takes no parameter", "@path;name=\"x\"");
        mistake("is '@query-param'; it takes the parameter's name, as in @query-param;name=\"id\"", "@query-param");
        mistake("is '@query-param;name=id'; it takes the parameter's name, as in @query-param;name=\"id\"", "@query-param;name=id");
        mistake("is '@query-param;name=\"a b\"'; the name stands there percent-encoded, as name=\"a%20b\"", "@query-param;name=\"a b\"");
        mistake("is '@query-param;name=\"a+b\"'; the name stands there percent-encoded, as name=\"a%2Bb\"", "@query-param;name=\"a+b\"");
        mistake("has 'Content-Type'; header names are in lower case here: 'content-type'", "Content-Type");
        mistake("is 'a b', which is neither a header name nor a component that begins with @", "a b");
        mistake("is '', which is neither a header name nor a component that begins with @", "");
        mistake("is '\"date\"'; a component is written without the quotes around its name", "\"date\"");
        mistake("has the unknown parameter 'kex' in 'a;kex=\"b\"'; did you mean 'key'?", "a;kex=\"b\"");
        mistake("has 'sf' twice in 'a;sf;sf'", "a;sf;sf");
        mistake("is 'a;bs;sf'; 'bs' takes lines as they are and goes with no other parameter", "a;bs;sf");
        mistake("is 'a;bs;key=\"b\"'; 'bs' takes lines as they are and goes with no other parameter", "a;bs;key=\"b\"");
        mistake("is 'a;sf=?0'; 'sf' has no value", "a;sf=?0");
        mistake("is 'a;key'; 'key' names a member, in lower case, as in key=\"a\"", "a;key");
        mistake("is 'a;key=\"B\"'; 'key' names a member, in lower case, as in key=\"a\"", "a;key=\"B\"");
        mistake("is 'sec-gpc;key=\"b\"'; 'sec-gpc' is no dictionary and has no members", "sec-gpc;key=\"b\"");
        mistake("is 'a;', whose parameters cannot be read; they are written as in example-dict;key=\"a\" or content-digest;sf", "a;");
        mistake("is 'a;sf x', whose parameters cannot be read; they are written as in example-dict;key=\"a\" or content-digest;sf", "a;sf x");
    }

    @Test
    void aParameterThatSaysNothingNewIsKept() throws Exception {
        assertEquals("\"a\";sf;key=\"b\": 1\n\"a\";key=\"b\";sf: 1\n", lines(get("https://a/").with("A", "b=1"), "a;sf;key=\"b\"", "a; key=\"b\"; sf"));
        assertEquals(ComponentForm.parts(component("a;sf;key=\"b\"")), ComponentForm.parts(component("a;key=\"b\";sf")));
    }
}
