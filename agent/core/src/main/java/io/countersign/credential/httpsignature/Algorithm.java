package io.countersign.credential.httpsignature;

import io.countersign.key.SigningAlgorithm;
import io.countersign.schema.Form;

/** The signature algorithms of RFC 9421, section 3.3, by their registered names. */
enum Algorithm {
    RSA_PSS_SHA512("rsa-pss-sha512", SigningAlgorithm.RSA_PSS_SHA_512),
    RSA_V1_5_SHA256("rsa-v1_5-sha256", SigningAlgorithm.RSA_SHA_256),
    HMAC_SHA256("hmac-sha256", SigningAlgorithm.HMAC_SHA_256),
    ECDSA_P256_SHA256("ecdsa-p256-sha256", SigningAlgorithm.ECDSA_P_256),
    ECDSA_P384_SHA384("ecdsa-p384-sha384", SigningAlgorithm.ECDSA_P_384),
    ED25519("ed25519", SigningAlgorithm.ED25519);

    static final Form<Algorithm> FORM = Form.oneOf(values(), algorithm -> algorithm.registeredName);
    final String registeredName;
    final SigningAlgorithm signing;

    Algorithm(String registeredName, SigningAlgorithm signing) {
        this.registeredName = registeredName;
        this.signing = signing;
    }
}
