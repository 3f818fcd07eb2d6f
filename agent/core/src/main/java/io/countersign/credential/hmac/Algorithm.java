package io.countersign.credential.hmac;

import io.countersign.schema.Form;

/** The HMACs (RFC 2104) that there are, by their names in the JCA. */
enum Algorithm {
    HMAC_SHA_256("HmacSHA256"), HMAC_SHA_384("HmacSHA384"), HMAC_SHA_512("HmacSHA512"),

    /** For the schemes that ask for them: an HMAC does not rest on the collision resistance that these hashes lack (RFC 6151). */
    HMAC_SHA_1("HmacSHA1"), HMAC_MD5("HmacMD5"),

    /** HmacSHA256 under a key that Akamai's EdgeGrid makes of the secret and the time. */
    EG1_HMAC_SHA_256("EG1-HMAC-SHA256", "HmacSHA256");

    static final Form<Algorithm> FORM = Form.oneOf(values(), algorithm -> algorithm.name);
    final String name;
    final String jcaName;

    Algorithm(String jcaName) {
        this(jcaName, jcaName);
    }

    Algorithm(String name, String jcaName) {
        this.name = name;
        this.jcaName = jcaName;
    }
}
