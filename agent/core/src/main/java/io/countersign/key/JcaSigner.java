package io.countersign.key;

import io.countersign.request.CredentialUnavailable;
import io.countersign.text.Octets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** A signature of the JCA: {@link Signature}s that have the key already, reused. One is ready for the next message once it has signed. */
class JcaSigner extends Signer {
    private final PrivateKey key;
    private final Pool<Signature> pool = new Pool<Signature>(this::makeAgain);

    JcaSigner(SigningAlgorithm algorithm, String kid, PrivateKey key) throws WrongKey {
        super(algorithm, kid);
        this.key = key;
        try {
            pool.give(make());
        } catch (GeneralSecurityException e) {
            throw unable(algorithm, e);
        }
    }

    @Override
    public final byte[] sign(byte[] message) throws CredentialUnavailable {
        Signature signature = pool.take();
        try {
            signature.update(message);
            return finish(signature);
        } catch (SignatureException e) {
            throw failure(e);
        }
    }

    @Override
    public final byte[] sign(Octets message) throws CredentialUnavailable {
        Signature signature = pool.take();
        try {
            message.takeInto(signature);
            return finish(signature);
        } catch (SignatureException e) {
            throw failure(e);
        }
    }

    /** One that has failed is not given back. */
    private byte[] finish(Signature signature) throws SignatureException {
        byte[] signed = asSent(signature.sign());
        pool.give(signature);
        return signed;
    }

    /** The bytes of the JCA as those that are sent. */
    byte[] asSent(byte[] signed) throws SignatureException {
        return signed;
    }

    private Signature make() throws GeneralSecurityException {
        SigningAlgorithm algorithm = algorithm();
        Signature signature;
        if (algorithm.family == SigningAlgorithm.Family.RSA_PSS) {
            signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec(algorithm.jcaName, "MGF1", new MGF1ParameterSpec(algorithm.jcaName),
                    algorithm.hashLength, 1));
        } else {
            signature = Signature.getInstance(algorithm.jcaName);
        }
        signature.initSign(key);
        return signature;
    }

    private Signature makeAgain() {
        try {
            return make();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime had " + algorithm() + ", and has it no more", e);
        }
    }

    /** What the JCA says may hold what it was given, and is left out. */
    static WrongKey unable(SigningAlgorithm algorithm, GeneralSecurityException e) {
        return new WrongKey(e instanceof NoSuchAlgorithmException
                ? "cannot sign: this Java runtime has no " + algorithm
                        + (algorithm.family == SigningAlgorithm.Family.RSA_PSS ? " (Java 8 has it since 8u251)" : "")
                : "is not taken by this Java runtime for " + algorithm + " (" + e.getClass().getSimpleName() + ")");
    }

    private CredentialUnavailable failure(SignatureException e) {
        return new CredentialUnavailable("this Java runtime failed to sign by " + algorithm() + " (" + e.getClass().getSimpleName() + ")");
    }
}
