package io.countersign.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.JsonSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** How commands are called, and what help they give. */
class CountersignTest {
    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void open() {
        terminal = new Terminal(folder);
    }

    private void misused(String first, String... arguments) {
        assertEquals(64, terminal.run(arguments));
        assertEquals("", terminal.out);
        String[] lines = terminal.err.split("\n");
        assertEquals(first, lines[0]);
        assertTrue(lines[1].startsWith("usage: java -jar countersign.jar "), terminal.err);
        assertTrue(lines[lines.length - 1].startsWith("'java -jar countersign.jar help"), terminal.err);
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        String file = Paths.get("/tmp", ".countersign-1.ask").toString();
        assertEquals("the folder " + Paths.get("/tmp") + " cannot be written (Read-only file system), by which an agent is asked; in a container, mount a"
                + " writable one there", Shell.unwritable(new FileSystemException(file, null, "Read-only file system")));
        assertTrue(Shell.unwritable(new AccessDeniedException(file)).contains(" cannot be written (AccessDeniedException), "));
    }

    @Test
    void aWrongCallIs64AndSaysWhatWasMeant() {
        misused("a command is expected");
        misused("unknown command 'chek'; did you mean 'check'?", "chek", "x.yaml");
        misused("unknown option --strct; did you mean '--strict'?", "check", "--strct", "x.yaml");
        misused("POLICY is missing", "check");
        misused("METHOD is missing", "explain", "x.yaml");
        misused("CREDENTIAL is missing", "login", "x.yaml");
        misused("--policy POLICY is missing", "attach", "1");
        misused("there is an argument too many", "logout", "x.yaml", "me", "canary-7d41");
        misused("unknown option --heder; did you mean '--header'?", "explain", "x.yaml", "GET", "https://a", "--heder=canary-7d41");
        misused("unknown option -H; there are -h, --help", "logout", "x.yaml", "me", "-HAuthorization: canary-7d41");
        misused("unknown option --heder; did you mean '--header'?", "explain", "x.yaml", "GET", "https://a", "--heder:canary-7d41");
        misused("Unknown subcommand 'chek'.", "help", "chek");
        misused("Invalid value for positional parameter at index 0 (PID): 'java' is not a long", "attach", "java", "--policy", "x.yaml");
        misused("unknown option --device; there are -h, --help", "logout", "x.yaml", "me", "--device");
    }

    private List<CommandSpec> commands() {
        List<CommandSpec> all = new ArrayList<>();
        for (CommandLine each : Countersign.line(new Shell("1", null, null, System.out, System.err, false)).getSubcommands().values()) {
            all.add(each.getCommandSpec());
        }
        return all;
    }

    @Test
    void everyCommandTeachesWhatItIsForWithItsExitStatuses() {
        List<CommandSpec> commands = commands();
        assertTrue(commands.size() > 5);
        for (CommandSpec command : commands) {
            assertEquals(0, terminal.run("help", command.name()));
            String help = terminal.out;
            assertTrue(help.contains("Usage: java -jar countersign.jar " + command.name()), help);
            for (String line : help.split("\n")) {
                assertTrue(line.length() <= 80, line);
            }
            if (!command.name().equals("help")) {
                assertEquals(0, terminal.run(command.name(), "--help"));
                assertEquals(help, terminal.out);
                assertTrue(help.contains("Exit status:\n  0 "), help);
                assertTrue(help.contains("\n  74 "), help);
                assertTrue(help.contains("Example") || command.args().size() <= 2, help);
                assertEquals(command.findOption("--json") != null, help.contains("--json: {"), help);
            }
        }
        assertEquals(0, terminal.run("--help"));
        for (CommandSpec command : commands) {
            assertTrue(terminal.out.contains("\n  " + command.name() + " "), terminal.out);
        }
    }

    /** A disk that is full, say. */
    private static PrintStream full() {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
    }

    @Test
    void whatCannotBeWrittenIs74() {
        for (String[] each : new String[][] {{"version"}, {"version", "--json"}, {"help"}, {"help", "diff"}, {"schema"}, {"completion"}}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertEquals(74, Countersign.run(each, new Shell("1", null, null, full(), new PrintStream(err, true), false)), each[0]);
            assertEquals("the output could not be written" + System.lineSeparator(), err.toString());
        }
        assertEquals(64, Countersign.run(new String[] {"explain"}, new Shell("1", null, null, full(), new PrintStream(new ByteArrayOutputStream()), false)));
    }

    @Test
    void colourIsForTerminalsAlone() throws Exception {
        terminal.write("p.yaml", "version: 1");
        for (String[] each : new String[][] {{"help"}, {"explain", "p.yaml", "GET", "https://a.example"}}) {
            terminal.run(each);
            assertFalse(terminal.out.contains("\u001b"), terminal.out);
            terminal.isColoured = true;
            terminal.run(each);
            assertTrue(terminal.out.contains("\u001b["), terminal.out);
            terminal.isColoured = false;
        }
        terminal.isColoured = true;
        terminal.run("explain", "p.yaml", "GET", "https://a.example", "--json");
        assertFalse(terminal.out.contains("\u001b"), terminal.out);
    }

    @Test
    void nothingOfAFileMovesTheCursor() throws Exception {
        terminal.write("p.yaml", "version: 1", "\"\\e[2J\\u202e\": x");
        assertEquals(78, terminal.run("check", "p.yaml"));
        assertTrue(terminal.err.startsWith("p.yaml:2:1: unknown field ' [2J '"), terminal.err);
    }

    @Test
    void theCompletionScriptKnowsEveryCommandAndOption() {
        assertEquals(0, terminal.run("completion"));
        assertTrue(terminal.out.startsWith("#!/usr/bin/env bash"), terminal.out);
        assertTrue(terminal.out.contains("complete -F _complete_countersign -o default countersign"), terminal.out);
        for (CommandSpec command : commands()) {
            assertTrue(terminal.out.contains("\"countersign " + command.name() + "\"") || terminal.out.contains(" " + command.name()), command.name());
        }
        assertTrue(terminal.out.contains("--strict"));
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        assertEquals(0, terminal.run("version"));
        terminal.assertOut("countersign 1.2.3");
        terminal.run("version", "--json");
        terminal.assertJson("{\"version\": \"1.2.3\"}");
    }

    @Test
    void theSchemaIsThatOfPolicies() {
        assertEquals(0, terminal.run("schema"));
        assertEquals(JsonSchema.text(), terminal.out);
    }
}
