package io.countersign.benchmarks.herd;

import java.time.Duration;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/** By Spring Security, as a service without users has it. Apart, so that the other JVMs do without its classes. */
final class SpringTokens {
    private SpringTokens() {}

    static Tokens of(String clockSkew, String tokenUrl) {
        InMemoryClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(
                ClientRegistration.withRegistrationId("herd").authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .clientId("herd").clientSecret(HerdFigures.SECRET).tokenUri(tokenUrl).build());
        AuthorizedClientServiceOAuth2AuthorizedClientManager manager = new AuthorizedClientServiceOAuth2AuthorizedClientManager(
                registrations, new InMemoryOAuth2AuthorizedClientService(registrations));
        manager.setAuthorizedClientProvider(OAuth2AuthorizedClientProviderBuilder.builder()
                .clientCredentials(c -> c.clockSkew(Duration.parse(clockSkew))).build());
        OAuth2AuthorizeRequest request = OAuth2AuthorizeRequest.withClientRegistrationId("herd").principal("herd").build();
        return () -> manager.authorize(request).getAccessToken().getTokenValue();
    }
}
