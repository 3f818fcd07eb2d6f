package io.countersign.it;

class WildFly26IT extends ServerContract {
    @Override
    Deployment kind() {
        return new WildFly("WildFly 26", "wildfly-26", "javax", 8, 17);
    }
}
