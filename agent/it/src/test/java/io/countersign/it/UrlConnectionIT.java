package io.countersign.it;

import io.countersign.it.probe.UrlConnectionCaller;

class UrlConnectionIT extends ClientContract {
    @Override
    Class<?> caller() {
        return UrlConnectionCaller.class;
    }
}
