package io.countersign.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.client.Client;
import io.countersign.client.Handler;
import io.countersign.client.Joinpoint;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyReader;
import io.countersign.secret.Secrets;
import io.countersign.transport.AgentBackground;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weaving while the program runs, by a JVM's instrumentation that says what is loaded as the test has it. */
class LateWeavingTest {
    private final List<Class<?>> loaded = new ArrayList<>();
    private final List<Class<?>> retransformed = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Log log = new Log(Log.Level.DEBUG, new PrintStream(said, true));
    private Error listing;
    private Error weaving;
    private final Instrumentation jvm = (Instrumentation) Proxy.newProxyInstance(LateWeavingTest.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "getAllLoadedClasses":
                        if (listing != null) {
                            throw listing;
                        }
                        return loaded.toArray(new Class<?>[0]);
                    case "retransformClasses":
                        Collections.addAll(retransformed, (Class<?>[]) arguments[0]);
                        if (weaving != null) {
                            throw weaving;
                        }
                        return null;
                    case "addTransformer":
                        return null;
                    default:
                        throw new AssertionError(method);
                }
            });

    private static final class Target {}

    private static final class OneClass implements Client {
        final String className;
        final List<String> unknown = new ArrayList<>();

        OneClass(String className) {
            this.className = className;
        }

        @Override
        public String name() {
            return "a client";
        }

        @Override
        public Joinpoint[] joinpoints() {
            return new Joinpoint[] {Joinpoint.of(Joinpoint.Kind.RESULT, className, "get", "()I")};
        }

        @Override
        public String[] opens() {
            return new String[0];
        }

        @Override
        public Handler[] handlers(Engine engine) {
            return new Handler[1];
        }

        @Override
        public void unknown(String name) {
            unknown.add(name);
        }
    }

    /** Without a dispatch, which only a JVM with the agent's bridge can load: who gets as far as to ask for one fails. */
    private Weaver weaver() {
        return new Weaver(jvm, new Engine(Policy.none(), AgentBackground.standard(log).moments), null, log);
    }

    @Test
    void aClassThatWasBeingLoadedWhenItsClientWasAddedIsWovenLater() {
        Weaver weaver = weaver();
        weaver.add(Collections.singletonList(new OneClass(Target.class.getName())), true);
        assertEquals(Collections.emptyList(), retransformed);
        loaded.add(Target.class);
        weaver.poll();
        weaver.poll();
        assertEquals(Collections.singletonList(Target.class), retransformed);
    }

    @Test
    void aClientThatCannotBeWovenKnowsIt() {
        OneClass client = new OneClass(Target.class.getName());
        loaded.add(Target.class);
        weaving = new OutOfMemoryError("of the test");
        Weaver weaver = weaver();
        weaver.add(Collections.singletonList(client), true);
        assertEquals(Collections.singletonList(Target.class.getName()), client.unknown);
        assertTrue(said.toString().contains("could not be woven: java.lang.OutOfMemoryError: of the test"), said.toString());
    }

    @Test
    void whatIsWrongIsToldOnceForAllApplicationsThatHaveIt() {
        OneClass client = new OneClass(Target.class.getName());
        Weaver weaver = weaver();
        weaver.add(Collections.singletonList(client), false);
        byte[] noClass = new byte[4];
        weaver.transform(null, Target.class.getName().replace('.', '/'), null, null, noClass);
        String first = said.toString();
        assertTrue(first.contains("a client is not signed for: " + Target.class.getName() + " could not be woven"), first);
        weaver.transform(null, Target.class.getName().replace('.', '/'), null, null, noClass);
        assertEquals(first, said.toString());
        assertEquals(1, weaver.woven().get(client).mistakes().size());
        assertEquals(2, client.unknown.size());
    }

    @Test
    void tlsThatCouldNotBeWovenIsWovenWhenThePolicyIsReadAgain(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("policy.yaml");
        Files.write(file, Collections.singletonList("version: 1\ncredentials:\n  mesh: {type: client-certificate, certificate: a.pem, key: b.pem}\n"
                + "rules:\n  - {host: a.example, credentials: mesh}"));
        Secrets secrets = Secrets.standard(log);
        Policy policy = PolicyReader.read(file, secrets, AgentBackground.standard(log));
        Running running = new Running(new Engine(policy, AgentBackground.standard(log).moments), null, AgentBackground.standard(log), jvm, log);
        Class<?> context = Class.forName("sun.security.ssl.SSLContextImpl");
        loaded.add(context);
        listing = new OutOfMemoryError("of the test");
        assertThrows(OutOfMemoryError.class, () -> running.prepare(policy, true));
        listing = null;
        retransformed.clear();
        running.prepare(policy, true);
        assertEquals(Collections.singletonList(context), retransformed);
        retransformed.clear();
        running.prepare(policy, true);
        assertEquals(Collections.emptyList(), retransformed);
    }

    @Test
    void aClassThatCouldNotBeWovenIsTriedAgain() {
        loaded.add(String.class);
        weaving = new OutOfMemoryError("of the test");
        Weaver weaver = weaver();
        weaver.add(Collections.singletonList(new OneClass(String.class.getName())), true);
        weaving = null;
        weaver.poll();
        weaver.poll();
        assertEquals(Arrays.asList(String.class, String.class), retransformed);
    }
}
