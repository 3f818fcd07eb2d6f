package io.countersign.it;

/** What only OkHttp has, for each of its versions. */
abstract class OkHttpContract extends ClientContract {
    private final String version;

    /** @param version a folder of libraries, {@code okhttp-3_4} */
    OkHttpContract(String version) {
        this.version = version;
    }

    @Override
    String caller() {
        return "OkHttpCaller";
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/" + version + "/*";
    }
}
