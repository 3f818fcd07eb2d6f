package io.countersign.policy;

import io.countersign.background.Background;
import io.countersign.background.TestBackground;
import io.countersign.log.Log;
import io.countersign.secret.Secrets;
import io.countersign.secret.Watched;
import io.countersign.store.Stores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Policies written by a test, and what reading them says, with the folder's own name left out. */
public final class PolicyFolder {
    public final Map<String, String> environment = new HashMap<>();
    public final Properties properties = new Properties();
    public final ByteArrayOutputStream log = new ByteArrayOutputStream();
    public final Secrets secrets;
    public final TestBackground elsewhere = new TestBackground();
    public final Background background;
    private final Path folder;
    private final List<Watched> watched = new ArrayList<>();

    public PolicyFolder(Path folder) {
        this.folder = folder;
        Log lines = new Log(Log.Level.DEBUG, new PrintStream(log, true));
        this.background = elsewhere.background(lines, folder.resolve("home"));
        this.secrets = new Secrets(environment, properties, lines, () -> 0, 1, new Stores(background, environment));
    }

    public Path write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    public Policy policy(String... lines) throws IOException, PolicyException {
        return read(write("p.yaml", lines));
    }

    /** Its files are looked at from then on, as those of one that is in force. */
    public Policy read(Path fileOrFolder) throws PolicyException {
        Policy policy = PolicyReader.read(fileOrFolder, secrets, background);
        watched.addAll(policy.watched());
        secrets.inForce(watched);
        return policy;
    }

    /** What is wrong with the policy, a line each. */
    List<String> mistakes(String... lines) throws IOException {
        return mistakesOf(write("p.yaml", lines));
    }

    List<String> mistakesOf(Path fileOrFolder) {
        try {
            read(fileOrFolder);
            return new ArrayList<>();
        } catch (PolicyException e) {
            return relative(e.mistakes());
        }
    }

    List<String> relative(List<String> lines) {
        List<String> relative = new ArrayList<>();
        for (String line : lines) {
            relative.add(line.replace(folder + "/", "").replace(folder.toString(), "."));
        }
        return relative;
    }
}
