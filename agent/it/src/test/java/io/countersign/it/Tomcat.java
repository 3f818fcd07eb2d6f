package io.countersign.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tomcat by its own script, with a base of its own; a web application is taken from it as its archive is deleted. */
final class Tomcat extends WebDeployment {
    private final String servlets;

    Tomcat(String name, String folder, String servlets, int first) {
        super(name, folder, first, 99);
        this.servlets = servlets;
    }

    @Override
    public String ready() {
        return "Server startup in";
    }

    @Override
    public List<String> command(Path folder, int port, List<String> jvm, Map<String, String> environment) throws IOException {
        for (String each : List.of("conf", "logs", "temp", "webapps", "work")) {
            Files.createDirectories(folder.resolve(each));
        }
        Files.copy(home().resolve("conf/web.xml"), folder.resolve("conf/web.xml"));
        Files.writeString(folder.resolve("conf/server.xml"), "<Server port='-1'><Service name='Catalina'>"
                + "<Connector port='" + port + "' address='127.0.0.1' protocol='HTTP/1.1'/><Engine name='Catalina' defaultHost='localhost'"
                + " backgroundProcessorDelay='1'><Host name='localhost' appBase='webapps' autoDeploy='true'/></Engine></Service></Server>");
        War.write(folder.resolve("webapps/one.war"), servlets, "okhttp-3_14");
        War.write(folder.resolve("webapps/two.war"), servlets, "okhttp-5");
        environment.put("CATALINA_HOME", home().toString());
        environment.put("CATALINA_BASE", folder.toString());
        environment.put("CATALINA_OPTS", String.join(" ", jvm));
        return List.of("sh", home().resolve("bin/catalina.sh").toString(), "run");
    }

    @Override
    public void undeploy(ServerProcess server, Path folder, String application) throws IOException {
        Files.delete(folder.resolve("webapps/" + application + ".war"));
    }
}
