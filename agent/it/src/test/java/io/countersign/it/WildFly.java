package io.countersign.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** WildFly by its own script, with a base of its own; its scanner takes what is laid in a folder, and takes away what is deleted there. */
final class WildFly extends WebDeployment {
    private final String servlets;

    WildFly(String name, String folder, String servlets, int first, int last) {
        super(name, folder, first, last);
        this.servlets = servlets;
    }

    @Override
    public String ready() {
        return "WFLYSRV0025";
    }

    @Override
    public List<String> command(Path folder, int port, List<String> jvm, Map<String, String> environment) throws IOException {
        Files.createDirectories(folder.resolve("deployments"));
        Files.createDirectories(folder.resolve("configuration"));
        for (String each : List.of("standalone.xml", "logging.properties", "application-users.properties", "application-roles.properties",
                "mgmt-users.properties", "mgmt-groups.properties")) {
            String text = Files.readString(home().resolve("standalone/configuration/" + each));
            Files.writeString(folder.resolve("configuration/" + each), text.replace("scan-interval=\"5000\"", "scan-interval=\"300\""));
        }
        War.write(folder.resolve("deployments/one.war"), servlets, "okhttp-3_14");
        War.write(folder.resolve("deployments/two.war"), servlets, "okhttp-5");
        environment.put("JBOSS_HOME", home().toString());
        // What its standalone.conf has otherwise, and the agent.
        environment.put("JAVA_OPTS", String.join(" ", jvm) + " -Xmx512m -Djava.net.preferIPv4Stack=true"
                + " -Djboss.modules.system.pkgs=org.jboss.byteman -Djava.awt.headless=true");
        return List.of("sh", home().resolve("bin/standalone.sh").toString(), "-b", "127.0.0.1", "-Djboss.server.base.dir=" + folder,
                "-Djboss.http.port=" + port, "-Djboss.https.port=0", "-Djboss.management.http.port=0");
    }

    @Override
    public void undeploy(ServerProcess server, Path folder, String application) throws IOException {
        Files.delete(folder.resolve("deployments/" + application + ".war"));
    }
}
