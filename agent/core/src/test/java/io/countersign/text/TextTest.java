package io.countersign.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the JDK's own encoders on random texts, and on what they do not say. */
class TextTest {
    private final Random random = new Random(7);

    private String anyText() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(random.nextInt(4) > 0 ? random.nextInt(0x80) : random.nextBoolean() ? 0xe4 : 0x1f600);
        }
        return text.toString();
    }

    @Test
    void percentEncodingIsThatOfFormsButForWhatThoseTreatApart() throws Exception {
        for (int i = 0; i < 1000; i++) {
            String text = anyText();
            String encoded = PercentEncoding.encode(text);
            assertEquals(URLEncoder.encode(text, "UTF-8").replace("+", "%20").replace("*", "%2A").replace("%7E", "~"), encoded);
            assertEquals(text, PercentEncoding.decode(encoded));
        }
        assertEquals("/a%20b", PercentEncoding.encode("/a b", "/"));
    }

    @Test
    void whatStandsEncodedSomehowIsEncodedAnew() throws Exception {
        for (int i = 0; i < 1000; i++) {
            String text = anyText();
            StringBuilder somehow = new StringBuilder();
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                char c = (char) (b & 0xff);
                boolean mayStand = c != '%' && c != '+' && c < 0x80;
                somehow.append(c == ' ' && random.nextBoolean() ? "+" : mayStand && random.nextBoolean() ? String.valueOf(c)
                        : String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", (int) c));
            }
            assertEquals(PercentEncoding.encode(text), PercentEncoding.encodeAnew(somehow.toString(), ""));
            assertEquals(PercentEncoding.encode(text, "/"), PercentEncoding.encodeAnew(somehow.toString(), "/"));
        }
        assertEquals("%C3%A4%FF%25g1%25", PercentEncoding.encodeAnew("\u00e4%ff%g1%", ""));
        assertEquals("%254", PercentEncoding.encodeAnew("%4", ""));
    }

    @Test
    void whatIsNoEncodingStandsForItself() {
        assertEquals("%", PercentEncoding.decode("%"));
        assertEquals("%4", PercentEncoding.decode("%4"));
        assertEquals("%g1%1g%", PercentEncoding.decode("%g1%1g%"));
        assertEquals("a+\u00e4b", PercentEncoding.decode("a+\u00e4%62"));
    }

    @Test
    void fieldsOfAFormAreDecodedInTheirOrder() throws Exception {
        for (int i = 0; i < 300; i++) {
            String text = URLEncoder.encode(anyText(), "UTF-8") + "x=" + URLEncoder.encode(anyText(), "UTF-8");
            FormFields fields = new FormFields("a&&" + text + "&b=%zz=&");
            assertEquals(3, fields.size());
            assertEquals(URLDecoder.decode(text.substring(0, text.indexOf('=')), "UTF-8"), fields.name(1));
            assertEquals(URLDecoder.decode(text.substring(text.indexOf('=') + 1), "UTF-8"), fields.value(1));
            assertEquals("a", fields.name(0));
            assertEquals("", fields.value(0));
            assertEquals("%zz=", fields.value(2));
        }
        assertEquals(0, new FormFields(null).size());
    }

    @Test
    void hexIsLowerCaseAndReadInEither() {
        for (int i = 1; i < 100; i++) {
            byte[] bytes = new byte[i];
            random.nextBytes(bytes);
            assertEquals(String.format("%0" + 2 * i + "x", new BigInteger(1, bytes)), Hex.of(bytes));
            assertArrayEquals(bytes, Hex.decode(Hex.of(bytes)));
            Octets octets = new Octets(8);
            octets.add("\u00e4x");
            octets.addHex(bytes);
            octets.add("y\u1234z");
            assertEquals("\u00e4x" + Hex.of(bytes) + "y\u1234z", octets.takeText());
        }
        assertArrayEquals(new byte[] {-1, 10}, Hex.decode("Ff0A"));
        for (String wrong : new String[] {"f", "fg", "g0", "0\u0660"}) {
            assertNull(Hex.decode(wrong), wrong);
        }
    }

    @Test
    void datesAreInUtcWhateverTheSecond() {
        DateText date = new DateText("uuuuMMdd'T'HHmmss'Z'");
        assertEquals("20150830T123600Z", date.at(1440938160_000L));
        assertEquals("20150830T123600Z", date.at(1440938160_999L));
        assertEquals("20150830T123601Z", date.at(1440938161_000L));
        assertEquals("19691231T235959Z", date.at(-1));
    }

    /** Against Jackson's reading of it. */
    @Test
    void aTextInJsonIsReadAsItWas() throws Exception {
        ObjectMapper jackson = new ObjectMapper();
        for (int i = 0; i < 1000; i++) {
            String text = anyText() + (char) random.nextInt(0x20) + "\"\\/\u2028";
            assertEquals(text, jackson.readTree(Json.quoted(text)).textValue());
        }
        assertEquals("\"\\ud83dx\\ude00\"", Json.quoted("\ud83dx\ude00"));
        assertEquals("\"\ud83d\ude00\"", Json.quoted("\ud83d\ude00"));
    }

    @Test
    void aNumberInJsonIsWhatJacksonReadsAsOne() {
        ObjectMapper jackson = new ObjectMapper();
        String[] texts = {"0", "-0", "1", "-12.50", "1e5", "1E+5", "2.5e-3", "007", "+1", "1.", ".5", "-", "", "1e", "1e+", "--1", "1.2.3", "0x1F",
            "1_000", "NaN", "12a", "-.5", "1.e5", "00", "-01"};
        for (String text : texts) {
            boolean isNumber;
            try {
                isNumber = jackson.readTree("[" + text + "]").path(0).isNumber();
            } catch (JsonProcessingException e) {
                isNumber = false;
            }
            assertEquals(isNumber, Json.isNumber(text), text);
        }
    }

    @Test
    void octetsWriteNumbersAndBytesAsDigits() {
        Octets octets = new Octets();
        for (long number : new long[] {0, 9, 10, 99, 100, 1_700_000_000L, 999_999_999_999_999_999L, 1_000_000_000_000_000_000L, Long.MAX_VALUE, -7,
            Long.MIN_VALUE}) {
            octets.addDecimal(number);
            assertEquals(Long.toString(number), octets.takeText());
        }
        byte[] bytes = new byte[300];
        bytes[0] = (byte) 0xfe;
        bytes[299] = 0x0a;
        octets.addHex(bytes);
        String hex = octets.takeText();
        assertEquals(Hex.of(bytes), hex);
        assertEquals("fe00", hex.substring(0, 4));
    }

    @Test
    void whatMayNotBeReadIsNotSaidToBeMissing() {
        assertEquals("is not there", Unreadable.why(new NoSuchFileException("f")));
        assertEquals("may not be read by this process (access denied)", Unreadable.why(new AccessDeniedException("f")));
        assertEquals("cannot be read (Input/output error)", Unreadable.why(new FileSystemException("f", null, "Input/output error")));
        assertEquals("cannot be read (IOException)", Unreadable.why(new IOException("anything")));
    }

    @Test
    void aUrlIsShownWithoutItsQuery() {
        assertEquals("https://a/b?...", ShownUrl.of("https://a/b?key=secret&x=y"));
        assertEquals("https://a/b", ShownUrl.of(URI.create("https://a/b")));
        assertEquals("{method} {path}?{query}", ShownUrl.of("{method} {path}?{query}"));
        assertEquals("a?b://c", ShownUrl.of("a?b://c"));
    }
}
