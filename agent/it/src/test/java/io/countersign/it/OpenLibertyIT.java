package io.countersign.it;

class OpenLibertyIT extends ServerContract {
    @Override
    Deployment kind() {
        return new OpenLiberty();
    }
}
