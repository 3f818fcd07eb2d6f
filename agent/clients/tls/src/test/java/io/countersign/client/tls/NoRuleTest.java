package io.countersign.client.tls;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.countersign.background.Background;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.policy.PolicyReader;
import io.countersign.request.Moments;
import io.countersign.secret.Secrets;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host without a rule, in a program whose policy has a client certificate for another: it costs a look-up, and no byte. */
class NoRuleTest {
    private static final int CALLS = 20_000;
    private static final String[] TYPES = {"EC", "RSA"};
    private static final X509Certificate[] CHAIN = {};

    @TempDir
    Path folder;

    private Connections connections;
    private SSLEngine tls;

    @BeforeEach
    void create() throws Exception {
        Path policy = Files.write(folder.resolve("p.yaml"), ("version: 1\ncredentials:\n  c: {type: client-certificate, certificate: c.pem, key: c.key}\n"
                + "rules:\n- {host: ruled.example.test, ports: [443], credentials: [c]}\n- {host: '*.below.example.test', credentials: [c]}\n")
                .getBytes(StandardCharsets.UTF_8));
        Log log = new Log(Log.Level.ERROR, System.err);
        Moments moments = new Moments() {
            @Override
            public long millis() {
                return 0;
            }

            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public void random(byte[] bytes) {}
        };
        connections = new Connections(new Engine(PolicyReader.read(policy, Secrets.standard(log), new Background(null, null, moments, log, folder)), moments));
        tls = SSLContext.getDefault().createSSLEngine("stranger.example.test", 443);
    }

    /** Bytes that the calling thread allocates; measured once what is called has been compiled. */
    private static long allocated(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }

    private static void assertNothing(long bytes) {
        // What measuring itself allocates, over 20 000 calls.
        assertTrue(bytes < 1_000, bytes + " bytes in " + CALLS + " calls");
    }

    @Test
    void theKeyManagerIsTheApplicationsAndAllocatesNothing() {
        PolicyKeyManager keys = new PolicyKeyManager(PlainKeyManager.NONE, connections);
        assertNull(keys.chooseEngineClientAlias(TYPES, null, tls));
        assertNothing(allocated(() -> keys.chooseEngineClientAlias(TYPES, null, tls)));
    }

    @Test
    void theTrustManagerIsTheApplicationsAndAllocatesNothing() {
        int[] asked = {0};
        PolicyTrustManager trust = new PolicyTrustManager(new Counting(asked), connections);
        assertNothing(allocated(() -> check(trust)));
        assertTrue(asked[0] == 10 * CALLS, asked[0] + " times");
    }

    private void check(PolicyTrustManager trust) {
        try {
            trust.checkServerTrusted(CHAIN, "ECDHE_ECDSA", tls);
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSessionIsResumedAndAConnectionUsedAgainAndNothingIsAllocated() {
        SSLSession session = new Session();
        assertSame(session, connections.resumable(null, session));
        assertTrue(connections.mayCarry(session, "stranger.example.test", 443));
        assertTrue(connections.isCurrent(session));
        assertNothing(allocated(() -> {
            connections.resumable(null, session);
            connections.mayCarry(session, "stranger.example.test", 443);
            connections.isCurrent(session);
        }));
    }

    private static final class Counting extends X509ExtendedTrustManager {
        private final int[] asked;

        Counting(int[] asked) {
            this.asked = asked;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            asked[0]++;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return CHAIN;
        }
    }

    /** One with a host that no rule names; nobody looks at the rest. */
    private static final class Session implements SSLSession {
        @Override
        public String getPeerHost() {
            return "stranger.example.test";
        }

        @Override
        public int getPeerPort() {
            return 443;
        }

        @Override
        public Object getValue(String name) {
            throw new AssertionError("its values are not looked at");
        }

        @Override
        public byte[] getId() {
            return null;
        }

        @Override
        public SSLSessionContext getSessionContext() {
            return null;
        }

        @Override
        public long getCreationTime() {
            return 0;
        }

        @Override
        public long getLastAccessedTime() {
            return 0;
        }

        @Override
        public void invalidate() {}

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void putValue(String name, Object value) {}

        @Override
        public void removeValue(String name) {}

        @Override
        public String[] getValueNames() {
            return new String[0];
        }

        @Override
        public Certificate[] getPeerCertificates() {
            return null;
        }

        @Override
        public Certificate[] getLocalCertificates() {
            return null;
        }

        @Override
        public javax.security.cert.X509Certificate[] getPeerCertificateChain() {
            return null;
        }

        @Override
        public Principal getPeerPrincipal() {
            return null;
        }

        @Override
        public Principal getLocalPrincipal() {
            return null;
        }

        @Override
        public String getCipherSuite() {
            return null;
        }

        @Override
        public String getProtocol() {
            return null;
        }

        @Override
        public int getPacketBufferSize() {
            return 0;
        }

        @Override
        public int getApplicationBufferSize() {
            return 0;
        }
    }
}
