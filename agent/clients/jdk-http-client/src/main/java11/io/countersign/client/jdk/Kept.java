package io.countersign.client.jdk;

import io.countersign.engine.Engine;
import io.countersign.request.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.function.Consumer;

/** What is known of one call of the application's from one of its attempts and hops to the next. */
final class Kept {
    /** Cancels what is done before anything is sent; null while nothing is. */
    private Consumer<IOException> before;

    /** The body that is held, and the application's publisher whose it is. */
    private HeldPublisher held;
    private BodyPublisher heldOf;

    /** What has been answered last, and how. */
    private Hop hop;
    private Answer answer;

    /** The request with which the agent has sent a hop again. */
    private HttpRequest sentAgain;
    private boolean answerToForget;
    private boolean watched;

    synchronized void begin(Object call, Hop hop) {
        if (held != null && hop.publisher() == heldOf) {
            hop.hold(held);
        }
        if (answerToForget) {
            answerToForget = false;
            ExchangeParts.forgetLastAnswer(call);
        }
    }

    /** @param cancel told why, if the call is cancelled before this is called again; null for none */
    synchronized void before(Consumer<IOException> cancel) {
        before = cancel;
    }

    void cancel(IOException cause) {
        Consumer<IOException> now;
        synchronized (this) {
            now = before;
        }
        if (now != null) {
            now.accept(cause);
        }
    }

    synchronized void hold(Hop hop) {
        held = hop.held();
        heldOf = hop.publisher();
    }

    synchronized void answered(Hop hop, Answer answer) {
        this.hop = hop;
        this.answer = answer;
    }

    /**
     * Asks the credentials whether the hop is to be sent again. Not where the client goes on by itself: to where a redirect
     * leads, or with the answer of the application's authenticator.
     */
    synchronized HttpRequest next(Engine engine, HttpRequest next) {
        if (answer == null) {
            return next;
        }
        boolean again = engine.answered(hop, answer, next != null || hop.request == sentAgain);
        answer = null;
        if (!again) {
            return next;
        }
        sentAgain = RequestImpl.newInstanceForAuthentication(hop.request);
        answerToForget = true;
        return sentAgain;
    }

    /** Whether nobody waits for the end of the call yet. */
    synchronized boolean watch() {
        boolean first = !watched;
        watched = true;
        return first;
    }

    /** @param failed whether nothing of the body can be wanted any more */
    synchronized void close(boolean failed) {
        if (held != null) {
            held.release(failed);
        }
    }
}
