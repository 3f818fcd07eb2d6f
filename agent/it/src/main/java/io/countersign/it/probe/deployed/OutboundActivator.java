package io.countersign.it.probe.deployed;

import java.util.Collections;
import java.util.Hashtable;
import java.util.function.Function;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that sends what it is asked to: client, URL and body, of which the last may be null. */
public final class OutboundActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        Function<String[], String> send = what -> Outbound.HERE.send(what[0], what[1], what[2]);
        context.registerService(Function.class, send, new Hashtable<>(Collections.singletonMap("name", context.getBundle().getSymbolicName())));
    }

    @Override
    public void stop(BundleContext context) {
        Outbound.HERE.stop();
    }
}
