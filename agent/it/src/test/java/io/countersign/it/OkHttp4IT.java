package io.countersign.it;

class OkHttp4IT extends OkHttpContract {
    OkHttp4IT() {
        super("okhttp-4");
    }
}
