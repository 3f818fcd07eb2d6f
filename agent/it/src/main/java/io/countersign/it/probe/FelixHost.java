package io.countersign.it.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

/** An OSGi framework with the bundles of a folder, each at its name; it takes away those that it reads from standard input. */
public final class FelixHost {
    private FelixHost() {}

    /** @param arguments its port, and the folder */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", arguments[1] + "/cache");
        Framework framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        BundleContext context = framework.getBundleContext();
        for (String name : new String[] {"one", "two"}) {
            context.installBundle(new File(arguments[1], name + ".jar").toURI().toString()).start();
        }
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 50);
        server.createContext("/", exchange -> answer(exchange, context));
        server.start();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            for (Bundle bundle : context.getBundles()) {
                if (line.equals(bundle.getSymbolicName())) {
                    bundle.uninstall();
                    framework.adapt(FrameworkWiring.class).refreshBundles(null);
                }
            }
        }
    }

    private static void answer(HttpExchange exchange, BundleContext context) throws IOException {
        String answer = answer(exchange.getRequestURI().getPath().replace("/", ""), exchange.getRequestURI().getRawQuery(), context);
        byte[] bytes = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @SuppressWarnings("rawtypes")
    private static String answer(String name, String query, BundleContext context) throws IOException {
        try {
            Collection<ServiceReference<Function>> found = context.getServiceReferences(Function.class, "(name=" + name + ")");
            if (found.isEmpty() || query == null) {
                return found.isEmpty() ? null : "deployed";
            }
            ServiceReference<Function> service = found.iterator().next();
            @SuppressWarnings("unchecked")
            Function<String[], String> send = context.getService(service);
            try {
                return send.apply(new String[] {parameter(query, "client"), parameter(query, "url"), parameter(query, "body")});
            } finally {
                context.ungetService(service);
            }
        } catch (InvalidSyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String parameter(String query, String name) throws IOException {
        for (String each : query.split("&")) {
            if (each.startsWith(name + "=")) {
                return URLDecoder.decode(each.substring(name.length() + 1), "UTF-8");
            }
        }
        return null;
    }
}
