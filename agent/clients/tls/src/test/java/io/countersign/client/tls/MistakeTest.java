package io.countersign.client.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.countersign.background.Background;
import io.countersign.engine.Engine;
import io.countersign.engine.SystemMoments;
import io.countersign.log.Log;
import io.countersign.policy.PolicyReader;
import io.countersign.request.Moments;
import io.countersign.secret.Secrets;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a request is not sent over a connection. */
class MistakeTest {
    private static final Log LOG = new Log(Log.Level.ERROR, System.err);

    @Test
    void aConnectionThatWasNotMadeToTheHostOfTheRequestIsSaidToBeSo(@TempDir Path folder) throws Exception {
        Path policy = Files.write(folder.resolve("p.yaml"), ("version: 1\ncredentials:\n  c: {type: client-certificate, certificate: c.pem, key: c.key}\n"
                + "rules:\n- {host: ruled.example.test, credentials: [c]}\n").getBytes(StandardCharsets.UTF_8));
        Moments moments = new SystemMoments();
        Engine engine = new Engine(PolicyReader.read(policy, Secrets.standard(LOG), new Background(null, null, moments, LOG, folder)), moments);
        // One that is not connected names nobody, as one that was laid over a socket without a name.
        try (Socket socket = SSLSocketFactory.getDefault().createSocket()) {
            assertEquals("the program has made its connection to an address, and not to the host of the request: neither the certificate nor 'trust' was seen to",
                    new Connections(engine).mistake(engine.identityRule("ruled.example.test", 443), socket));
        }
    }

    @Test
    void aClassThatIsWovenAtAnotherTryIsNotUnknown() {
        Tls tls = new Tls(LOG);
        tls.unknown("sun.security.ssl.SSLContextImpl");
        tls.unknown("javax.net.ssl.SSLContext");
        tls.known("sun.security.ssl.SSLContextImpl");
        assertNotNull(tls.mistake(null, null));
        tls.known("javax.net.ssl.SSLContext");
        assertNull(tls.mistake(null, null));
    }
}
