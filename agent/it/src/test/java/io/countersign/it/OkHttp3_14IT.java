package io.countersign.it;

class OkHttp3_14IT extends OkHttpContract {
    OkHttp3_14IT() {
        super("okhttp-3_14");
    }
}
