package io.countersign.login;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The person's browser, by the command that each system has for it: a Java runtime on a server has no {@code java.awt.Desktop}. */
class Browser {
    private final Map<String, String> environment;
    private final String system;

    /** @param system {@code os.name} */
    Browser(Map<String, String> environment, String system) {
        this.environment = environment;
        this.system = system.toLowerCase(Locale.ROOT);
    }

    /** Whether there is likely one that reaches this machine's loopback: not without a desktop, and not at the other end of an SSH session. */
    boolean isThere() {
        if (isSet("BROWSER")) {
            return true;
        }
        if (isSet("SSH_CONNECTION") || isSet("SSH_TTY")) {
            return false;
        }
        return isWindows() || system.contains("mac") || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
    }

    private boolean isWindows() {
        return system.startsWith("windows");
    }

    private boolean isSet(String variable) {
        String value = environment.get(variable);
        return value != null && !value.isEmpty();
    }

    /** @return whether a command for it could be started */
    boolean open(String url) {
        for (List<String> command : commands(url)) {
            try {
                start(command);
                return true;
            } catch (IOException e) {
                // Not installed: the next.
            }
        }
        return false;
    }

    void start(List<String> command) throws IOException {
        File nowhere = new File(isWindows() ? "NUL" : "/dev/null");
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(nowhere)).start();
    }

    /** By {@code BROWSER} if that is set: commands, separated as paths are, where {@code %s} stands for the URL, or it comes last. */
    List<List<String>> commands(String url) {
        List<List<String>> commands = new ArrayList<>();
        if (isSet("BROWSER")) {
            // Windows separates by semicolons, and has colons in its paths.
            for (String each : environment.get("BROWSER").split(isWindows() ? ";" : ":")) {
                List<String> words = new ArrayList<>(Arrays.asList(each.trim().split(" +")));
                boolean hasPlace = words.contains("%s");
                words.replaceAll(word -> word.equals("%s") ? url : word);
                if (!hasPlace) {
                    words.add(url);
                }
                if (!words.get(0).isEmpty()) {
                    commands.add(words);
                }
            }
        } else if (isWindows()) {
            commands.add(Arrays.asList("rundll32", "url.dll,FileProtocolHandler", url));
        } else {
            commands.add(Arrays.asList(system.contains("mac") ? "open" : "xdg-open", url));
        }
        return commands;
    }
}
