package io.countersign.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.net.URLEncoder;
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
}
