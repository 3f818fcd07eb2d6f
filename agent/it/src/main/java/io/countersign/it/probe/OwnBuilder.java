package io.countersign.it.probe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;

/** The application's own way of making its MBean server; it knows who has asked for one. */
public final class OwnBuilder extends MBeanServerBuilder {
    /** The thread on which each was made. */
    static final List<String> made = Collections.synchronizedList(new ArrayList<>());

    @Override
    public MBeanServer newMBeanServer(String domain, MBeanServer outer, MBeanServerDelegate delegate) {
        made.add(Thread.currentThread().getName());
        return super.newMBeanServer(domain, outer, delegate);
    }
}
