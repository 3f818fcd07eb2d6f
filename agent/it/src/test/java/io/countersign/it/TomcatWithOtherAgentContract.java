package io.countersign.it;

import java.util.List;

/** Tomcat with OpenTelemetry's agent, which is there without ours too. */
abstract class TomcatWithOtherAgentContract extends ServerContract {
    @Override
    Deployment kind() {
        return new Tomcat("Tomcat 10 with OpenTelemetry's agent", "tomcat-10", "jakarta", 11);
    }

    @Override
    List<String> others() {
        return List.of("-javaagent:" + System.getProperty("countersign.it.libraries") + "/opentelemetry/opentelemetry-javaagent.jar",
                "-Dotel.traces.exporter=none", "-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none", "-Dotel.javaagent.logging=none");
    }
}
