package io.countersign.it;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

class JdkHttpClientIT extends ClientContract {
    @BeforeAll
    static void isInThisJdk() {
        Assumptions.assumeTrue(java.nio.file.Files.exists(java.nio.file.Paths.get(Application.JAVA_HOME, "jmods"))
                || java.nio.file.Files.exists(java.nio.file.Paths.get(Application.JAVA_HOME, "lib", "modules")),
                "the JDK's HttpClient came with Java 11");
    }

    @Override
    Class<?> caller() {
        return JdkHttpClientCaller.class;
    }
}
