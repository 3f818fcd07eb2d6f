package io.countersign.credential.httpsignature;

import io.countersign.request.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;

/**
 * A request as its receiver has it: lines of text and a body. It verifies signatures from what stands there alone (RFC 9421,
 * section 3.2), reads structured fields by another implementation, and shares no code with what signs.
 */
final class ReceivedRequest {
    String method;
    String scheme = "https";
    String host;
    String path;

    /** Without the question mark; null for none. */
    String query;
    final List<String[]> fields = new ArrayList<>();
    byte[] body = {};

    void put(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            fields.removeIf(field -> field[0].equalsIgnoreCase(name));
            fields.add(new String[] {name, headers.value(i)});
        }
    }

    String field(String name) {
        String joined = null;
        for (String[] field : fields) {
            if (field[0].equalsIgnoreCase(name)) {
                joined = joined == null ? field[1].trim() : joined + ", " + field[1].trim();
            }
        }
        return joined;
    }

    interface Verifier {
        boolean verifies(byte[] message, byte[] signature) throws Exception;
    }

    /** @param now seconds since 1970 UTC */
    boolean holds(String label, long now, Verifier verifier) throws Exception {
        Map<String, ListElement<?>> inputs = Parser.parseDictionary(field("Signature-Input")).get();
        InnerList input = (InnerList) inputs.get(label);
        StringBuilder base = new StringBuilder();
        for (Item<?> component : input.get()) {
            String value = value(component);
            if (value == null) {
                return false;
            }
            base.append(component.serialize()).append(": ").append(value).append('\n');
        }
        base.append("\"@signature-params\": ").append(input.serialize());
        Object expires = input.getParams().get("expires");
        if (expires != null && ((Number) ((Item<?>) expires).get()).longValue() < now) {
            return false;
        }
        ByteSequenceItem signature = (ByteSequenceItem) Parser.parseDictionary(field("Signature")).get().get(label);
        byte[] bytes = new byte[signature.get().remaining()];
        signature.get().duplicate().get(bytes);
        return digestIsOfBody() && verifier.verifies(base.toString().getBytes(StandardCharsets.US_ASCII), bytes);
    }

    private boolean digestIsOfBody() throws Exception {
        String digest = field("Content-Digest");
        return digest == null || digest.equals("sha-256=:"
                + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(body)) + ":");
    }

    private String value(Item<?> component) throws Exception {
        String name = (String) component.get();
        switch (name) {
            case "@method": return method;
            case "@scheme": return scheme;
            case "@authority": return host.toLowerCase();
            case "@path": return path;
            case "@query": return query == null ? "?" : "?" + query;
            case "@request-target": return path + (query == null ? "" : "?" + query);
            case "@target-uri": return scheme + "://" + host + path + (query == null ? "" : "?" + query);
            case "@query-param": return parameter((String) component.getParams().get("name").get());
            default: return component.getParams().containsKey("key") ? member(name, (String) component.getParams().get("key").get()) : field(name);
        }
    }

    private String member(String field, String key) {
        ListElement<?> member = field(field) == null ? null : Parser.parseDictionary(field(field)).get().get(key);
        return member == null ? null : member.serialize();
    }

    /** Only such parameters as need no encoding. */
    private String parameter(String name) {
        String found = null;
        for (String each : query == null ? new String[0] : query.split("&")) {
            if (each.startsWith(name + "=")) {
                found = found == null ? each.substring(name.length() + 1) : "twice";
            }
        }
        return found;
    }
}
