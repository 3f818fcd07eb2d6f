package io.countersign.it.probe;

import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * Uses HTTP and management. Besides GET it knows {@code LOG}, which sets up logging, {@code BEANS}, which sets up the platform's MBean server and
 * waits for the MBean that is named, {@code READ} of all of its attributes and {@code INVOKE} of its operation {@code reload}; {@code RECORD},
 * which begins a recording of the Flight Recorder, and {@code DUMP}, which ends it and writes it to a file.
 */
public final class ManagedCaller implements Caller {
    private Object recording;

    @Override
    public String call(Call call) throws Exception {
        switch (call.method) {
            case "RECORD":
                // Not every update of Java 8 has it.
                recording = Class.forName("jdk.jfr.Recording").getConstructor().newInstance();
                recording.getClass().getMethod("start").invoke(recording);
                return "recording";
            case "DUMP":
                recording.getClass().getMethod("stop").invoke(recording);
                recording.getClass().getMethod("dump", Path.class).invoke(recording, Paths.get(call.url));
                recording.getClass().getMethod("close").invoke(recording);
                return "dumped";
            case "LOG":
                return LogManager.getLogManager().getClass().getName();
            case "BEANS":
                return await(ManagementFactory.getPlatformMBeanServer(), new ObjectName(call.url));
            case "READ":
                return read(ManagementFactory.getPlatformMBeanServer(), new ObjectName(call.url));
            case "INVOKE":
                return Arrays.toString((String[]) ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(call.url), "reload", null, null));
            default:
                return String.valueOf(((HttpURLConnection) new URL(call.url).openConnection()).getResponseCode());
        }
    }

    private static String await(MBeanServer server, ObjectName name) throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        NotificationListener listener = (notification, handback) -> {
            if (((MBeanServerNotification) notification).getMBeanName().equals(name)) {
                there.countDown();
            }
        };
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener, null, null);
        boolean isThere = server.isRegistered(name) || there.await(30, TimeUnit.SECONDS);
        server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener);
        return isThere + " " + server.getClass().getName() + " " + OwnBuilder.made;
    }

    private static String read(MBeanServer server, ObjectName name) throws Exception {
        StringBuilder all = new StringBuilder();
        for (MBeanAttributeInfo each : server.getMBeanInfo(name).getAttributes()) {
            Object value = server.getAttribute(name, each.getName());
            all.append(each.getName()).append('=').append(value instanceof Object[] ? Arrays.toString((Object[]) value) : value).append("; ");
        }
        return all.toString();
    }
}
