package io.countersign.credential.httpsignature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credential.httpsignature.StructuredField.Type;
import io.countersign.request.CredentialUnavailable;
import java.util.Random;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredFieldTest {
    /** What values are put together from: rather whole pieces than single characters, or none of them would ever be right. */
    private static final String[] PIECES = {"a", "b", "c-d", "*x", "A", "text/html", "a=1", "b=?0", "c=?1", "d", "a=(x y)", "b=(", "(", ")",
        "()", "(1 2)", "(a;q=1  b);r", ";", ";a", "; b=2", ";c=\"x\"", ";a=?1", ";d=?0", ";e=:AQ==:", "=", ",", ", ", " , ", "\t,", " ", "  ",
        "1", "-1", "007", "-0", "0.0", "-0.0", "1.5", "2.50", "3.000", "1.", ".5", "-", "123456789012.125", "1234567890123.1", "999999999999999",
        "1000000000000000", "1.1234", "\"s\"", "\"a\\\"b\\\\\"", "\"a\\x\"", "\"", "?", "?1", "?0", "?2", ":", ":AQID:", "::", ":AQ:", ":A:", ":!:", "#"};

    /** @return null if it is no value of that type */
    private static String ours(String text, Type type) {
        try {
            return new StructuredField(text).strict(type);
        } catch (CredentialUnavailable e) {
            return null;
        }
    }

    private static String theirs(String text, Type type) {
        try {
            Parser parser = new Parser(text);
            return type == Type.ITEM ? parser.parseItem().serialize()
                    : type == Type.LIST ? parser.parseList().serialize() : parser.parseDictionary().serialize();
        } catch (ParseException e) {
            return null;
        }
    }

    @Test
    void itReadsAndWritesAsAnotherImplementationDoes() {
        Random random = new Random(8941);
        int[] right = new int[3];
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(7); pieces >= 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            if (text.toString().matches(".*\\.0+[1-9].*")) {
                continue; // It writes 1.05 as 1.5.
            }
            for (Type type : Type.values()) {
                String expected = theirs(text.toString(), type);
                assertEquals(expected, ours(text.toString(), type), type + " " + text);
                right[type.ordinal()] += expected == null ? 0 : 1;
            }
        }
        assertTrue(right[0] > 5_000 && right[1] > 10_000 && right[2] > 5_000, right[0] + " " + right[1] + " " + right[2]);
    }

    /** RFC 9651, section 4.1.5. */
    @ParameterizedTest
    @CsvSource({"1.05, 1.05", "-0.01, -0.01", "0.001, 0.001", "-00.010, -0.01", "999999999999.999, 999999999999.999", "1.0, 1.0", "-0.00, 0.0"})
    void decimalsKeepTheirZerosBehindThePoint(String text, String strict) {
        assertEquals(strict, ours(text, Type.ITEM));
    }

    /** RFC 9651, sections 3.3.7 and 3.3.8. */
    @ParameterizedTest
    @ValueSource(strings = {"@1659578233", "@-1", "@0;a", "%\"This is intended for display to %c3%bc users.\"", "%\"\"", "%\"%25%22\"", "%\"%e2%82%ac\";x=1"})
    void datesAndDisplayStringsAreItems(String text) {
        assertEquals(text, ours(text, Type.ITEM));
    }

    @ParameterizedTest
    @CsvSource({"@007, @7", "@-0, @0", "%\"%61\", %\"a\"", "%\"%7e%7f\", %\"~%7f\""})
    void datesAndDisplayStringsHaveOneForm(String text, String strict) {
        assertEquals(strict, ours(text, Type.ITEM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@", "@1.5", "@a", "%", "%a", "%\"", "%\"%C3%BC\"", "%\"%c3\"", "%\"%c\"", "%\"%zz\"", "%\"\u00fc\"", "%\"a\" b"})
    void whatIsNeitherDateNorDisplayStringIsRefused(String text) {
        assertNull(ours(text, Type.ITEM));
    }
}
