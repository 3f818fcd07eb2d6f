package io.countersign.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jetty 12, as programs have it in them. */
class JettyIT extends ServerContract {
    @Override
    Deployment kind() {
        return new WebDeployment("Jetty 12", "jetty", 17, 99) {
            @Override
            public boolean isThere() {
                return true;
            }

            @Override
            public String ready() {
                return "ready";
            }

            @Override
            public List<String> command(Path folder, int port, List<String> jvm, Map<String, String> environment) throws IOException {
                War.write(folder.resolve("one.war"), "jakarta", "okhttp-3_14");
                War.write(folder.resolve("two.war"), "jakarta", "okhttp-5");
                List<String> command = new ArrayList<>(List.of(Deployment.java()));
                command.addAll(jvm);
                command.addAll(List.of("-cp", System.getProperty("java.class.path"), JettyHost.class.getName(), String.valueOf(port), folder.toString()));
                return command;
            }

            @Override
            public void undeploy(ServerProcess server, Path folder, String application) throws IOException {
                server.tell(application);
            }
        };
    }
}
