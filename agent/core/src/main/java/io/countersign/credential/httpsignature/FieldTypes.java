package io.countersign.credential.httpsignature;

import io.countersign.credential.httpsignature.StructuredField.Type;
import io.countersign.request.CredentialUnavailable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which structured field is of which type: the message does not say it, and the same text may be read as several (RFC 9421,
 * section 2.1.1). Those of requests stand here as they are registered ("Structured Type" in IANA's HTTP field names). A field
 * that is not registered, a partner's own, is signed where whatever it can be read as has the same strict form; where that
 * differs its type would have to be known, and the request is refused.
 */
final class FieldTypes {
    private static final Map<String, Type> REGISTERED = new HashMap<>();

    static {
        register(Type.ITEM, "available-dictionary", "capsule-protocol", "client-cert", "device-memory", "dictionary-id", "dpr",
                "incremental", "save-data", "sec-ch-ua-arch", "sec-ch-ua-bitness", "sec-ch-ua-mobile", "sec-ch-ua-model",
                "sec-ch-ua-platform", "sec-ch-ua-platform-version", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site",
                "sec-fetch-storage-access", "sec-fetch-user", "sec-gpc");
        register(Type.LIST, "accept-ch", "cache-groups", "cache-status", "client-cert-chain", "proxy-status", "sec-ch-ua",
                "sec-ch-ua-full-version-list");
        register(Type.DICTIONARY, "accept-signature", "cdn-cache-control", "content-digest", "priority", "repr-digest", "signature",
                "signature-input", "unencoded-digest", "want-content-digest", "want-repr-digest");
    }

    private FieldTypes() {}

    private static void register(Type type, String... names) {
        for (String name : names) {
            REGISTERED.put(name, type);
        }
    }

    /** Whether it is registered as a dictionary, or not at all. */
    static boolean mayBeDictionary(String field) {
        Type type = REGISTERED.get(field);
        return type == null || type == Type.DICTIONARY;
    }

    /** @throws CredentialUnavailable if the value has no strict form, or more than one */
    static String strict(String field, String value) throws CredentialUnavailable {
        Type type = REGISTERED.get(field);
        if (type != null) {
            try {
                return new StructuredField(value).strict(type);
            } catch (CredentialUnavailable e) {
                throw new CredentialUnavailable("is not a structured field of type " + type.name().toLowerCase(Locale.ROOT) + ": "
                        + e.getMessage());
            }
        }
        String strict = null;
        for (Type each : Type.values()) {
            String read = readAs(each, value);
            if (strict != null && read != null && !read.equals(strict)) {
                throw new CredentialUnavailable("can be read as structured fields of several types, whose strict forms differ;"
                        + " cover it without 'sf'");
            }
            strict = strict == null ? read : strict;
        }
        if (strict == null) {
            throw new CredentialUnavailable("is not a structured field (RFC 9651); cover it without 'sf'");
        }
        return strict;
    }

    /** @return null if it cannot be */
    private static String readAs(Type type, String value) {
        try {
            return new StructuredField(value).strict(type);
        } catch (CredentialUnavailable e) {
            return null;
        }
    }
}
