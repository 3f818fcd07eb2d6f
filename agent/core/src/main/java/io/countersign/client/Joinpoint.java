package io.countersign.client;

/**
 * One place in a client's code at which the agent is asked. Every kind compiles to a straight run of instructions around
 * one static call, without branches, fields or methods of its own.
 */
public final class Joinpoint {
    public enum Kind {
        /** On entry, the method's first argument is handed over; null if it takes none. */
        ENTRY,
        /** On entry, one of the method's arguments, the first unless another is said, is replaced. */
        ENTRY_ARGUMENT,
        /** On normal return, one of the method's arguments, the first unless another is said, is handed over; a number as an {@code Integer}. */
        RETURN,
        /** On normal return, the object that the method returns is replaced, null included. */
        RESULT,
        /**
         * On normal return of a boolean, the method's first argument is handed over, null if it takes none or a number; where
         * the handler returns {@code Boolean.FALSE}, that is what the method returns.
         */
        VERDICT,
        /** On return, normally or by an exception, {@code self} alone is handed over. */
        EXIT,
        /** The first argument of each call of another method is replaced, just before it is made. */
        CALL_ARGUMENT,
        /**
         * Each call of another method, which takes one argument or none, is made by the handler in its place: {@code self} is
         * the object that it is called on, what the handler returns is what the call returns. What the application's own code
         * throws there, the handler throws on in an {@code ApplicationFailure}; any failure of its own it makes an
         * {@code IOException}, because the call has not been made then.
         */
        CALL,
        /**
         * The object that each call of another method returns, null included, or the boolean, as a {@code Boolean}, is
         * replaced: {@code self} is the first argument of that call; where it has none, the object that it is called on.
         */
        CALL_RESULT
    }

    public final Kind kind;

    /** The class by its binary name with dots, the method by name and descriptor ({@code (Lokhttp3/Request;)V}). */
    public final String className;
    public final String method;
    public final String descriptor;

    /** For the kinds that are about a call, the class (with dots) and method that is called; else null. */
    public final String calledClass;
    public final String calledMethod;

    /** Which of the method's arguments it is about, from 0. */
    public final int argument;

    /** What is woven in a class that does not have this method; null if there is nothing else. */
    public final Joinpoint otherwise;

    private Joinpoint(Kind kind, String className, String method, String descriptor, String calledClass, String calledMethod,
            int argument, Joinpoint otherwise) {
        this.kind = kind;
        this.className = className;
        this.method = method;
        this.descriptor = descriptor;
        this.calledClass = calledClass;
        this.calledMethod = calledMethod;
        this.argument = argument;
        this.otherwise = otherwise;
    }

    public static Joinpoint of(Kind kind, String className, String method, String descriptor) {
        return new Joinpoint(kind, className, method, descriptor, null, null, 0, null);
    }

    /** @param argument from 0 */
    public static Joinpoint entryArgument(String className, String method, String descriptor, int argument) {
        return new Joinpoint(Kind.ENTRY_ARGUMENT, className, method, descriptor, null, null, argument, null);
    }

    /** @param argument from 0; an object or an {@code int} */
    public static Joinpoint returnArgument(String className, String method, String descriptor, int argument) {
        return new Joinpoint(Kind.RETURN, className, method, descriptor, null, null, argument, null);
    }

    public static Joinpoint callArgument(String className, String method, String descriptor, String calledClass, String calledMethod) {
        return new Joinpoint(Kind.CALL_ARGUMENT, className, method, descriptor, calledClass, calledMethod, 0, null);
    }

    public static Joinpoint call(String className, String method, String descriptor, String calledClass, String calledMethod) {
        return new Joinpoint(Kind.CALL, className, method, descriptor, calledClass, calledMethod, 0, null);
    }

    public static Joinpoint callResult(String className, String method, String descriptor, String calledClass, String calledMethod) {
        return new Joinpoint(Kind.CALL_RESULT, className, method, descriptor, calledClass, calledMethod, 0, null);
    }

    /** The same in the one of these methods that the class has, this one first: what another version of a client calls it. */
    public Joinpoint or(String method, String descriptor) {
        Joinpoint last = otherwise == null ? new Joinpoint(kind, className, method, descriptor, calledClass, calledMethod, argument, null)
                : otherwise.or(method, descriptor);
        return new Joinpoint(kind, className, this.method, this.descriptor, calledClass, calledMethod, argument, last);
    }

    @Override
    public String toString() {
        return className + "." + method;
    }
}
