package io.countersign.sample.legacy;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code Batch URL…}: gets each URL through each client. It was written when nothing asked for a credential, and nobody has
 * touched it since. One line for each call goes to stdout, four fields with a tab between them: the client; the URL; the
 * status, or {@code refused} where there is no answer; the answer's text, or why there is none.
 */
public final class Batch {
    private Batch() {}

    public static void main(String[] urls) throws InterruptedException {
        if (urls.length == 0) {
            System.err.println("usage: Batch URL…");
            System.exit(64);
        }
        run(urls, System.out);
        // OkHttp's threads would keep the JVM for another minute.
        System.exit(0);
    }

    static void run(String[] urls, PrintStream out) throws InterruptedException {
        for (Map.Entry<String, Client> client : clients(out).entrySet()) {
            for (String url : urls) {
                out.println(client.getKey() + "\t" + url + "\t" + call(client.getValue(), url));
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

    private static String call(Client client, String url) throws InterruptedException {
        try {
            Answer answer = client.get(url);
            return answer.status + "\t" + oneLine(answer.text);
        } catch (IOException e) {
            return "refused\t" + oneLine(e.toString());
        }
    }

    private static String oneLine(String text) {
        return text.trim().replaceAll("\\s+", " ");
    }
}
