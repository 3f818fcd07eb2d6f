package io.countersign.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.Key;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import javax.security.auth.login.FailedLoginException;
import org.junit.jupiter.api.Test;

/** With a token of the test's own, which fails as SunPKCS11's does; CertificateFormsIT has SoftHSM. */
class Pkcs11TokenTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final TokenProvider token = new TokenProvider();

    /** Of this test alone: what is refused is kept for the whole JVM. */
    private final Path configuration = Paths.get("pkcs11-" + System.identityHashCode(token) + "-" + System.nanoTime());

    private String refused(byte[] content, String pin) {
        return assertThrows(WrongKey.class, () -> Pkcs11Token.keys(token, configuration, content, pin)).getMessage();
    }

    @Test
    void aPinThatIsRefusedIsTriedOnceWhoeverAsks() {
        String first = refused(CONTENT.clone(), "canary-1234");
        assertEquals("leads to a token that cannot be opened: 'keystore-password' is not its PIN (CKR_PIN_INCORRECT)", first);
        assertEquals(first, refused(CONTENT.clone(), new String("canary-1234")));
        assertEquals(1, token.logins);
        token.code = null;
        assertEquals(first, refused(CONTENT.clone(), "canary-1234"));
        assertEquals(1, token.logins);
    }

    @Test
    void anotherPinOrAnotherConfigurationIsTried() throws Exception {
        refused(CONTENT, "canary-1234");
        refused(CONTENT, "canary-12345");
        assertEquals(2, token.logins);
        refused(new byte[] {1, 2}, "canary-1234");
        assertEquals(3, token.logins);
        token.code = null;
        Pkcs11Token.keys(token, configuration, CONTENT, "right");
        Pkcs11Token.keys(token, configuration, CONTENT, "right");
        assertEquals(5, token.logins);
    }

    @Test
    void whatOnlyTheMakerKnowsMayBeARefusalToo() {
        token.code = "0x80000123";
        refused(CONTENT, "canary-1234");
        refused(CONTENT, "canary-1234");
        assertEquals(1, token.logins);
    }

    @Test
    void aTokenThatWasAwayIsAskedAgain() throws Exception {
        token.code = "CKR_DEVICE_REMOVED";
        assertEquals("leads to a token that cannot be opened (CKR_DEVICE_REMOVED)", refused(CONTENT, "canary-1234"));
        token.code = null;
        Pkcs11Token.keys(token, configuration, CONTENT, "canary-1234");
        assertEquals(2, token.logins);
    }

    @Test
    void ofRefusedPinsThereIsALimitAndNoneIsInClear() {
        RefusedPins pins = new RefusedPins();
        for (int i = 0; i <= RefusedPins.LIMIT; i++) {
            pins.add(configuration, CONTENT, "pin" + i, "no " + i);
        }
        assertEquals(null, pins.message(configuration, CONTENT, "pin0"));
        assertEquals("no 1", pins.message(configuration, CONTENT, "pin1"));
        assertEquals("no 1000", pins.message(configuration, CONTENT, "pin1000"));
        assertFalse(pins.digest(configuration, CONTENT, "pin1").contains("pin1"));
    }

    private static final class TokenProvider extends Provider {
        int logins;

        /** What a login fails with; null if it does not. */
        String code = "CKR_PIN_INCORRECT";

        TokenProvider() {
            super("Token", 1.0, "a token");
            putService(new Service(this, "KeyStore", "PKCS11", Empty.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new Empty(TokenProvider.this);
                }
            });
        }
    }

    /** A token without keys. */
    private static final class Empty extends KeyStoreSpi {
        private final TokenProvider token;

        Empty(TokenProvider token) {
            this.token = token;
        }

        @Override
        public void engineLoad(InputStream stream, char[] password) throws IOException {
            token.logins++;
            if (token.code != null) {
                throw new IOException("load failed", new FailedLoginException().initCause(new IllegalStateException(token.code)));
            }
        }

        @Override
        public Enumeration<String> engineAliases() {
            return Collections.emptyEnumeration();
        }

        @Override
        public Key engineGetKey(String alias, char[] password) {
            return null;
        }

        @Override
        public Certificate[] engineGetCertificateChain(String alias) {
            return null;
        }

        @Override
        public Certificate engineGetCertificate(String alias) {
            return null;
        }

        @Override
        public Date engineGetCreationDate(String alias) {
            return null;
        }

        @Override
        public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetCertificateEntry(String alias, Certificate certificate) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineDeleteEntry(String alias) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean engineContainsAlias(String alias) {
            return false;
        }

        @Override
        public int engineSize() {
            return 0;
        }

        @Override
        public boolean engineIsKeyEntry(String alias) {
            return false;
        }

        @Override
        public boolean engineIsCertificateEntry(String alias) {
            return false;
        }

        @Override
        public String engineGetCertificateAlias(Certificate certificate) {
            return null;
        }

        @Override
        public void engineStore(OutputStream stream, char[] password) {
            throw new UnsupportedOperationException();
        }
    }
}
