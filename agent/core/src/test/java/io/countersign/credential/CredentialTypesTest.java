package io.countersign.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class CredentialTypesTest {
    @Test
    void eachIsThereByItsName() {
        for (String name : CredentialTypes.names()) {
            assertEquals(name, CredentialTypes.named(name).name);
        }
        assertEquals(CredentialTypes.names().size(), CredentialTypes.all().stream().distinct().count());
        assertNull(CredentialTypes.named("api_key"));
    }
}
