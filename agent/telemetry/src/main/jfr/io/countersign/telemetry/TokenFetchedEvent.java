package io.countersign.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

@Name("countersign.TokenFetched")
@Label("Token Fetched")
@Description("A token was asked for")
@Category("Countersign")
@StackTrace(true)
final class TokenFetchedEvent extends Event {
    @Label("Client ID")
    String clientId;

    @Label("Server")
    String server;

    @Label("Successful")
    boolean successful;

    @Label("Reason")
    @Description("Why there is none")
    String reason;

    @Label("Fetching Time")
    @Timespan(Timespan.NANOSECONDS)
    long fetchingTime;

    @Label("Lifetime")
    @Description("For how long the token is good")
    @Timespan(Timespan.MILLISECONDS)
    long lifetime;
}
