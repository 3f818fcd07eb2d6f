package io.countersign.sample.upstream;

import javax.security.auth.x500.X500Principal;

/**
 * The certificate that the client has shown in the handshake of its connection. It has been verified there: what the service's
 * authority does not vouch for gets no further.
 */
final class ClientCertificateGuard implements Guard {
    private final X500Principal subject;

    /** @param subject whom the path is for, such as {@code CN=batch} */
    ClientCertificateGuard(String subject) {
        this.subject = new X500Principal(subject);
    }

    /** Statuses as nginx has them for {@code ssl_verify_client}: there is no challenge for what HTTP does not carry. */
    @Override
    public Verdict judge(IncomingRequest request) {
        if (request.client == null) {
            return Verdict.badRequest(null, "no client certificate");
        }
        return subject.equals(request.client.getSubjectX500Principal()) ? Verdict.GRANTED
                : Verdict.forbidden(null, "the certificate of another client");
    }
}
