package io.countersign.launcher;

import io.countersign.background.Background;
import io.countersign.engine.Engine;
import io.countersign.engine.Reload;
import io.countersign.log.Log;
import io.countersign.secret.Watched;
import io.countersign.telemetry.AuditLog;
import io.countersign.telemetry.FlightRecorderEvents;
import io.countersign.telemetry.Metrics;
import io.countersign.telemetry.MetricsPort;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Those who are told of the agent: audit log, metrics, MBeans and Flight Recorder. Each is loaded once it is wanted, by a setting or since
 * the program has set up itself what it is told through.
 */
final class Observers implements Watched {
    private static final String RECORDER = "jdk/jfr/FlightRecorder";

    /** Loaded while the platform's MBean server is set up, by a method of a class that is initialized then. */
    private static final String MBEANS = Modules.THERE ? "java/lang/management/ManagementFactory$PlatformMBeanFinder" : "java/lang/management/PlatformComponent";

    /** Loaded when the log manager has been chosen and is made ready. */
    private static final String LOG_MANAGER = "java/util/logging/LogManager$RootLogger";

    /** Classes by which it is known what the program has set up. */
    static final String[] NOTED = {RECORDER, MBEANS, LOG_MANAGER};

    private static final String[] SETTINGS = {"countersign.audit", "countersign.audit-size", "countersign.audit-files", "countersign.metrics-port"};

    private final Background background;

    /** Null if there is to be none. */
    private final AuditLog audit;

    /** Negative if there is to be none. */
    private int port = -1;

    private Instrumentation instrumentation;
    private Weaver weaver;
    private Engine engine;
    private Reload reload;
    private Metrics metrics;
    private FlightRecorderEvents recorder;
    private boolean hasRecorder;
    private boolean hasBean;

    /** @throws IllegalArgumentException if a setting is wrong */
    Observers(Background background) {
        this.background = background;
        String number = Startup.setting("countersign.metrics-port", "COUNTERSIGN_METRICS_PORT");
        if (number != null && !number.isEmpty()) {
            port = MetricsPort.number(number);
        }
        String file = Startup.setting("countersign.audit", "COUNTERSIGN_AUDIT");
        audit = file == null || file.isEmpty() ? null : AuditLog.open(file, Startup.setting("countersign.audit-size", "COUNTERSIGN_AUDIT_SIZE"),
                Startup.setting("countersign.audit-files", "COUNTERSIGN_AUDIT_FILES"), ProcessNumber.own(), System.getenv(), System.getProperties(), background);
    }

    /** Says which settings are for nothing in a run that discovers. */
    static void tellOfNone(Log log) {
        List<String> set = new ArrayList<>();
        for (String property : SETTINGS) {
            String value = Startup.setting(property, property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
            if (value != null && !value.isEmpty()) {
                set.add(property);
            }
        }
        if (!set.isEmpty()) {
            log.warn(String.join(", ", set) + (set.size() == 1 ? " is" : " are") + " not used with discover:, which keeps a record of its own");
        }
    }

    /** @return whether it matters whose a request is */
    synchronized boolean begin(Instrumentation instrumentation, Weaver weaver, Engine engine, Reload reload) {
        this.instrumentation = instrumentation;
        this.weaver = weaver;
        this.engine = engine;
        this.reload = reload;
        if (audit != null) {
            audit.begin(Version.TEXT, engine, reload, background);
        }
        return audit != null;
    }

    /** What there is to tell now, in the text of OpenMetrics. Who asks will ask again: times are measured from now on. */
    String openMetrics() {
        metrics().measure();
        return metrics().text();
    }

    private synchronized Metrics metrics() {
        if (metrics == null) {
            metrics = new Metrics(Version.TEXT, engine, reload, background);
        }
        return metrics;
    }

    /** Looks whether there is more to tell to. It is not the start of the program that does, for the network is none of its matters either. */
    @Override
    public synchronized void poll() {
        try {
            if (port >= 0) {
                int wanted = port;
                port = -1;
                MetricsPort.begin(wanted, metrics(), background.log);
            }
            if (!hasRecorder && weaver.hasSeen(RECORDER)) {
                recorder = FlightRecorderEvents.of(engine, reload, background);
                hasRecorder = recorder != null;
                if (hasRecorder) {
                    background.log.debug("the Flight Recorder is there, and is told of events");
                }
            } else if (recorder != null) {
                recorder.look();
            }
            if (!hasBean && weaver.hasSeen(MBEANS) && (weaver.hasSeen(LOG_MANAGER) || !Modules.has("java.logging"))
                    && PlatformBeans.areThere(instrumentation)) {
                background.work.run(() -> PlatformBeans.add(engine, reload, background.log));
                hasBean = true;
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            recorder = null;
            hasRecorder = true;
            hasBean = true;
            background.log.warn("no more is told of the agent through JMX and the Flight Recorder in this JVM (" + e + ")");
        }
    }
}
