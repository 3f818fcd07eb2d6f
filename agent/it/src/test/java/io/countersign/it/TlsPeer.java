package io.countersign.it;

/**
 * A server that asks for a client certificate. It answers each request with a line of what it saw: the certificate's subject,
 * its serial number in hex, both {@code -} if there is none; the protocol; {@code new} or {@code resumed}; the path.
 */
interface TlsPeer extends AutoCloseable {
    String url(String path);

    @Override
    void close();
}
