package io.countersign.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Payara Micro, which has an application taken from it by its interface alone. */
final class PayaraMicro extends WebDeployment {
    private final String servlets;

    PayaraMicro(String name, String folder, String servlets, int first, int last) {
        super(name, folder, first, last);
        this.servlets = servlets;
    }

    @Override
    public String ready() {
        return "Payara Micro URLs";
    }

    @Override
    public List<String> command(Path folder, int port, List<String> jvm, Map<String, String> environment) throws IOException {
        War.write(folder.resolve("one.war"), servlets, "okhttp-3_14");
        War.write(folder.resolve("two.war"), servlets, "okhttp-5");
        // Alone, for a web application's classes are taken from the class path where that has them.
        Path host = Path.of("io/countersign/it/probe/PayaraMicroHost.class");
        Files.createDirectories(folder.resolve(host).getParent());
        Files.copy(Path.of(System.getProperty("countersign.it.probe")).resolve(host), folder.resolve(host));
        List<String> command = new ArrayList<>(List.of(Deployment.java()));
        command.addAll(jvm);
        if (Application.JAVA >= 9) {
            // As its manifest has them, which is not read of a class path.
            for (String opened : List.of("java.base/jdk.internal.loader", "java.base/java.lang", "java.base/java.net", "java.base/java.nio",
                    "java.base/java.util", "java.base/sun.nio.ch", "java.base/sun.net.www.protocol.jrt", "java.base/sun.net.www.protocol.jar",
                    "java.base/java.io", "java.management/sun.management", "jdk.management/com.sun.management.internal",
                    "java.naming/javax.naming.spi", "java.rmi/sun.rmi.transport", "java.logging/java.util.logging", "java.management/javax.management",
                    "java.management/javax.management.openmbean")) {
                command.add("--add-opens=" + opened + "=ALL-UNNAMED");
            }
            for (String exported : List.of("java.base/jdk.internal.ref", "jdk.naming.dns/com.sun.jndi.dns", "java.naming/com.sun.jndi.ldap")) {
                command.add("--add-exports=" + exported + "=ALL-UNNAMED");
            }
        }
        command.addAll(List.of("-Djava.io.tmpdir=" + folder, "-cp", home() + ":" + folder,
                "io.countersign.it.probe.PayaraMicroHost", String.valueOf(port), folder.resolve("root").toString(),
                folder.resolve("one.war").toString(), folder.resolve("two.war").toString()));
        return command;
    }

    @Override
    public void undeploy(ServerProcess server, Path folder, String application) throws IOException {
        server.tell(application);
    }
}
