package io.countersign.credential.certificate;

/** Kinds of key stores, by their names in the JCA. */
enum StoreType {
    PKCS12, JKS, JCEKS, PKCS11
}
