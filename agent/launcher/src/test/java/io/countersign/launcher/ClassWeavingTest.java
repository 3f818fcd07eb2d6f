package io.countersign.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.client.Joinpoint;
import io.countersign.client.Joinpoint.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import test.pack.CountersignBridge;
import test.pack.Subject;

/** What woven code does, loaded and verified by the JVM. */
class ClassWeavingTest {
    private static final String NAME = Subject.class.getName();
    private static final String TEXT_TO_TEXT = "(Ljava/lang/String;)Ljava/lang/String;";

    @BeforeEach
    void forget() {
        CountersignBridge.CALLS.get().clear();
        CountersignBridge.SELVES.get().clear();
        CountersignBridge.REPLACEMENT.remove();
    }

    private static byte[] subject() throws IOException {
        try (InputStream in = Subject.class.getResourceAsStream("Subject.class")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                bytes.write(b);
            }
            return bytes.toByteArray();
        }
    }

    private static ClassWeaving weaving(Joinpoint... joinpoints) {
        List<ClassWeaving.Numbered> numbered = new ArrayList<>();
        for (int i = 0; i < joinpoints.length; i++) {
            numbered.add(new ClassWeaving.Numbered(i + 5, joinpoints[i]));
        }
        return new ClassWeaving(numbered);
    }

    /** The same in all but the bridge's name, which a test cannot define. */
    private static byte[] withTheBridgeOfTheTest(byte[] classFile) {
        String text = new String(classFile, StandardCharsets.ISO_8859_1);
        return text.replace("java/lang/CountersignBridge", "test/pack/CountersignBridge").getBytes(StandardCharsets.ISO_8859_1);
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<String, String, String> woven(byte[] classFile) throws Exception {
        ClassLoader loader = new ClassLoader(Subject.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(NAME)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? defineClass(name, classFile, 0, classFile.length) : loaded;
            }
        };
        return (BiFunction<String, String, String>) loader.loadClass(NAME).getConstructor().newInstance();
    }

    private static BiFunction<String, String, String> woven(Joinpoint... joinpoints) throws Exception {
        ClassWeaving weaving = weaving(joinpoints);
        byte[] classFile = weaving.weave(subject());
        assertEquals(Collections.emptyList(), weaving.missing());
        return woven(withTheBridgeOfTheTest(classFile));
    }

    private static void called(String... calls) {
        assertEquals(Arrays.asList(calls), CountersignBridge.CALLS.get());
    }

    @Test
    void onEntryTheArgumentIsHandedOverAndStays() throws Exception {
        CountersignBridge.REPLACEMENT.set("other");
        assertEquals("1a2=2", woven(Joinpoint.of(Kind.ENTRY, NAME, "branching", TEXT_TO_TEXT)).apply("branching", "1a2"));
        called("5 1a2");
    }

    @Test
    void onEntryToAMethodWithoutArgumentsNothingIsHandedOver() throws Exception {
        Joinpoint entry = Joinpoint.of(Kind.ENTRY, NAME, "argumentless", "()Ljava/lang/String;");
        assertEquals("subject", woven(entry).apply("argumentless", "none"));
        called("5 null");
    }

    @Test
    void onEntryTheArgumentIsReplaced() throws Exception {
        CountersignBridge.REPLACEMENT.set("33");
        assertEquals("33=6", woven(Joinpoint.of(Kind.ENTRY_ARGUMENT, NAME, "branching", TEXT_TO_TEXT)).apply("branching", "1a2"));
    }

    @Test
    void onEntryAnotherArgumentIsReplaced() throws Exception {
        CountersignBridge.REPLACEMENT.set("33");
        assertEquals("33=6", woven(Joinpoint.entryArgument(NAME, "apply", "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;", 1))
                .apply("branching", "1a2"));
        called("5 1a2");
    }

    @Test
    void onReturnTheArgumentIsHandedOverWhicheverReturnItIs() throws Exception {
        BiFunction<String, String, String> subject = woven(Joinpoint.of(Kind.RETURN, NAME, "branching", TEXT_TO_TEXT));
        assertEquals("much", subject.apply("branching", "9999999999999"));
        assertEquals("1=1", subject.apply("branching", "1"));
        called("5 9999999999999", "5 1");
        assertEquals("! thrown by !", subject.apply("branching", "!"));
        called("5 9999999999999", "5 1");
    }

    @Test
    void whatTheMethodReturnsIsReplacedWhicheverReturnItIs() throws Exception {
        Joinpoint returned = Joinpoint.of(Kind.RESULT, NAME, "branching", TEXT_TO_TEXT);
        assertEquals("1=1", woven(returned).apply("branching", "1"));
        assertEquals("! thrown by !", woven(returned).apply("branching", "!"));
        called("5 1=1");
        CountersignBridge.REPLACEMENT.set("new");
        assertEquals("new", woven(returned).apply("branching", "9999999999999"));
        called("5 1=1", "5 much");
        assertEquals(Arrays.asList("subject", "subject"), CountersignBridge.SELVES.get());
    }

    @Test
    void whatReturnsNoObjectHasNoResult() throws Exception {
        ClassWeaving weaving = weaving(Joinpoint.of(Kind.RESULT, NAME, "nothing", "(Ljava/lang/String;)V"));
        weaving.weave(subject());
        assertEquals(1, weaving.missing().size());
    }

    private static final Joinpoint JUDGING = Joinpoint.of(Kind.VERDICT, NAME, "judging", "(Ljava/lang/String;)Z");

    @Test
    void aBooleanThatTheMethodReturnsStaysUnlessTheHandlerSaysFalse() throws Exception {
        BiFunction<String, String, String> subject = woven(JUDGING, Joinpoint.of(Kind.VERDICT, NAME, "judged", "(I)Z"));
        assertEquals("true true", subject.apply("judging", "a"));
        assertEquals("false false", subject.apply("judging", "ab!"));
        CountersignBridge.REPLACEMENT.set(true);
        assertEquals("true true", subject.apply("judging", "a"));
        assertEquals("false false", subject.apply("judging", "ab!"));
        CountersignBridge.REPLACEMENT.set(false);
        assertEquals("false false", subject.apply("judging", "a"));
        called("5 a", "6 null", "5 ab!", "6 null", "5 a", "6 null", "5 ab!", "6 null", "5 a", "6 null");
        assertEquals("subject", CountersignBridge.SELVES.get().get(0));
    }

    @Test
    void ofSeveralMethodsTheFirstThatTheClassHasIsWoven() throws Exception {
        Joinpoint later = Joinpoint.of(Kind.VERDICT, NAME, "gone", "(Ljava/lang/String;)Z").or("judging", "(I)Z")
                .or("judging", "(Ljava/lang/String;)Z").or("judged", "(I)Z");
        CountersignBridge.REPLACEMENT.set(false);
        assertEquals("false true", woven(later).apply("judging", "a"));
        called("5 a");
        ClassWeaving weaving = weaving(Joinpoint.of(Kind.ENTRY, NAME, "gone", TEXT_TO_TEXT).or("lost", TEXT_TO_TEXT));
        weaving.weave(subject());
        assertEquals("[" + NAME + ".gone]", weaving.missing().toString());
    }

    @Test
    void anExitIsMetOnReturnAndOnAnExceptionOnce() throws Exception {
        BiFunction<String, String, String> subject = woven(Joinpoint.of(Kind.EXIT, NAME, "branching", TEXT_TO_TEXT),
                Joinpoint.of(Kind.EXIT, NAME, "nothing", "(Ljava/lang/String;)V"));
        subject.apply("branching", "1");
        called("5 null");
        assertEquals("! thrown by !", subject.apply("branching", "!"));
        called("5 null", "5 null");
        subject.apply("nothing", "");
        subject.apply("nothing", "x");
        called("5 null", "5 null", "6 null", "6 null");
    }

    @Test
    void aRefusalOnEntryEndsTheMethodBeforeItBegins() throws Exception {
        BiFunction<String, String, String> subject = woven(Joinpoint.of(Kind.ENTRY, NAME, "branching", TEXT_TO_TEXT),
                Joinpoint.of(Kind.EXIT, NAME, "branching", TEXT_TO_TEXT));
        IOException refusal = assertThrows(IOException.class, () -> subject.apply("branching", "refuse"));
        assertEquals("refused", refusal.getMessage());
        called("5 refuse");
    }

    @Test
    void theFirstArgumentOfACallIsReplacedAndTheOthersStay() throws Exception {
        CountersignBridge.REPLACEMENT.set("new");
        assertEquals("new10995116277762.5ca21099511627776", woven(Joinpoint.callArgument(NAME, "calling", TEXT_TO_TEXT,
                NAME + "$Other", "join")).apply("calling", "a"));
        called("5 a");
    }

    private static Joinpoint keeping(String called) {
        return Joinpoint.call(NAME, "keeping", TEXT_TO_TEXT, NAME + "$Other", called);
    }

    @Test
    void aCallIsMadeByTheHandlerInItsPlace() throws Exception {
        assertEquals("ab:null", woven(keeping("keep")).apply("keeping", "ab"));
        called("5 ab", "5 b");
        assertEquals(Arrays.asList("other null", "other null"), CountersignBridge.SELVES.get());
    }

    @Test
    void whatTheHandlerReturnsIsWhatTheCallReturns() throws Exception {
        CountersignBridge.REPLACEMENT.set("new");
        assertEquals("ab:new", woven(keeping("kept")).apply("keeping", "ab"));
        called("5 null");
        assertEquals(Arrays.asList("other b"), CountersignBridge.SELVES.get());
    }

    @Test
    void aCallThatIsRefusedEndsTheMethod() throws Exception {
        BiFunction<String, String, String> subject = woven(keeping("keep"),
                Joinpoint.of(Kind.EXIT, NAME, "keeping", TEXT_TO_TEXT));
        assertThrows(IOException.class, () -> subject.apply("keeping", "refuse"));
        called("5 refuse", "6 null");
    }

    @Test
    void whatACallReturnsIsReplacedAndTheHandlerSeesItsFirstArgument() throws Exception {
        Joinpoint joined = Joinpoint.callResult(NAME, "calling", TEXT_TO_TEXT, NAME + "$Other", "join");
        assertEquals("a10995116277762.5ca21099511627776", woven(joined).apply("calling", "a"));
        called("5 a10995116277762.5ca2");
        CountersignBridge.REPLACEMENT.set("new");
        assertEquals("new1099511627776", woven(joined).apply("calling", "b"));
        assertEquals(Arrays.asList("a", "b"), CountersignBridge.SELVES.get());
    }

    @Test
    void aBooleanThatACallWithoutArgumentsReturnsIsReplacedAndTheHandlerSeesTheObjectThatWasAsked() throws Exception {
        Joinpoint asking = Joinpoint.callResult(NAME, "asking", TEXT_TO_TEXT, NAME + "$Other", "isShort");
        assertEquals("a..2", woven(asking).apply("asking", "a"));
        called("5 true", "5 true", "5 false");
        assertEquals(Arrays.asList("other a", "other a.", "other a.."), CountersignBridge.SELVES.get());
        CountersignBridge.REPLACEMENT.set(true);
        assertEquals("abc...3", woven(asking).apply("asking", "abc"));
        CountersignBridge.REPLACEMENT.set(false);
        assertEquals("a0", woven(asking).apply("asking", "a"));
    }

    @Test
    void joinpointsOfOneMethodAreMetTogether() throws Exception {
        assertEquals("1=1", woven(Joinpoint.of(Kind.ENTRY_ARGUMENT, NAME, "branching", TEXT_TO_TEXT),
                Joinpoint.of(Kind.RETURN, NAME, "branching", TEXT_TO_TEXT),
                Joinpoint.of(Kind.EXIT, NAME, "branching", TEXT_TO_TEXT)).apply("branching", "1"));
        called("5 1", "6 1", "7 null");
    }

    @Test
    void whatAClassDoesNotHaveIsTold() throws Exception {
        ClassWeaving weaving = weaving(Joinpoint.of(Kind.ENTRY, NAME, "gone", TEXT_TO_TEXT),
                Joinpoint.of(Kind.ENTRY, NAME, "branching", "(I)V"),
                Joinpoint.callArgument(NAME, "calling", TEXT_TO_TEXT, NAME + "$Other", "gone"),
                keeping("join"), Joinpoint.callResult(NAME, "keeping", TEXT_TO_TEXT, NAME + "$Other", "gone"),
                Joinpoint.of(Kind.ENTRY, NAME, "nothing", "(Ljava/lang/String;)V"));
        weaving.weave(subject());
        assertEquals("[" + NAME + ".gone, " + NAME + ".branching, " + NAME + ".calling, "
                + NAME + ".keeping, " + NAME + ".keeping]", weaving.missing().toString());
    }

    /** A JDK that comes after this version must not lose its credentials for want of a newer library here. */
    @Test
    void classFilesOfALaterJavaAreWovenAndKeepTheirVersion() throws Exception {
        byte[] later = subject();
        later[7] = 99;
        byte[] woven = weaving(Joinpoint.of(Kind.ENTRY, NAME, "branching", TEXT_TO_TEXT)).weave(later);
        assertEquals(99, woven[7]);
        woven[7] = subject()[7];
        woven(withTheBridgeOfTheTest(woven)).apply("branching", "1");
        called("5 1");
    }
}
