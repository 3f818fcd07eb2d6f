package io.countersign.it;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

class JdkHttpClientIT extends ClientContract {
    @BeforeAll
    static void isInThisJdk() {
        Assumptions.assumeTrue(Application.JAVA >= 11, "the JDK's HttpClient came with Java 11");
    }

    @Override
    String caller() {
        return "JdkHttpClientCaller";
    }
}
