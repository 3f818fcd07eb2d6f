package io.countersign.login;

import io.countersign.background.Background;
import io.countersign.credential.Credential;
import io.countersign.credential.oauth2.OAuth2Credential;
import io.countersign.credential.oauth2.TokenFailure;
import io.countersign.credential.oauth2.UserLogin;
import io.countersign.policy.Policy;
import io.countersign.policy.PolicyException;
import io.countersign.policy.PolicyReader;
import io.countersign.request.CredentialUnavailable;
import io.countersign.secret.Secrets;
import io.countersign.yaml.Mistakes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands {@code login} and {@code logout}: which credential of a policy is meant, and what the process says at its end. */
public final class Commands {
    private static final int FAILED = 1;

    /** EX_USAGE, EX_UNAVAILABLE and EX_CONFIG of sysexits.h. */
    private static final int EX_USAGE = 64;
    private static final int EX_UNAVAILABLE = 69;
    private static final int EX_CONFIG = 78;

    /** A password, a second factor, and the telephone that has it. */
    private static final long FIVE_MINUTES = 300_000;

    private final Background background;
    private final Secrets secrets;
    private final Browser browser;
    private final DeviceCode.Pause pause;
    private final long limit;
    private final Lines out;
    private final Lines err;

    /** On this JVM's terminal, with this machine's browser. */
    public static Commands standard(Background background, Secrets secrets, PrintStream out, PrintStream err) {
        return new Commands(background, secrets, new Browser(System.getenv(), System.getProperty("os.name")), Thread::sleep, FIVE_MINUTES, out, err);
    }

    /** @param limit milliseconds that a person has in a browser */
    Commands(Background background, Secrets secrets, Browser browser, DeviceCode.Pause pause, long limit, PrintStream out, PrintStream err) {
        this.background = background;
        this.secrets = secrets;
        this.browser = browser;
        this.pause = pause;
        this.limit = limit;
        this.out = new Lines(out);
        this.err = new Lines(err);
    }

    /**
     * @param device whether the person has a code to enter elsewhere, whatever browser there is
     * @param noBrowser whether none is opened
     * @return the exit status: 0, 1 if it failed, 64 if there is no such credential, 78 if the policy is wrong
     */
    public int login(Path policy, String credential, boolean device, boolean noBrowser) {
        return run(true, policy, credential, device, noBrowser);
    }

    /** @return the exit status: 0, 1 if the token is deleted and not revoked, 69 if it is not deleted, 64 and 78 as of {@link #login} */
    public int logout(Path policy, String credential) {
        return run(false, policy, credential, false, false);
    }

    private int run(boolean isLogin, Path policy, String name, boolean device, boolean noBrowser) {
        try {
            // Its warnings are of secrets that others need: one that is needed here is missed in a moment, and said then.
            return run(isLogin, PolicyReader.read(policy, secrets, background), name, device, noBrowser);
        } catch (PolicyException e) {
            e.mistakes().forEach(err::println);
            return EX_CONFIG;
        }
    }

    private int run(boolean isLogin, Policy policy, String name, boolean device, boolean noBrowser) {
        UserLogin login = login(policy, name);
        if (login == null) {
            return EX_USAGE;
        }
        String mistake = isLogin ? mistake(login) : null;
        if (mistake != null) {
            err.println(policy.source() + ": credential '" + name + "' " + mistake);
            return EX_CONFIG;
        }
        try {
            if (!isLogin) {
                return new Logout(name, login, out, err).run() ? 0 : FAILED;
            }
            new Login(name, login, background, out).run(flow(login, device, noBrowser));
            return 0;
        } catch (LoginFailure | TokenFailure | CredentialUnavailable e) {
            err.println((isLogin ? "not logged in: " : "not logged out: ") + e.getMessage());
        } catch (IOException e) {
            err.println("not logged in: no port of 127.0.0.1 can be opened for the browser's answer (" + e.getMessage() + "); --device needs none");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("not logged in: interrupted");
        }
        return isLogin ? FAILED : EX_UNAVAILABLE;
    }

    /** Null if there is none of that name to which a person logs in, which is said. */
    private UserLogin login(Policy policy, String name) {
        Credential credential = policy.credential(name);
        UserLogin login = login(credential);
        if (login == null) {
            List<String> others = new ArrayList<>();
            for (String each : policy.credentialNames()) {
                if (login(policy.credential(each)) != null) {
                    others.add(each);
                }
            }
            String kind = "of 'type: oauth2' with 'grant: refresh-token'";
            err.println((credential == null ? "there is no credential '" + name + "' in " + policy.source()
                    : "nobody logs in for credential '" + name + "', which is not " + kind)
                    + (others.isEmpty() ? "; there is none " + kind : credential == null ? Mistakes.meant(name, others)
                            : ", but for " + String.join(", ", others)));
        }
        return login;
    }

    private static UserLogin login(Credential credential) {
        return credential instanceof OAuth2Credential ? ((OAuth2Credential) credential).login() : null;
    }

    /** Why nobody can log in by it as it stands in the policy; null if one can. */
    private static String mistake(UserLogin login) {
        return login.client.server.issuer() != null ? null
                : "has a 'token-url' alone, and to log in takes an 'issuer', whose metadata names the other endpoints";
    }

    /** By the browser where there is one; else by a device code, where the server has that. */
    private Login.Flow flow(UserLogin login, boolean device, boolean noBrowser) throws TokenFailure {
        boolean isBrowserless = !noBrowser && !browser.isThere() && login.client.server.metadata().has("device_authorization_endpoint");
        return device || isBrowserless ? new DeviceCode(login, background.moments, pause, out)::run
                : new AuthorizationCode(login, background.moments, browser, !noBrowser && browser.isThere(), limit, out)::run;
    }
}
