package io.countersign.it;

class OkHttp5IT extends OkHttpContract {
    OkHttp5IT() {
        super("okhttp-5");
    }
}
