package io.countersign.client.jdk;

import io.countersign.body.HeldBody;
import io.countersign.engine.Engine;
import io.countersign.log.Log;
import io.countersign.request.Answer;
import io.countersign.request.ApplicationFailure;
import io.countersign.request.BodySigning;
import io.countersign.request.Headers;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** What happens at the joinpoints of {@link JdkHttpClient}. */
final class Calls {
    private final Engine engine;
    private final AtomicBoolean failed = new AtomicBoolean();

    /** By the client's call, those of which something has to be known later. Removed when the call is over. */
    private final ConcurrentHashMap<Object, Kept> kept = new ConcurrentHashMap<>();

    Calls(Engine engine) {
        this.engine = engine;
    }

    /** In the place of {@code Exchange.responseAsync()}: signs, sends, and takes off again what was put on. */
    CompletableFuture<Object> responseAsync(Object exchange) {
        Hop hop = null;
        Headers signed = null;
        try {
            HttpRequest request = ExchangeParts.request(exchange);
            if (!request.method().equalsIgnoreCase("CONNECT")) {
                hop = hop(exchange, request);
                signed = engine.sign(hop);
            }
        } catch (ApplicationFailure e) {
            return CompletableFuture.failedFuture(e.getCause());
        } catch (IOException refusal) {
            return CompletableFuture.failedFuture(refusal);
        } catch (RuntimeException | LinkageError e) {
            say(e);
            return real(exchange);
        }
        if (hop == null) {
            return real(exchange);
        }
        try {
            return goOn(exchange, hop, signed);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(engine.failed(hop, e));
        }
    }

    private Hop hop(Object exchange, HttpRequest request) {
        Hop hop = new Hop(request);
        if (engine.callers().isWanted()) {
            hop.caller = engine.callers().of(ExchangeParts.callOf(exchange));
        }
        if (!kept.isEmpty() || engine.learns()) {
            Object call = ExchangeParts.callOf(exchange);
            Kept ofCall = engine.learns() ? kept(call) : kept.get(call);
            if (ofCall != null) {
                ofCall.begin(call, hop);
            }
        }
        return hop;
    }

    private Kept kept(Object call) {
        return kept.computeIfAbsent(call, c -> new Kept());
    }

    /** Once, for the person who must act on it: the request is sent as it is, because no rule was known yet. */
    private void say(Throwable e) {
        if (failed.compareAndSet(false, true)) {
            Log.standard().error("a request was left as it is, because the agent failed on it; said once: "
                    + (e.getCause() == null ? e : e.getCause()));
        }
    }

