package io.countersign.command;

import io.countersign.login.Commands;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "login", sortOptions = false, header = "A person logs in for a credential of type oauth2.",
        description = "In a browser, or by a code that is entered elsewhere. The refresh token is kept, encrypted, for the programs of this user;"
                + " so run it as the user that the program runs as.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:logged in", "1:not logged in", "64:called wrongly, or there is no such credential", "78:the policy has mistakes"},
        footer = {"", "Example: " + Countersign.NAME + " login policy.yaml mailbox"})
final class LoginCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "POLICY", description = "A YAML file, or a folder of them.")
    private Path policy;

    @Parameters(index = "1", paramLabel = "CREDENTIAL", description = "The name of a credential with 'grant: refresh-token'.")
    private String credential;

    @Option(names = "--device", description = "By a code that is entered on another device.")
    private boolean device;

    @Option(names = "--no-browser", description = "Prints the address, and opens no browser.")
    private boolean noBrowser;

    LoginCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        return Commands.standard(shell.background, shell.secrets, shell.out, shell.err).login(policy, credential, device, noBrowser);
    }
}
