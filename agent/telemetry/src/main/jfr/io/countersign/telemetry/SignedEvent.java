package io.countersign.telemetry;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

@Name("countersign.Signed")
@Label("Signed")
@Description("A request got its credentials, or a connection its client certificate")
final class SignedEvent extends RequestEvent {
    @Label("Signing Time")
    @Description("For how long the agent worked on it, waiting for a token included where the client's own thread waits")
    @Timespan(Timespan.NANOSECONDS)
    long signingTime;
}