    /** What it throws goes the way of its other failures, so that the call ends here as well. */
    private static CompletableFuture<Object> real(Object exchange) {
        try {
            return ExchangeParts.responseAsync(exchange);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends what has been signed; or does first what that had to be left for. */
    private CompletableFuture<Object> goOn(Object exchange, Hop hop, Headers signed) {
        CompletableFuture<?> pending = hop.pending();
        if (pending != null) {
            return await(exchange, hop, pending);
        }
        return hop.signing() == null ? send(exchange, hop, signed, hop.held()) : read(exchange, hop);
    }

    /** Waits without a thread, and has the client's executor go on. */
    private CompletableFuture<Object> await(Object exchange, Hop hop, CompletableFuture<?> pending) {
        Object call = ExchangeParts.callOf(exchange);
        Executor executor = ExchangeParts.executor(call);
        Waiting waiting = new Waiting(pending);
        Kept ofCall = kept(call);
        ofCall.before(waiting::cancel);
        IOException cancelled = ExchangeParts.cancelCause(exchange);
        if (cancelled != null) {
            waiting.cancel(cancelled);
        }
        return waiting.done().thenComposeAsync(done -> signLater(exchange, hop, ofCall), executor);
    }

    private CompletableFuture<Object> signLater(Object exchange, Hop hop, Kept ofCall) {
        ofCall.before(null);
        try {
            return OwnRights.call(() -> goOn(exchange, hop, hop.later().goOn()));
        } catch (ApplicationFailure e) {
            return CompletableFuture.failedFuture(e.getCause());
        } catch (IOException refusal) {
            return CompletableFuture.failedFuture(refusal);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(engine.failed(hop, e));
        }
    }

    private CompletableFuture<Object> send(Object exchange, Hop hop, Headers signed, BodyPublisher body) {
        boolean learns = engine.learns();
        if (signed == null && body == null && !learns) {
            return real(exchange);
        }
        try {
            hop.putOn(signed, body);
        } catch (RuntimeException | LinkageError e) {
            hop.takeOff();
            throw e;
        }
        return real(exchange).whenComplete((response, failure) -> OwnRights.run(() -> {
            hop.takeOff();
            if (learns && response != null) {
                Kept ofCall = kept.get(ExchangeParts.callOf(exchange));
                if (ofCall != null) {
                    ofCall.answered(hop, answer(response));
                }
            }
        }));
    }

    private static Answer answer(Object response) {
        HttpHeaders headers = ExchangeParts.headers(response);
        return new Answer() {
            @Override
            public int status() {
                return ExchangeParts.status(response);
            }

            @Override
            public List<String> header(String name) {
                return headers.allValues(name);
            }
        };
    }

    /** Reads the body, then signs, then sends. Only what is in memory is read here and now. */
    private CompletableFuture<Object> read(Object exchange, Hop hop) {
        Object call = ExchangeParts.callOf(exchange);
        Executor executor = ExchangeParts.executor(call);
        BodySigning signing = hop.signing();
        BodyPublisher publisher = hop.held() == null ? hop.publisher() : hop.held();
        BodyReading reading = new BodyReading(signing, hop.isRepeatable() ? null : new HeldBody(signing.limit()), executor);
        Kept ofCall = kept(call);
        ofCall.before(reading::cancel);
        IOException cancelled = ExchangeParts.cancelCause(exchange);
        if (cancelled != null) {
            reading.cancel(cancelled);
        } else if (Repeatable.isInMemory(publisher)) {
            reading.read(publisher);
            return reading.done().thenCompose(done -> signAndSend(exchange, hop, reading, ofCall));
        } else {
            executor.execute(() -> reading.read(publisher));
        }
        return reading.done().thenComposeAsync(done -> signAndSend(exchange, hop, reading, ofCall), executor);
    }

    private CompletableFuture<Object> signAndSend(Object exchange, Hop hop, BodyReading reading, Kept ofCall) {
        ofCall.before(null);
        if (reading.held() != null) {
            hop.hold(new HeldPublisher(reading.held(), hop.bodyLength()));
            ofCall.hold(hop);
        }
        try {
            return OwnRights.call(() -> {
                Headers signed = hop.signing().end();
                if (hop.held() != null) {
                    return send(exchange, hop, signed, hop.held());
                }
                return send(exchange, hop, signed, signed == null ? null
                        : new SamePublisher(hop.publisher(), hop.bodyLength(), reading.fingerprint(), hop.signing()));
            });
        } catch (IOException refusal) {
            return CompletableFuture.failedFuture(refusal);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(engine.failed(hop, e));
        }
    }

    /**
     * As {@code Exchange.cancel} returns, called by a timeout or the application: what it cancels may not have begun to be sent.
     * The exchange knows of it by then, so that whoever has not been found here finds it there.
     */
    Object cancel(Object exchange, Object cause) {
        Kept ofCall = kept.isEmpty() ? null : kept.get(ExchangeParts.callOf(exchange));
        if (ofCall != null) {
            ofCall.cancel((IOException) cause);
        }
        return cause;
    }

    /** As {@code MultiExchange.responseFilters} returns: which request follows the one that has been answered, if any. */
    Object next(Object call, Object next) {
        Kept ofCall = kept.isEmpty() ? null : kept.get(call);
        return ofCall == null ? next : ofCall.next(engine, (HttpRequest) next);
    }

    /** As {@code MultiExchange.responseAsyncImpl} returns: the first future that is seen of a call is done when the call is. */
    Object whenOver(Object call, Object future) {
        Kept ofCall = kept.isEmpty() ? null : kept.get(call);
        if (ofCall != null && ofCall.watch()) {
            ((CompletableFuture<?>) future).whenComplete((answer, failure) -> OwnRights.run(() -> {
                kept.remove(call);
                ofCall.close(failure != null);
            }));
        }
        return future;
    }
}
