package io.countersign.sample.upstream;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Authorization (RFC 9110, section 11.6.2), as the schemes read it that send one token68. */
final class AuthorizationHeader {
    /** {@code auth-scheme [ 1*SP … ]} (RFC 9110, section 11.4). */
    private static final Pattern CREDENTIALS = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?: +(.*))?");

    /** RFC 9110, section 11.2; RFC 6750, section 2.1, calls the same a b64token. */
    private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private AuthorizationHeader() {}

    /**
     * @param scheme in any case: schemes are told apart without regard to it (RFC 9110, section 11.1)
     * @return null if the request holds no credential of this scheme
     * @throws MalformedCredential if there is more than one line, though the field is no list (RFC 9110, section 5.3), or
     *     if what follows the scheme is no token68
     */
    static String token68(IncomingRequest request, String scheme) throws MalformedCredential {
        List<String> lines = request.lines("Authorization");
        if (lines.size() > 1) {
            throw new MalformedCredential("more than one Authorization line");
        }
        Matcher credentials = CREDENTIALS.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!credentials.matches() || !credentials.group(1).equalsIgnoreCase(scheme)) {
            return null;
        }
        String token = credentials.group(2);
        if (token == null || !TOKEN68.matcher(token).matches()) {
            throw new MalformedCredential("what follows " + scheme + " is not of its form");
        }
        return token;
    }
}
