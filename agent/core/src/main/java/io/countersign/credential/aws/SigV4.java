package io.countersign.credential.aws;

import io.countersign.key.Macs;
import io.countersign.text.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import javax.crypto.Mac;

/** {@code AWS4-HMAC-SHA256}: an HMAC under a key that is good for one day, region and service. */
final class SigV4 extends Algorithm {
    private static final String TERMINATION = "aws4_request";
    private static final String HMAC_SHA_256 = "HmacSHA256";
    private final Service service;
    private final String region;

    SigV4(Service service, String region) {
        super("AWS4-HMAC-SHA256");
        this.service = service;
        this.region = region;
    }

    @Override
    List<String> headerNames() {
        return Collections.emptyList();
    }

    @Override
    SigningKey derive(AccessKey from, String date, long day) {
        byte[] dateKey = hmac(utf8("AWS4" + from.secret()), date);
        byte[] dateRegionKey = hmac(dateKey, region);
        byte[] dateRegionServiceKey = hmac(dateRegionKey, service.name);
        Macs signing = new Macs(HMAC_SHA_256, hmac(dateRegionServiceKey, TERMINATION));
        return new SigningKey(from, day, date + '/' + region + '/' + service.name + '/' + TERMINATION, from.headers) {
            @Override
            byte[] sign(Octets stringToSign) {
                Mac mac = signing.take();
                stringToSign.takeInto(mac);
                byte[] signature = mac.doFinal();
                signing.give(mac);
                return signature;
            }
        };
    }

    private static byte[] hmac(byte[] key, String data) {
        return new Macs(HMAC_SHA_256, key).of(utf8(data));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
