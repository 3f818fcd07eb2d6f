package io.countersign.credential.httpsignature;

import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Message;
import io.countersign.text.Octets;
import java.util.List;

/** What is signed (RFC 9421, section 2.5): a line for each covered component, and one for the signature's parameters. */
final class SignatureBase {
    /** The covered components as an inner list: {@code ("@method" "@path")}. */
    final String covered;
    private final Component[] components;

    /** What their lines begin with: {@code "@method": }. */
    private final String[] beginnings;

    SignatureBase(List<Component> components) {
        this.components = components.toArray(new Component[0]);
        this.beginnings = new String[this.components.length];
        StringBuilder list = new StringBuilder("(");
        for (int i = 0; i < beginnings.length; i++) {
            String identifier = this.components[i].identifier;
            beginnings[i] = identifier + ": ";
            list.append(i == 0 ? "" : " ").append(identifier);
        }
        this.covered = list.append(')').toString();
    }

    /** @param parameters the covered components and the signature's parameters, as Signature-Input says them */
    void write(Message message, String parameters, Octets out) throws CredentialUnavailable {
        for (int i = 0; i < components.length; i++) {
            out.add(beginnings[i]);
            out.add(components[i].checked(components[i].value(message)));
            out.add('\n');
        }
        out.add("\"@signature-params\": ");
        out.add(parameters);
    }
}
