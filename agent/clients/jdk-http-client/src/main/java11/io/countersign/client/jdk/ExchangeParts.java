package io.countersign.client.jdk;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/**
 * {@code jdk.internal.net.http.MultiExchange}, which is a call of the application's, {@code Exchange}, which is one of its
 * hops, and {@code Response}, the head of a hop's answer. Asked for first at a request: what is loaded while the first of
 * them is woven would itself not be woven.
 */
final class ExchangeParts {
    private static final MethodHandle REQUEST;
    private static final MethodHandle CALL;
    private static final MethodHandle CANCEL_CAUSE;
    private static final MethodHandle EXECUTOR;
    private static final MethodHandle DELEGATE;
    private static final MethodHandle RESPONSE;
    private static final MethodHandle SET_RESPONSE;
    private static final MethodHandle STATUS;
    private static final MethodHandle HEADERS;

    static {
        try {
            Class<?> exchange = Class.forName("jdk.internal.net.http.Exchange");
            Class<?> call = Class.forName("jdk.internal.net.http.MultiExchange");
            Class<?> response = Class.forName("jdk.internal.net.http.Response");
            REQUEST = get(exchange, "request");
            CALL = get(exchange, "multi");
            CANCEL_CAUSE = ask(exchange, "getCancelCause");
            EXECUTOR = get(call, "executor");
            DELEGATE = ask(Class.forName("jdk.internal.net.http.HttpClientImpl$DelegatingExecutor"), "delegate");
            RESPONSE = get(call, "response");
            SET_RESPONSE = MethodHandles.lookup().unreflectSetter(open(call.getDeclaredField("response")))
                    .asType(MethodType.methodType(void.class, Object.class, Object.class));
            STATUS = MethodHandles.lookup().unreflect(open(response.getDeclaredMethod("statusCode")))
                    .asType(MethodType.methodType(int.class, Object.class));
            HEADERS = ask(response, "headers");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's HttpClient is not as expected: " + e.getMessage(), e);
        }
    }

    /** Apart from the others, so that a request can be sent as it is in a JDK which is not as expected. */
    private static final class Real {
        private static final MethodHandle RESPONSE_ASYNC;

        static {
            try {
                RESPONSE_ASYNC = ask(Class.forName("jdk.internal.net.http.Exchange"), "responseAsync");
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private ExchangeParts() {}

    private static <T extends AccessibleObject & Member> T open(T member) {
        member.setAccessible(true);
        return member;
    }

    static MethodHandle ask(Class<?> type, String name) throws ReflectiveOperationException {
        Method method = open(type.getDeclaredMethod(name));
        return MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(Object.class, Object.class));
    }

    static MethodHandle get(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = open(type.getDeclaredField(name));
        return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(Object.class, Object.class));
    }

    static Object call(MethodHandle handle, Object target) {
        try {
            return (Object) handle.invokeExact(target);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("this JDK's HttpClient is not as expected", e);
    }

    /** What would have been called in the agent's place. */
    @SuppressWarnings("unchecked")
    static CompletableFuture<Object> responseAsync(Object exchange) throws Throwable {
        return (CompletableFuture<Object>) (Object) Real.RESPONSE_ASYNC.invokeExact(exchange);
    }

    static HttpRequest request(Object exchange) {
        return (HttpRequest) call(REQUEST, exchange);
    }

    /** The {@code MultiExchange} that an {@code Exchange} is a hop of. */
    static Object callOf(Object exchange) {
        return call(CALL, exchange);
    }

    /** Why a hop is not to be sent any more; null unless it has been cancelled before it was. */
    static IOException cancelCause(Object exchange) {
        return (IOException) call(CANCEL_CAUSE, exchange);
    }

    /** The client's executor; never the thread of its selector, nor the one that asks unless the application's own does so. */
    static Executor executor(Object call) {
        Executor executor = (Executor) call(DELEGATE, call(EXECUTOR, call));
        return task -> {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException shutDown) {
                ForkJoinPool.commonPool().execute(task);
            }
        };
    }

    /** Takes the last answer of a call out of what the application can see of it. */
    static void forgetLastAnswer(Object call) {
        HttpResponse<?> last = (HttpResponse<?>) call(RESPONSE, call);
        Object before = last == null ? null : last.previousResponse().orElse(null);
        try {
            SET_RESPONSE.invokeExact(call, before);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int status(Object response) {
        try {
            return (int) STATUS.invokeExact(response);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static HttpHeaders headers(Object response) {
        return (HttpHeaders) call(HEADERS, response);
    }
}
