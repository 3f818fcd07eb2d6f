package io.countersign.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("countersign.PolicyReloaded")
@Label("Policy Reloaded")
@Description("A changed policy was put in force, or refused for its mistakes")
@Category("Countersign")
@StackTrace(true)
final class PolicyReloadedEvent extends Event {
    @Label("Policy")
    @Description("Its file or folder")
    String policy;

    @Label("Version")
    @Description("The version that is in force now")
    String version;

    @Label("Successful")
    boolean successful;

    @Label("Rules")
    int rules;

    @Label("Mistakes")
    String mistakes;
}
