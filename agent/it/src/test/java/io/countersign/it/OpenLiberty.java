package io.countersign.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Open Liberty by its own script, with a user's folder of its own; what is deleted from its folder of applications is taken away. */
final class OpenLiberty extends WebDeployment {
    OpenLiberty() {
        super("Open Liberty", "openliberty", 11, 25);
    }

    @Override
    public String ready() {
        return "CWWKF0011I";
    }

    @Override
    public List<String> command(Path folder, int port, List<String> jvm, Map<String, String> environment) throws IOException {
        Path server = folder.resolve("servers/it");
        Files.createDirectories(server.resolve("dropins"));
        Files.writeString(server.resolve("server.xml"), "<server><featureManager><feature>servlet-6.0</feature></featureManager>"
                + "<httpEndpoint id='defaultHttpEndpoint' host='127.0.0.1' httpPort='" + port + "' httpsPort='-1'/>"
                + "<applicationMonitor pollingRate='300ms'/><logging consoleLogLevel='INFO'/></server>");
        Files.write(server.resolve("jvm.options"), jvm);
        War.write(server.resolve("dropins/one.war"), "jakarta", "okhttp-3_14");
        War.write(server.resolve("dropins/two.war"), "jakarta", "okhttp-5");
        environment.put("WLP_USER_DIR", folder.toString());
        environment.put("WLP_OUTPUT_DIR", folder.resolve("output").toString());
        return List.of("sh", home().resolve("bin/server").toString(), "run", "it");
    }

    @Override
    public void undeploy(ServerProcess server, Path folder, String application) throws IOException {
        Files.delete(folder.resolve("servers/it/dropins/" + application + ".war"));
    }
}
