package io.countersign.it;

/** What every client must hold to, run in a JVM of its own with the packed agent. */
abstract class ClientContract extends CertificatesContract {
}
