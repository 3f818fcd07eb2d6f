package io.countersign.credential.aws;

import io.countersign.key.Macs;
import io.countersign.key.Signer;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.text.Octets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * {@code AWS4-ECDSA-P256-SHA256}: ECDSA under a key that is derived from the access key alone. What it is good for, the
 * regions, is said in a header, which is signed.
 */
final class SigV4a extends Algorithm {
    private static final String REGION_SET = "x-amz-region-set";

    /** The order of P-256 (FIPS 186-4, section D.1.2.3). */
    private static final BigInteger N = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
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
        Signer signer = Signer.ofP256InDer(scalar(from));
        Headers headers = Headers.of(REGION_SET, regionSet).and(from.headers);
        return new SigningKey(from, day, date + '/' + service.name + "/aws4_request", headers) {
            @Override
            byte[] sign(Octets stringToSign) throws CredentialUnavailable {
                return signer.sign(stringToSign);
            }
        };
    }

    /**
     * NIST SP 800-108, section 5.1, a KDF in counter mode with HMAC-SHA256, asked for one block of 256 bits; from candidates
     * that are tested, by FIPS 186-4, section B.4.2.
     */
    private BigInteger scalar(AccessKey from) {
        Macs prf = new Macs("HmacSHA256", ("AWS4A" + from.secret()).getBytes(StandardCharsets.UTF_8));
        Octets input = new Octets();
        for (int counter = 1; counter < 0xff; counter++) {
            input.add(new byte[] {0, 0, 0, 1});
            input.add(name);
            input.add('\0');
            input.add(from.id);
            input.add(new byte[] {(byte) counter, 0, 0, 1, 0});
            BigInteger c = new BigInteger(1, prf.of(input.takeBytes()));
            if (c.compareTo(N.subtract(BigInteger.valueOf(2))) <= 0) {
                return c.add(BigInteger.ONE);
            }
        }
        throw new IllegalStateException("no private key in 254 attempts, each of which fails once in 2^32");
    }
}
