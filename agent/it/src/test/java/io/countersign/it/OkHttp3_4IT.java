package io.countersign.it;

class OkHttp3_4IT extends OkHttpContract {
    OkHttp3_4IT() {
        super("okhttp-3_4");
    }
}
