package io.countersign.it;

import io.countersign.it.probe.OkHttpCaller;

class OkHttp3_14IT extends ClientContract {
    @Override
    Class<?> caller() {
        return OkHttpCaller.class;
    }

    @Override
    String classPath() {
        return System.getProperty("countersign.it.libraries") + "/okhttp-3_14/*";
    }
}
