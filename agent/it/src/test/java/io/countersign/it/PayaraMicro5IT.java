package io.countersign.it;

class PayaraMicro5IT extends ServerContract {
    @Override
    Deployment kind() {
        return new PayaraMicro("Payara Micro 5", "payara-5", "javax", 8, 11);
    }
}
