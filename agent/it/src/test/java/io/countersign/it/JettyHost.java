package io.countersign.it;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** Jetty in a program, with the archives of a folder; it takes away those that it reads from standard input. */
final class JettyHost {
    private JettyHost() {}

    /** @param arguments its port, and the folder */
    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        ContextHandlerCollection all = new ContextHandlerCollection(true);
        server.setHandler(all);
        for (String application : new String[] {"one", "two"}) {
            WebAppContext context = new WebAppContext(Path.of(arguments[1], application + ".war").toString(), "/" + application);
            context.setTempDirectory(Path.of(arguments[1], application).toFile());
            all.addHandler(context);
        }
        server.start();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            for (WebAppContext context : all.getDescendants(WebAppContext.class)) {
                if (context.getContextPath().equals("/" + line)) {
                    context.stop();
                    all.removeHandler(context);
                    context.destroy();
                }
            }
        }
    }
}
