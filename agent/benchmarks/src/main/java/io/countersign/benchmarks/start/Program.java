package io.countersign.benchmarks.start;

import io.countersign.benchmarks.measure.Places;
import io.countersign.benchmarks.program.Empty;
import io.countersign.benchmarks.program.FirstOkHttpRequest;
import io.countersign.benchmarks.program.FirstUrlConnectionRequest;
import java.io.IOException;

/** A program that is started with each agent. */
enum Program {
    EMPTY("empty program", Empty.class, 8),
    URL_CONNECTION("first request, HttpURLConnection", FirstUrlConnectionRequest.class, 8),
    JDK_CLIENT("first request, JDK HttpClient", FirstJdkClientRequest.class, 11),
    OKHTTP("first request, OkHttp", FirstOkHttpRequest.class, 8, "okhttp-", "okio-jvm-", "kotlin-stdlib-1");

    final String words;
    final Class<?> main;
    private final int oldestJdk;
    private final String[] libraries;

    Program(String words, Class<?> main, int oldestJdk, String... libraries) {
        this.words = words;
        this.main = main;
        this.oldestJdk = oldestJdk;
        this.libraries = libraries;
    }

    boolean isFor(int jdk) {
        return jdk >= oldestJdk;
    }

    String classPath() throws IOException {
        return Places.classPath(libraries);
    }
}
