package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuggestTest {
    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void open() {
        terminal = new Terminal(folder);
    }

    /** @param fields that win over the usual ones, in their order */
    static String line(String host, String... fields) {
        StringBuilder line = new StringBuilder("{\"host\": \"" + host + "\"");
        String[][] usual = {{"client", "\"OkHttp\""}, {"method", "\"GET\""}, {"scheme", "\"https\""}, {"port", "443"}, {"count", "1"},
            {"first", "\"2026-11-26T01:00:00Z\""}, {"last", "\"2026-11-26T02:00:00Z\""}};
        for (String[] each : usual) {
            String value = each[1];
            for (int i = 0; i < fields.length; i += 2) {
                value = fields[i].equals(each[0]) ? fields[i + 1] : value;
            }
            line.append(", \"").append(each[0]).append("\": ").append(value);
        }
        for (int i = 0; i < fields.length; i += 2) {
            if (!line.toString().contains("\"" + fields[i] + "\":")) {
                line.append(", \"").append(fields[i]).append("\": ").append(fields[i + 1]);
            }
        }
        return line.append('}').toString();
    }

    /** The suggestion, which is a policy. */
    private String suggested(String... lines) throws Exception {
        terminal.write("record.jsonl", lines);
        assertEquals(0, terminal.run("suggest", "record.jsonl"), () -> terminal.err);
        String suggested = terminal.out;
        Files.write(folder.resolve("suggested.yaml"), suggested.getBytes(StandardCharsets.UTF_8));
        assertEquals(0, terminal.run("check", "suggested.yaml"), () -> terminal.err + suggested);
        return suggested;
    }

    @Test
    void aRuleForEachHostSaysWhoCallsItAndWhatIsSentAlready() throws Exception {
        String suggested = suggested(
                line("API.example.com", "method", "\"POST\"", "count", "12", "caller", "\"com.acme.Billing\"", "sends", "[\"Authorization: Basic\", \"X-API-Key\"]"),
                line("api.example.com", "caller", "\"com.acme.Billing\""), "", line("api.example.com", "caller", "\"com.acme.Billing\"", "count", "2"),
                line("localhost", "scheme", "\"http\"", "port", "8080", "client", "\"HttpURLConnection\""),
                line("status.example.com", "scheme", "\"http\"", "port", "80"));
        assertEquals(String.join("\n",
                "# Recorded: 17 requests to 3 hosts. Fill in what credentials need, and take out what is not wanted.",
                "version: 1",
                "",
                "# defaults: {mode: observe}      # to look first: nothing is put on",
                "",
                "credentials:",
                "  api-example-com:",
                "    type: basic",
                "    username: FILL-IN",
                "    password: ${env:API_EXAMPLE_COM_PASSWORD}",
                "  api-example-com-2:",
                "    type: api-key",
                "    header: X-API-Key",
                "    value: ${env:API_EXAMPLE_COM_2_KEY}",
                "",
                "rules:",
                "  # GET https://api.example.com by OkHttp, from com.acme.Billing: 3 times",
                "  # POST https://api.example.com by OkHttp, from com.acme.Billing: 12 times",
                "  # Sends Authorization: Basic already, from com.acme.Billing: a hard-coded password?",
                "  # Sends X-API-Key already, from com.acme.Billing",
                "  - host: api.example.com",
                "    # existing: replace            # puts this in the place of what the application sends",
                "    credentials: [api-example-com, api-example-com-2]",
                "  # GET http://localhost:8080 by HttpURLConnection: 1 time",
                "  # Loopback: this machine itself.",
                "  - host: localhost",
                "    credentials: []",
                "  # GET http://status.example.com by OkHttp: 1 time",
                "  # Over plain http, where credentials are refused unless the rule says 'plain-http: allow'.",
                "  - host: status.example.com",
                "    credentials: []", ""), suggested);
        assertEquals("warning: suggested.yaml:10:15: 'password': ${env:API_EXAMPLE_COM_PASSWORD}: environment variable API_EXAMPLE_COM_PASSWORD is not set;"
                + " it is looked for again", terminal.err.split("\n")[0]);
    }

    @Test
    void everySchemeHasTheCredentialThatSendsTheLike() throws Exception {
        String[] schemes = {"Basic", "digest", "Bearer", "AWS4-HMAC-SHA256", "OAuth", "SSWS", "bad scheme", ""};
        String[] lines = new String[schemes.length];
        for (int i = 0; i < schemes.length; i++) {
            lines[i] = line("h" + i + ".example", "sends", "[\"Authorization" + (schemes[i].isEmpty() ? "" : ": " + schemes[i]) + "\"]");
        }
        String suggested = suggested(lines);
        assertTrue(suggested.matches("(?s).*type: basic\n.*type: digest\n.*type: bearer .*type: aws-sigv4\n.*type: oauth1\n.*type: api-key\n"
                + "    header: Authorization\n    prefix: \"SSWS \"\n.*type: api-key\n    header: Authorization\n    value: .*"), suggested);
    }

    @Test
    void whatNoCredentialCanTakeThePlaceOfIsSaid() throws Exception {
        String suggested = suggested(line("a.example", "sends", "[\"Cookie\", \"Proxy-Authorization: Basic\", \"Host\", \"no header\", \"Authorization: Basic\","
                + " \"Authorization: Bearer\"]"));
        assertTrue(suggested.contains("  # Sends Cookie already, of a session\n"), suggested);
        assertTrue(suggested.contains("  # Sends Host already, which cannot carry a credential\n"), suggested);
        assertTrue(suggested.contains("  # Sends Authorization: Bearer already\n  #   'a-example' writes that header already"), suggested);
        assertTrue(suggested.contains("    credentials: [a-example]\n"), suggested);
    }

    @Test
    void aRecordThatIsFullSaysSo() throws Exception {
        String suggested = suggested(line("a.example"), line("\u2026", "method", "\"\u2026\"", "scheme", "\"\u2026\"", "port", "0", "count", "7"));
        assertTrue(suggested.startsWith("# Recorded: 1 request to 1 host. "), suggested);
        assertTrue(suggested.contains("\n# The record was full: of 7 more requests it says nothing.\n"), suggested);
    }

    @Test
    void whatIsSentInAnotherWayIsSaid() throws Exception {
        String suggested = suggested(line("a.example", "sends", "[\"?api_key\", \"Authorization: Negotiate\", \"X-S: Signature\"]"));
        assertTrue(suggested.contains("  # Sends ?api_key already, in the query; credentials are put into headers alone\n"), suggested);
        assertTrue(suggested.contains("  # Sends Authorization: Negotiate already, for which there is no credential\n"), suggested);
        assertTrue(suggested.endsWith("    credentials: []\n"), suggested);
    }

    @Test
    void namesThatWouldBeOneAreTwo() throws Exception {
        String suggested = suggested(line("a-b.example", "sends", "[\"X-Key\"]"), line("a.b.example", "sends", "[\"X-Key\"]"),
                line("::1", "sends", "[\"X-Key\"]"), line("127.1", "sends", "[\"X-Key\"]"));
        assertTrue(suggested.contains("  a-b-example:\n") && suggested.contains("  a-b-example-2:\n") && suggested.contains("${env:A_B_EXAMPLE_2_KEY}"), suggested);
        assertTrue(suggested.contains("  - host: \"0:0:0:0:0:0:0:1\"\n") && suggested.contains("  - host: \"127.0.0.1\"\n"), suggested);
    }

    @Test
    void nothingOfARecordGetsOutOfItsComment() throws Exception {
        String suggested = suggested(line("a.example", "caller", "\"x\\nversion: 2\\u0085rules: []\\u2028evil: 1\"", "client", "\"\\u001b[2J\"",
                "sends", "[\"X-Key\\nevil: 1\"]"));
        assertTrue(suggested.contains("from x version: 2 rules: [] evil: 1: 1 time\n"), suggested);
    }

    @Test
    void countsAddUpOverFilesAndNothingRecordedIsAPolicyToo() throws Exception {
        terminal.write("a.jsonl", line("a.example", "count", "2"));
        terminal.write("b.jsonl", line("a.example", "count", "3"), line("A.EXAMPLE", "method", "\"POST\"", "caller", "\"c\"", "sends", "[\"X-K\"]"));
        assertEquals(0, terminal.run("suggest", "--json", "a.jsonl", "b.jsonl"));
        terminal.assertJson("{\"hosts\": [{\"host\": \"a.example\", \"requests\": 6, \"methods\": [\"GET\", \"POST\"], \"callers\": [\"c\"], \"sends\": [\"X-K\"]}], \"more\": 0}");
        assertTrue(suggested("").endsWith("rules: []\n"));
    }

    @Test
    void aFolderIsTheRecordsInIt() throws Exception {
        terminal.write("all.d/countersign-1-1.jsonl", line("a.example", "count", "2"));
        terminal.write("all.d/countersign-2-1.jsonl", line("a.example", "count", "3"));
        terminal.write("all.d/notes.txt", "no record");
        assertEquals(0, terminal.run("suggest", "--json", "all.d"), () -> terminal.err);
        assertTrue(terminal.out.contains("\"requests\": 5"), terminal.out);
        terminal.write("p.yaml", "version: 1");
        assertEquals(0, terminal.run("diff", "p.yaml", "p.yaml", "--record", "all.d"), () -> terminal.err);
        terminal.write("none.d/notes.txt", "no record");
        assertEquals(65, terminal.run("suggest", "all.d", "none.d"));
        terminal.assertErr("none.d: the folder holds no *.jsonl");
    }

    @Test
    void aHostThatNoRuleCanNameIsLeftAsAComment() throws Exception {
        String suggested = suggested(line("a.example"), line("a..b"), line("A..b"), line("a*b"), line("*.example"), line("a%25.example"), line("a\\u0000:b"),
                line("1.2.3.4.5"), line("a\\u0007b"));
        assertTrue(suggested.contains("  # GET https://a*b by OkHttp: 1 time\n  # No rule can name this host.\n"), suggested);
        assertEquals(9, suggested.split("No rule can name this host", -1).length, suggested);
        assertTrue(suggested.contains("\n  - host: a.example\n") && suggested.split("- host:", -1).length == 2, suggested);
        assertTrue(suggested(line("a*b")).contains("rules: []\n"));
    }

    @Test
    void whatIsNoLineOfARecordIsTold() throws Exception {
        terminal.write("record.jsonl", line("a.example"), "GET https://a.example", "[1]", "{\"client\": \"c\"}", line("a.example", "port", "0"),
                line(""), line("a.example", "count", "\"many\""));
        assertEquals(65, terminal.run("suggest", "record.jsonl", "none.jsonl"));
        terminal.assertOut();
        terminal.assertErr("record.jsonl:2: not a line of a discovery record: a JSON object is expected",
                "record.jsonl:3: not a line of a discovery record: a JSON object is expected",
                "record.jsonl:4: not a line of a discovery record: it has no 'method'",
                "record.jsonl:5: not a line of a discovery record: its 'port' is not a number from 1 to 65535",
                "record.jsonl:6: not a line of a discovery record: it has no 'host'",
                "record.jsonl:7: not a line of a discovery record: its 'count' is not a number above 0",
                "none.jsonl: is not there");
    }
}
