package io.countersign.sample.authorization;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * {@code AuthorizationServer SECRETS}: Spring's authorization server on a loopback port that the system chooses, with a key
 * that it makes when it starts. SECRETS is a folder with a file {@code oauth2-client-secret}. The issuer is told on stdout, the
 * log goes to stderr.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
// Not all that Spring Boot would find: neither MVC, which would add a quarter to the start, nor a user, whose password it would log.
@ImportAutoConfiguration({TomcatServletWebServerAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class, OAuth2AuthorizationServerAutoConfiguration.class,
    OAuth2AuthorizationServerJwtAutoConfiguration.class})
public class AuthorizationServer {
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: AuthorizationServer SECRETS");
            System.exit(64);
        }
        PrintStream out = System.out;
        System.setOut(System.err); // Whatever a library prints, the first line is the issuer's.
        SpringApplication application = new SpringApplication(AuthorizationServer.class);
        application.setBannerMode(Banner.Mode.OFF);
        // As arguments, which no variable of the environment overrules. Tomcat asks no filter where no servlet is.
        WebServerApplicationContext context = (WebServerApplicationContext) application.run(arguments[0], "--server.address=127.0.0.1",
                "--server.port=0", "--server.servlet.register-default-servlet=true", "--logging.level.root=warn");
        out.println("issuer http://127.0.0.1:" + context.getWebServer().getPort());
    }

    @Bean
    static RegisteredClientRepository clients(ApplicationArguments arguments) throws IOException {
        String secret = Files.readString(Path.of(arguments.getNonOptionArgs().get(0), "oauth2-client-secret")).strip();
        return new InMemoryRegisteredClientRepository(client("batch", secret, Duration.ofMinutes(5)),
                client("batch-brief", secret, Duration.ofSeconds(2)));
    }

    private static RegisteredClient client(String id, String secret, Duration life) {
        return RegisteredClient.withId(id).clientId(id)
                .clientSecret(PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(secret))
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scope("api:read")
                .tokenSettings(TokenSettings.builder().accessTokenTimeToLive(life).build())
                .build();
    }

    /** As RFC 9068, section 2, has them: a type of its own, the audience that the service is, scopes in one string. */
    @Bean
    static OAuth2TokenCustomizer<JwtEncodingContext> accessTokens() {
        return token -> {
            if (OAuth2TokenType.ACCESS_TOKEN.equals(token.getTokenType())) {
                token.getJwsHeader().type("at+jwt");
                token.getClaims().audience(List.of("sample")).claim("client_id", token.getRegisteredClient().getClientId());
                if (!token.getAuthorizedScopes().isEmpty()) {
                    token.getClaims().claim("scope", String.join(" ", token.getAuthorizedScopes()));
                }
            }
        };
    }
}
