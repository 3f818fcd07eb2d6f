package io.countersign.engine;

import io.countersign.request.OutgoingRequest;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * From which class of the application a request comes, for those who want to know: from the stack of the thread that it is made on, or, where a
 * client makes it on a thread of its own, from that of the one which began the call.
 */
public final class Callers {
    private static final String[] NOT_THE_APPLICATIONS = {"java.", "javax.", "jdk.", "sun.", "com.sun.", "okhttp3.", "okio.", "kotlin.", "kotlinx.",
        "io.countersign."};

    private final Map<Object, String> noted = Collections.synchronizedMap(new WeakHashMap<>());
    private volatile boolean isWanted;

    /** Somebody wants to know. */
    public void want() {
        isWanted = true;
    }

    public boolean isWanted() {
        return isWanted;
    }

    /** A call begins, whose requests may be made on other threads. */
    public void note(Object call) {
        String caller = isWanted ? ofThisThread() : null;
        if (caller != null) {
            noted.put(call, caller);
        }
    }

    /** Who has begun that call; null if it was not noted. */
    public String of(Object call) {
        return isWanted && call != null ? noted.get(call) : null;
    }

    /** Null if it is not to be known. */
    public static String of(OutgoingRequest request) {
        String caller = request.caller();
        return caller != null ? caller : ofThisThread();
    }

    private static String ofThisThread() {
        StackTraceElement[] stack = new Throwable().getStackTrace();
        // An application's interceptors are within the call: who makes it is beyond where it begins.
        int begin = 0;
        for (int i = 0; i < stack.length && begin == 0; i++) {
            begin = stack[i].getMethodName().equals("execute") && stack[i].getClassName().startsWith("okhttp3.")
                    && stack[i].getClassName().endsWith(".RealCall") ? i : 0;
        }
        for (int i = begin; i < stack.length; i++) {
            if (isApplications(stack[i].getClassName())) {
                return withoutNumber(stack[i].getClassName());
            }
        }
        return null;
    }

    private static boolean isApplications(String className) {
        for (String prefix : NOT_THE_APPLICATIONS) {
            // What the agent is tested by is an application too.
            if (className.startsWith(prefix) && !className.startsWith("io.countersign.it.") && !className.startsWith("io.countersign.sample.")) {
                return false;
            }
        }
        return true;
    }

    /** {@code com.acme.Billing} of {@code com.acme.Billing$$Lambda/0x1}, which is another with each start. */
    private static String withoutNumber(String className) {
        int generated = className.indexOf("$$");
        return generated > 0 ? className.substring(0, generated) : className;
    }
}
