package io.countersign.sample.legacy;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code Batch [POST] URL…}: gets each URL, or posts an order to it, through each client. It was written when nothing asked for a credential, and nobody has
 * touched it since. One line for each call goes to stdout, four fields with a tab between them: the client; the URL; the
 * status, or {@code refused} where there is no answer; the answer's text, or why there is none.
 */
public final class Batch {
    private Batch() {}

    public static void main(String[] words) throws InterruptedException {
        if (words.length == 0) {
            System.err.println("usage: Batch [POST] URL…");
            System.exit(64);
        }
        run(words, System.out);
        // OkHttp's threads would keep the JVM for another minute.
        System.exit(0);
    }

    /** @param words URLs; before one that is posted to, the word POST */
    static void run(String[] words, PrintStream out) throws InterruptedException {
        int orders = 0;
        for (Map.Entry<String, Client> client : clients(out).entrySet()) {
            boolean post = false;
            for (String word : words) {
                if (word.equals("POST")) {
                    post = true;
                } else {
                    out.println(client.getKey() + "\t" + word + "\t" + call(client.getValue(), word, post ? "{\"order\": " + ++orders + ", \"item\": \"B\u00fcroklammer\"}" : null));
                    post = false;
                }
            }
        }
    }

    private static Map<String, Client> clients(PrintStream out) {
        Map<String, Client> clients = new LinkedHashMap<>();
        clients.put("url-connection", new UrlConnection());
        try {
            clients.put("jdk-http-client", (Client) Class.forName(Batch.class.getPackage().getName() + ".JdkHttpClient")
                    .getDeclaredConstructor().newInstance());
        } catch (UnsupportedClassVersionError e) {
            out.println("jdk-http-client\t*\tskipped\tneeds Java 11, and this is " + System.getProperty("java.version"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        clients.put("okhttp", new OkHttp());
        return clients;
    }

    private static String call(Client client, String url, String order) throws InterruptedException {
        try {
            Answer answer = client.call(url, order);
            return answer.status + "\t" + oneLine(answer.text);
        } catch (IOException e) {
            return "refused\t" + oneLine(e.toString());
        }
    }

    private static String oneLine(String text) {
        return text.trim().replaceAll("\\s+", " ");
    }
}
