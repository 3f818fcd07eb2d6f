package io.countersign.credential.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.authority.Identity;
import io.countersign.background.Background;
import io.countersign.background.KeyAndChain;
import io.countersign.background.TestBackground;
import io.countersign.key.EncodedCertificate;
import io.countersign.log.Log;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that wait for the password of a certificate, which has to come from elsewhere. */
@Timeout(60)
class WaitingPasswordTest {
    private static final Identity CLIENT = CertificateFolder.client("client");

    private final TestBackground elsewhere = new TestBackground();
    private final Background background = elsewhere.background(new Log(Log.Level.ERROR, System.err), Paths.get("."));
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile Secret.Value came;
    private volatile CompletableFuture<Void> coming;

    private final Secret password = new Secret() {
        @Override
        public Value value() throws CredentialUnavailable {
            if (came == null) {
                throw new CredentialUnavailable("has not come yet");
            }
            return came;
        }

        @Override
        public boolean waits() {
            return true;
        }

        @Override
        public CompletableFuture<?> pending() {
            return came == null ? coming : null;
        }
    };

    /** Files whose reading takes as long as the test likes, once there is the password. */
    private final CertificateFiles files = new CertificateFiles("credential 'c'", ClientCertificate.KEYSTORE, background) {
        @Override
        Loaded load(boolean always) throws NotThere {
            NotThere.value(ClientCertificate.KEYSTORE_PASSWORD, password);
            reading.countDown();
            try {
                go.await();
                return new Loaded(CLIENT.key(), EncodedCertificate.ofPem(CLIENT.certificates().getBytes(StandardCharsets.US_ASCII)), Paths.get("c.p12"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    };

    private TlsIdentity identity() {
        files.begin();
        return new TlsIdentity("c", files, null, password);
    }

    private Thread thread(FutureTask<KeyAndChain> task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private KeyAndChain request(TlsIdentity identity) throws CredentialUnavailable {
        assertNull(identity.pending(elsewhere.moments));
        return identity.current();
    }

    @Test
    void allWhoHaveWaitedForThePasswordHaveWhatItOpens() throws Exception {
        TlsIdentity identity = identity();
        coming = new CompletableFuture<>();
        assertNotNull(identity.pending(elsewhere.moments));
        came = new Secret.Value("sesame");
        coming.complete(null);
        FutureTask<KeyAndChain> first = new FutureTask<>(() -> request(identity));
        thread(first);
        reading.await();
        FutureTask<KeyAndChain> second = new FutureTask<>(() -> request(identity));
        Thread late = thread(second);
        while (late.getState() != Thread.State.BLOCKED && !second.isDone()) {
            Thread.yield();
        }
        go.countDown();
        assertEquals(CLIENT.subject(), first.get(30, TimeUnit.SECONDS).toString());
        assertEquals(CLIENT.subject(), second.get(30, TimeUnit.SECONDS).toString());
    }

    /** The store could not be had when it was asked first. */
    @Test
    void aPasswordThatComesAfterOneTryHasFailedIsUsedAtOnce() throws Exception {
        TlsIdentity identity = identity();
        go.countDown();
        String message = assertThrows(CredentialUnavailable.class, () -> request(identity)).getMessage();
        assertTrue(message.contains("has not come yet"), message);
        came = new Secret.Value("sesame");
        assertEquals(CLIENT.subject(), request(identity).toString());
    }
}
