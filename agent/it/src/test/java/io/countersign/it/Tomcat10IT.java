package io.countersign.it;

class Tomcat10IT extends ServerContract {
    @Override
    Deployment kind() {
        return new Tomcat("Tomcat 10", "tomcat-10", "jakarta", 11);
    }
}
