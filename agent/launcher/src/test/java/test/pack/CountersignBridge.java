package test.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Stands in for the bridge: its name is as long, so that it can be written over the bridge's in woven code. */
public final class CountersignBridge {
    public static final ThreadLocal<List<String>> CALLS = ThreadLocal.withInitial(ArrayList::new);
    public static final ThreadLocal<List<String>> SELVES = ThreadLocal.withInitial(ArrayList::new);
    public static final ThreadLocal<Object> REPLACEMENT = new ThreadLocal<>();

    private CountersignBridge() {}

    public static Object at(int joinpoint, Object self, Object argument) throws IOException {
        CALLS.get().add(joinpoint + " " + argument);
        SELVES.get().add(String.valueOf(self));
        if ("refuse".equals(argument)) {
            throw new IOException("refused");
        }
        return REPLACEMENT.get() == null ? argument : REPLACEMENT.get();
    }
}
