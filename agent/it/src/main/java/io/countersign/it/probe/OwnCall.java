package io.countersign.it.probe;

import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.FutureTask;

/**
 * A program that calls a URL itself and then has the agent call it: by the classes in the agent's jar, in its class loader, on one of
 * its threads, as a credential would. Prints what became of both.
 */
public final class OwnCall {
    private OwnCall() {}

    /** @param arguments the agent's jar, the URL, and the form of a POST, if it is one */
    public static void main(String[] arguments) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(arguments[1]).openConnection();
        try (InputStream in = connection.getInputStream()) {
            System.out.println(connection.getResponseCode());
        }
        Constructor<?> loaders = Class.forName("io.countersign.launcher.AgentClassLoader").getDeclaredConstructor(File.class);
        loaders.setAccessible(true);
        ClassLoader loader = (ClassLoader) loaders.newInstance(new File(arguments[0]));
        Class<?> work = loader.loadClass("io.countersign.background.DaemonThreads");
        FutureTask<String> call = new FutureTask<>(() -> call(loader, URI.create(arguments[1]), arguments.length > 2 ? arguments[2] : null));
        work.getMethod("run", Runnable.class).invoke(work.getConstructor().newInstance(), call);
        System.out.println(call.get());
        System.exit(0);
    }

    private static String call(ClassLoader loader, URI url, String form) throws Exception {
        Class<?> transport = loader.loadClass("io.countersign.transport.OkHttpTransport");
        Class<?> route = loader.loadClass("io.countersign.background.Route");
        Class<?> call = loader.loadClass("io.countersign.background.Call");
        Object reply;
        try {
            reply = transport.getMethod("send", call).invoke(
                    transport.getConstructor(Map.class, Properties.class).newInstance(System.getenv(), System.getProperties()),
                    call.getConstructor(URI.class, String.class, route, String[].class)
                            .newInstance(url, form, route.getField("STANDARD").get(null), new String[] {"X-Own", "yes"}));
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
        return reply.getClass().getField("status").get(reply) + " " + reply.getClass().getField("body").get(reply);
    }
}
