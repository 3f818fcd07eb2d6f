package io.countersign.credential.aws;

import io.countersign.key.Macs;
import io.countersign.key.Signatures;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.text.Octets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.Collections;
import java.util.List;

/**
 * {@code AWS4-ECDSA-P256-SHA256}: ECDSA under a key that is derived from the access key alone. What it is good for, the
 * regions, is said in a header, which is signed.
 */
final class SigV4a extends Algorithm {
    private static final String REGION_SET = "x-amz-region-set";
    private final Service service;
    private final String regionSet;

    SigV4a(Service service, List<String> regionSet) {
        super("AWS4-ECDSA-P256-SHA256");
        this.service = service;
        this.regionSet = String.join(",", regionSet);
    }

    @Override
    List<String> headerNames() {
        return Collections.singletonList(REGION_SET);
    }

    @Override
    SigningKey derive(AccessKey from, String date, long day) throws CredentialUnavailable {
        Signatures signing = new Signatures("SHA256withECDSA", privateKey(from));
        Headers headers = Headers.of(REGION_SET, regionSet).and(from.headers);
        return new SigningKey(from, day, date + '/' + service.name + "/aws4_request", headers) {
            @Override
            byte[] sign(Octets stringToSign) {
                try {
                    Signature signature = signing.take();
                    stringToSign.takeInto(signature);
                    byte[] made = signature.sign();
                    signing.give(signature);
                    return made;
                } catch (SignatureException e) {
                    throw new IllegalStateException("this Java runtime failed to sign with " + signing);
                }
            }
        };
    }

    private PrivateKey privateKey(AccessKey from) throws CredentialUnavailable {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            ECParameterSpec p256 = parameters.getParameterSpec(ECParameterSpec.class);
            return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar(from, p256.getOrder()), p256));
        } catch (GeneralSecurityException e) {
            throw new CredentialUnavailable("this Java runtime has no elliptic curve P-256, which SigV4a signs with");
        }
    }

    /**
     * NIST SP 800-108, section 5.1, a KDF in counter mode with HMAC-SHA256, asked for one block of 256 bits; from candidates
     * that are tested, by FIPS 186-4, section B.4.2.
     */
    private BigInteger scalar(AccessKey from, BigInteger n) {
        Macs prf = new Macs("HmacSHA256", ("AWS4A" + from.secret()).getBytes(StandardCharsets.UTF_8));
        Octets input = new Octets();
        for (int counter = 1; counter < 0xff; counter++) {
            input.add(new byte[] {0, 0, 0, 1});
            input.add(name);
            input.add('\0');
            input.add(from.id);
            input.add(new byte[] {(byte) counter, 0, 0, 1, 0});
            BigInteger c = new BigInteger(1, prf.of(input.takeBytes()));
            if (c.compareTo(n.subtract(BigInteger.valueOf(2))) <= 0) {
                return c.add(BigInteger.ONE);
            }
        }
        throw new IllegalStateException("no private key in 254 attempts, each of which fails once in 2^32");
    }
}
