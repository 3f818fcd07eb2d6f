package io.countersign.body;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A body that is held until its signature is made: in memory up to 1 MiB, then in a temporary file that the owner alone may
 * read. The file is deleted when it is opened, where the system allows that, and else when it is closed, so that no outcome
 * leaves it behind. Written by one thread at a time, then read by any number.
 */
public final class HeldBody implements Closeable {
    static final int IN_MEMORY = 1 << 20;

    private final long limit;
    private byte[] memory = new byte[4096];
    private long length;
    private TemporaryFile file;

    /** @param limit in bytes */
    public HeldBody(long limit) {
        this.limit = limit;
    }

    /** @return false if it would be longer than its limit; nothing of these bytes is held then */
    public boolean write(byte[] bytes, int offset, int count) throws IOException {
        if (length + count > limit) {
            return false;
        }
        if (file == null && length + count > IN_MEMORY) {
            file = new TemporaryFile();
            writeToFile(memory, 0, (int) length);
            memory = null;
        }
        if (file != null) {
            writeToFile(bytes, offset, count);
        } else {
            if (length + count > memory.length) {
                memory = Arrays.copyOf(memory, (int) Math.min(IN_MEMORY, Math.max(2L * memory.length, length + count)));
            }
            System.arraycopy(bytes, offset, memory, (int) length, count);
        }
        length += count;
        return true;
    }

    private void writeToFile(byte[] bytes, int offset, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, count);
        while (buffer.hasRemaining()) {
            file.channel.write(buffer);
        }
    }

    public long length() {
        return length;
    }

    /**
     * Reads a part of it.
     *
     * @return how many bytes were read, at least one unless none was asked for; -1 at the end
     */
    public int read(long position, byte[] bytes, int offset, int count) throws IOException {
        if (position >= length) {
            return -1;
        }
        int there = (int) Math.min(count, length - position);
        if (file == null) {
            System.arraycopy(memory, (int) position, bytes, offset, there);
            return there;
        }
        int read = file.channel.read(ByteBuffer.wrap(bytes, offset, there), position);
        if (read < 0) {
            throw new EOFException("the temporary file of a held body was cut");
        }
        return read;
    }

    /** From its beginning; closing the stream does not close the body. */
    public InputStream open() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                if (count == 0) {
                    return 0;
                }
                int read = HeldBody.this.read(position, bytes, offset, count);
                position += Math.max(read, 0);
                return read;
            }

            @Override
            public int available() {
                return (int) Math.min(Integer.MAX_VALUE, length - position);
            }
        };
    }

    /** Lets go of the memory or the file. It may be called again. */
    @Override
    public void close() {
        memory = null;
        if (file != null) {
            file.close();
        }
    }

    private static final class TemporaryFile {
        final FileChannel channel;

        /** Made with permissions of the owner's alone, which is what {@code createTempFile} does. */
        TemporaryFile() throws IOException {
            Path path = Files.createTempFile("countersign-", ".body");
            try {
                channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(path);
                throw e;
            }
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // The file is gone by its name already, or will be with the JVM.
            }
        }

        /** Java 8's channels do not close themselves when they are forgotten, with a request that nobody ends. */
        @Override
        protected void finalize() {
            close();
        }
    }
}
