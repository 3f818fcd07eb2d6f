package io.countersign.key;

import io.countersign.yaml.Node;
import io.countersign.yaml.Node.Kind;
import io.countersign.yaml.YamlFile;
import java.math.BigInteger;
import java.util.Base64;

/** A JSON Web Key (RFC 7517) with what it takes to sign: RSA, EC and octets (RFC 7518, section 6), Ed25519 (RFC 8037, section 2). */
final class Jwk {
    private final Node members;

    private Jwk(Node members) {
        this.members = members;
    }

    static Jwk read(String text) throws WrongKey {
        Node object = YamlFile.json(text);
        if (object == null || object.kind != Kind.MAP) {
            throw new WrongKey("begins as a JWK does, with '{', and is not JSON");
        }
        if (object.get("keys") != null) {
            throw new WrongKey("is a set of JWKs; a single one is expected");
        }
        return new Jwk(object);
    }

    /** Its name (section 4.5); null if it has none. */
    String kid() throws WrongKey {
        return text("kid");
    }

    /** The one that it says it is for (section 4.4); null if it says none, or one that is not known here. */
    SigningAlgorithm algorithm() throws WrongKey {
        return SigningAlgorithm.named(text("alg"));
    }

    /** Whatever it says of its own use (sections 4.2 to 4.4) holds. */
    void allow(SigningAlgorithm algorithm) throws WrongKey {
        String use = text("use");
        if (use != null && !use.equals("sig")) {
            throw new WrongKey("is a JWK that is not for signatures: its 'use' is not 'sig'");
        }
        Node operations = members.get("key_ops");
        if (operations != null && !hasSign(operations)) {
            throw new WrongKey("is a JWK that is not for signing: its 'key_ops' has no 'sign'");
        }
        String alg = text("alg");
        // RFC 9864 names the curve where RFC 8037 did not.
        if (alg != null && !alg.equals(algorithm.jwsName()) && !(algorithm == SigningAlgorithm.ED25519 && alg.equals("Ed25519"))) {
            throw new WrongKey("is a JWK for another algorithm than " + algorithm
                    + (algorithm.jwsName() == null ? "" : ": its 'alg' is not " + algorithm.jwsName()));
        }
    }

    private static boolean hasSign(Node operations) {
        if (operations.kind == Kind.LIST) {
            for (Node operation : operations.items) {
                if ("sign".equals(operation.text)) {
                    return true;
                }
            }
        }
        return false;
    }

    PrivateKeyMaterial material() throws WrongKey {
        String type = required("kty");
        switch (type) {
            case "oct":
                return new SharedSecret(bytes("k"));
            case "RSA":
                return rsa();
            case "EC":
                isPrivate("an EC");
                return new EcKey(Curve.named(required("crv")), number("d"));
            case "OKP":
                return okp();
            default:
                throw new WrongKey("is a JWK of another type ('kty') than oct, RSA, EC and OKP");
        }
    }

    private PrivateKeyMaterial rsa() throws WrongKey {
        isPrivate("an RSA");
        if (members.get("oth") != null) {
            throw new WrongKey("is a JWK of an RSA key with more than two primes, which is not supported");
        }
        if (members.get("p") == null) {
            return RsaKey.of(number("n"), number("d"));
        }
        return RsaKey.of(number("n"), number("e"), number("d"), number("p"), number("q"), number("dp"), number("dq"), number("qi"));
    }

    private PrivateKeyMaterial okp() throws WrongKey {
        if (!required("crv").equals("Ed25519")) {
            throw new WrongKey("is a JWK of another curve ('crv') than Ed25519");
        }
        isPrivate("an Ed25519");
        Ed25519Key key = new Ed25519Key(bytes("d"));
        if (members.get("x") != null && !key.belongsTo(bytes("x"))) {
            throw new WrongKey("is a JWK whose 'x' does not belong to its 'd'");
        }
        return key;
    }

    private void isPrivate(String what) throws WrongKey {
        if (members.get("d") == null) {
            throw new WrongKey("is the JWK of " + what + " public key: the private one has 'd'");
        }
    }

    private BigInteger number(String member) throws WrongKey {
        return new BigInteger(1, bytes(member));
    }

    private byte[] bytes(String member) throws WrongKey {
        try {
            return Base64.getUrlDecoder().decode(required(member));
        } catch (IllegalArgumentException e) {
            throw new WrongKey("is a JWK whose '" + member + "' is not Base64url");
        }
    }

    private String required(String member) throws WrongKey {
        String text = text(member);
        if (text == null) {
            throw new WrongKey("is a JWK without '" + member + "'");
        }
        return text;
    }

    /** @return null if there is none */
    private String text(String member) throws WrongKey {
        Node node = members.get(member);
        if (node != null && (node.kind != Kind.TEXT || node.isPlain)) {
            throw new WrongKey("is a JWK whose '" + member + "' is not a string");
        }
        return node == null ? null : node.text;
    }
}
