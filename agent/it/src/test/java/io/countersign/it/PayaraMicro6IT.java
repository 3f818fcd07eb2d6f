package io.countersign.it;

class PayaraMicro6IT extends ServerContract {
    @Override
    Deployment kind() {
        return new PayaraMicro("Payara Micro 6", "payara-6", "jakarta", 11, 21);
    }
}
