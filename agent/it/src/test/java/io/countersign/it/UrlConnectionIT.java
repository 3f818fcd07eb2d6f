package io.countersign.it;

class UrlConnectionIT extends ClientContract {
    @Override
    String caller() {
        return "UrlConnectionCaller";
    }

    @Override
    boolean asynchronous() {
        return false;
    }

    @Override
    boolean followsAcrossSchemes() {
        return false;
    }
}
