package io.countersign.it;

class Tomcat9IT extends ServerContract {
    @Override
    Deployment kind() {
        return new Tomcat("Tomcat 9", "tomcat-9", "javax", 8);
    }
}
