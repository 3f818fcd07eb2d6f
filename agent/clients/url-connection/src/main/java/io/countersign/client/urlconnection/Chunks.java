package io.countersign.client.urlconnection;

import io.countersign.request.BodyReader;

/** Finds the data in a body in chunks (RFC 9112, section 7.1) as it goes by; the JDK writes no extensions and no trailers. */
final class Chunks {
    /** Of the size that is being read. */
    private long size;

    /** Of the data of this chunk, yet to come. */
    private long left;

    /** Of the line's end behind the data, yet to come. */
    private int lineEnd;
    private boolean ended;

    /** Hands the data in these bytes to the reader. */
    void read(byte[] bytes, int offset, int length, BodyReader reader) {
        int end = offset + length;
        for (int i = offset; i < end;) {
            if (left > 0) {
                int data = (int) Math.min(left, end - i);
                reader.update(bytes, i, data);
                i += data;
                left -= data;
                lineEnd = left == 0 ? 2 : 0;
            } else if (lineEnd > 0) {
                lineEnd--;
                i++;
            } else {
                readSize(bytes[i++]);
            }
        }
    }

    private void readSize(byte c) {
        if (c == '\n') {
            left = size;
            ended = size == 0;
            size = 0;
        } else if (c != '\r') {
            int digit = Character.digit(c, 16);
            if (digit < 0) {
                throw new IllegalStateException("the size of a chunk is not as expected");
            }
            size = 16 * size + digit;
        }
    }

    /** Whether the line of the last chunk, whose size is 0, has gone by; one empty line is to follow. */
    boolean ended() {
        return ended;
    }
}
