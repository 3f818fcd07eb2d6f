package io.countersign.telemetry;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("countersign.Refused")
@Label("Refused")
@Description("A request was not sent, or a connection not made, since its rule could not be fulfilled")
final class RefusedEvent extends RequestEvent {
    @Label("Reason")
    String reason;
}
