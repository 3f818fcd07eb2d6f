package io.countersign.it;

class WildFly39IT extends ServerContract {
    @Override
    Deployment kind() {
        return new WildFly("WildFly 39", "wildfly-39", "jakarta", 17, 25);
    }
}
