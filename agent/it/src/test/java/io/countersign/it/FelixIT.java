package io.countersign.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An OSGi framework, whose bundles see of the JVM what they import, and {@code java.*}. */
class FelixIT extends ServerContract {
    @Override
    Deployment kind() {
        return new WebDeployment("Felix", "felix", 8, 99) {
            @Override
            public String ready() {
                return "ready";
            }

            @Override
            public List<String> command(Path folder, int port, List<String> jvm, Map<String, String> environment) throws IOException {
                War.writeBundle(folder.resolve("one.jar"), "one", "okhttp-3_14");
                War.writeBundle(folder.resolve("two.jar"), "two", "okhttp-5");
                List<String> command = new ArrayList<>(List.of(Deployment.java()));
                command.addAll(jvm);
                command.addAll(List.of("-cp", home() + ":" + System.getProperty("countersign.it.probe"), "io.countersign.it.probe.FelixHost",
                        String.valueOf(port), folder.toString()));
                return command;
            }

            @Override
            public void undeploy(ServerProcess server, Path folder, String application) throws IOException {
                server.tell(application);
            }
        };
    }
}
