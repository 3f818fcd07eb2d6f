package io.countersign.telemetry;

import io.countersign.background.Background;
import io.countersign.background.Fetch;
import io.countersign.engine.Engine;
import io.countersign.engine.Event;
import io.countersign.engine.Listener;
import io.countersign.engine.Reload;
import io.countersign.policy.Outcome;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/**
 * Tells the JDK's Flight Recorder of what becomes of requests, for as long as a recording wants to know. Loaded once the recorder has been
 * set up by somebody else.
 */
public final class FlightRecorderEvents {
    private static final Set<Outcome> SIGNED = EnumSet.of(Outcome.SIGNED, Outcome.CERTIFICATE_SHOWN);
    private static final Set<Outcome> REFUSED = EnumSet.noneOf(Outcome.class);

    static {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.isRefusal()) {
                REFUSED.add(outcome);
            }
        }
    }

    private final Engine engine;
    private final Background background;
    private final EventType signedType = EventType.getEventType(SignedEvent.class);
    private final EventType refusedType = EventType.getEventType(RefusedEvent.class);
    private final EventType fetchedType = EventType.getEventType(TokenFetchedEvent.class);
    private final Listener signed = this::signed;
    private final Listener refused = this::refused;
    private final Consumer<Fetch> fetched = this::fetched;

    // Guarded by this object: who listens now.
    private boolean isSignedHeard;
    private boolean isRefusedHeard;
    private boolean isFetchedHeard;

    private FlightRecorderEvents(Engine engine, Reload reload, Background background) {
        this.engine = engine;
        this.background = background;
        // So that a recording that begins later finds it too.
        EventType.getEventType(PolicyReloadedEvent.class);
        reload.listen(FlightRecorderEvents::reloaded);
    }

    /** Null while the recorder has not been set up. */
    public static FlightRecorderEvents of(Engine engine, Reload reload, Background background) {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        FlightRecorderEvents events = new FlightRecorderEvents(engine, reload, background);
        // Not of the class itself, which what knows Java 8 alone is compiled against.
        FlightRecorder.addListener(new FlightRecorderListener() {
            @Override
            public void recordingStateChanged(Recording recording) {
                events.look();
            }
        });
        events.look();
        return events;
    }

    /** Listens for what a recording wants, and for nothing else. */
    public synchronized void look() {
        if (isSignedHeard != signedType.isEnabled()) {
            isSignedHeard = !isSignedHeard;
            listen(isSignedHeard, SIGNED, signed);
        }
        if (isRefusedHeard != refusedType.isEnabled()) {
            isRefusedHeard = !isRefusedHeard;
            listen(isRefusedHeard, REFUSED, refused);
        }
        if (isFetchedHeard != fetchedType.isEnabled()) {
            isFetchedHeard = !isFetchedHeard;
            if (isFetchedHeard) {
                background.listen(fetched);
            } else {
                background.leave(fetched);
            }
        }
    }

    private void listen(boolean begins, Set<Outcome> outcomes, Listener listener) {
        if (begins) {
            engine.outcomes().listen(outcomes, listener);
        } else {
            engine.outcomes().leave(listener);
        }
    }

    private void signed(Event event) {
        SignedEvent told = new SignedEvent();
        told.of(event);
        told.signingTime = event.nanos;
        told.commit();
    }

    private void refused(Event event) {
        RefusedEvent told = new RefusedEvent();
        told.of(event);
        told.reason = Words.limited(event.why);
        told.commit();
    }

    private void fetched(Fetch fetch) {
        if (fetch.secret != null) {
            return;
        }
        TokenFetchedEvent told = new TokenFetchedEvent();
        told.clientId = Words.limited(fetch.client);
        told.server = fetch.server;
        told.successful = fetch.why == null;
        told.reason = Words.limited(fetch.why);
        told.fetchingTime = fetch.nanos;
        told.lifetime = fetch.life;
        told.commit();
    }

    private static void reloaded(Reload.State state) {
        PolicyReloadedEvent told = new PolicyReloadedEvent();
        told.policy = state.policy.source();
        told.version = state.policy.version();
        told.successful = state.mistakes.isEmpty();
        told.rules = state.policy.ruleCount();
        told.mistakes = Words.limited(String.join("\n", state.mistakes));
        told.commit();
    }
}
