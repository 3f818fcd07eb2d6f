package io.countersign.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person at an authorization server's pages, without a browser: keeps cookies, follows redirects, and sends every form off
 * with what it asks for and the person knows.
 */
final class Visitor {
    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("<(?:input|button)\\b([^>]*)>", Pattern.DOTALL);

    private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();
    private final Map<String, String> knows;

    /** @param knows what to write into, or press of, the fields of these names */
    Visitor(Map<String, String> knows) {
        this.knows = knows;
    }

    /** @return the page that asks for nothing more */
    String visit(String url) throws IOException {
        URI at = URI.create(url);
        HttpResponse<String> page = Plain.get(url, headers(at));
        // Each of these servers is through with one after four pages and as many redirects.
        for (int steps = 0; steps < 20; steps++) {
            remember(at, page);
            String target = page.headers().firstValue("Location").orElse(null);
            Matcher form = FORM.matcher(page.body());
            if (target != null) {
                at = at.resolve(target);
                page = Plain.get(at.toString(), headers(at));
            } else if (form.find()) {
                at = at.resolve(attribute(form.group(1), "action"));
                page = Plain.post(at.toString(), filledIn(form.group(2)), headers(at));
            } else {
                return page.statusCode() + " " + page.body();
            }
        }
        throw new IOException("there is no end of pages: " + page.body());
    }

    private Map<String, String> filledIn(String form) {
        Map<String, String> filledIn = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(form);
        while (field.find()) {
            String name = attribute(field.group(1), "name");
            if (name != null && knows.containsKey(name)) {
                filledIn.put(name, knows.get(name));
            } else if (name != null && "hidden".equals(attribute(field.group(1), "type"))) {
                String value = attribute(field.group(1), "value");
                filledIn.put(name, value == null ? "" : value);
            }
        }
        return filledIn;
    }

    private static String attribute(String attributes, String name) {
        Matcher value = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(attributes);
        return value.find() ? value.group(1).replace("&quot;", "\"").replace("&amp;", "&") : null;
    }

    private void remember(URI at, HttpResponse<String> page) {
        Map<String, String> here = cookies.computeIfAbsent(at.getAuthority(), authority -> new LinkedHashMap<>());
        for (String cookie : page.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";")[0];
            String name = pair.substring(0, pair.indexOf('='));
            if (pair.endsWith("=") || cookie.matches("(?i).*;\\s*(max-age=0|expires=thu, 01[ -]jan[ -]1970).*")) {
                here.remove(name);
            } else {
                here.put(name, pair.substring(name.length() + 1));
            }
        }
    }

    private String[] headers(URI at) {
        List<String> headers = new ArrayList<>(List.of("Accept", "text/html"));
        String here = cookies.getOrDefault(at.getAuthority(), Map.of()).entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; "));
        if (!here.isEmpty()) {
            headers.addAll(List.of("Cookie", here));
        }
        return headers.toArray(new String[0]);
    }
}
