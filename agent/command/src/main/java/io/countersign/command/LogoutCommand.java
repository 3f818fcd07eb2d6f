package io.countersign.command;

import io.countersign.login.Commands;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "logout", header = "Revokes and deletes the refresh token that a login has brought.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:logged out", "1:deleted, and not revoked", "64:called wrongly, or there is no such credential", "69:not deleted",
            "78:the policy has mistakes"},
        footer = {"", "Example: " + Countersign.NAME + " logout policy.yaml mailbox"})
final class LogoutCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "POLICY", description = "A YAML file, or a folder of them.")
    private Path policy;

    @Parameters(index = "1", paramLabel = "CREDENTIAL", description = "The name of a credential with 'grant: refresh-token'.")
    private String credential;

    LogoutCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        return Commands.standard(shell.background, shell.secrets, shell.out, shell.err).logout(policy, credential);
    }
}
