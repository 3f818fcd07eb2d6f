package io.countersign.store;

import io.countersign.background.AgentThread;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A command that prints a secret. It is started without a shell, with this JVM's environment and working folder and an empty input. What it
 * says to its error output goes nowhere, for it may be anything. Its output is what is printed until it ends: what others print to it that it
 * has started, and not waited for, may be cut off, for the JDK closes a process's pipe when the process ends.
 */
final class Command implements Kept.Source<String> {
    private static final int LIMIT = 64 * 1024;
    private static final long AGAIN = 300_000;

    /** One that is a Java program would get the agent by them too, which runs the command again, and that again. */
    private static final List<String> JAVA_OPTIONS = Arrays.asList("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final String reference;
    private final List<String> words;
    private final long limit;

    /** What the last run prints, complete when all of it has been read; null before there is one. One fetch at a time. */
    private CompletableFuture<byte[]> last;

    /** @param limit in milliseconds */
    Command(String reference, List<String> words, long limit) {
        this.reference = reference;
        this.words = words;
        this.limit = limit;
    }

    @Override
    public Kept.Fetched<String> fetch(boolean anew) throws StoreFailure {
        if (last != null && !last.isDone()) {
            // Each run would leave one more thread behind, and one more of what holds the output.
            throw new StoreFailure("is not run again: its output is still held open by what it had started; that has to be given another one (>/dev/null)");
        }
        long begun = System.nanoTime();
        Process process = start();
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        try {
            process.getOutputStream().close();
            // A thread of its own: a read has no limit in time, and what the command has started may hold its output open for good.
            AgentThread.of(() -> read(process.getInputStream(), output), "countersign-exec").start();
            last = output;
            byte[] bytes = output.get(limit, TimeUnit.MILLISECONDS);
            if (bytes == null) {
                throw new StoreFailure("printed more than 64 KiB, which is too much for a secret");
            }
            if (!process.waitFor(limit - (System.nanoTime() - begun) / 1_000_000, TimeUnit.MILLISECONDS)) {
                throw tooLong();
            }
            if (process.exitValue() != 0) {
                throw new StoreFailure("failed with exit status " + process.exitValue() + "; what it has said is not shown, for it may be secret");
            }
            return new Kept.Fetched<>(text(bytes), AGAIN);
        } catch (TimeoutException e) {
            throw process.isAlive() ? tooLong() : new StoreFailure("has ended, but its output is still held open by what it has started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("was interrupted");
        } catch (IOException | ExecutionException e) {
            throw new StoreFailure("ended before its output could be read");
        } finally {
            kill(process);
        }
    }

    private Process start() throws StoreFailure {
        boolean isWindows = File.separatorChar == '\\';
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(new File(isWindows ? "NUL" : "/dev/null"));
            builder.environment().keySet().removeIf(JAVA_OPTIONS::contains);
            return builder.start();
        } catch (IOException | RuntimeException e) {
            // The JDK's own message has the reason at its end, behind what may be an argument.
            String message = String.valueOf(e.getMessage());
            String reason = message.contains("error=2,") ? "there is no such command" : message.contains("error=13,") ? "it may not be run (permission denied)"
                    : e.getClass().getName();
            throw new StoreFailure("could not be started: " + reason);
        }
    }

    private static void read(InputStream in, CompletableFuture<byte[]> output) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n; (n = in.read(buffer)) >= 0; ) {
                all.write(buffer, 0, n);
                if (all.size() > LIMIT) {
                    output.complete(null);
                    return;
                }
            }
            output.complete(all.toByteArray());
        } catch (Throwable e) {
            output.completeExceptionally(e);
        }
    }

    private StoreFailure tooLong() {
        return new StoreFailure("was not done within " + limit / 1000 + " s, and has been killed");
    }

    /** With all that it has started, where Java can tell (since 9). */
    private static void kill(Process process) {
        if (!process.isAlive()) {
            return;
        }
        try {
            Class<?> handle = Class.forName("java.lang.ProcessHandle");
            for (Iterator<?> each = ((Stream<?>) Process.class.getMethod("descendants").invoke(process)).iterator(); each.hasNext(); ) {
                handle.getMethod("destroyForcibly").invoke(each.next());
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Java 8, or a security manager.
        }
        process.destroyForcibly();
    }

    private static String text(byte[] bytes) throws StoreFailure {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new StoreFailure("printed what is no text in UTF-8");
        }
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end -= end > 1 && text.charAt(end - 2) == '\r' ? 2 : 1;
        }
        if (end == 0) {
            throw new StoreFailure("printed nothing");
        }
        return text.substring(0, end);
    }

    @Override
    public String toString() {
        return reference;
    }
}
