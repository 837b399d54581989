package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.Command;
import org.kubeos.kbimg.host.ProcessFailedException;
import org.kubeos.kbimg.host.sandbox.Sandbox;

/** How apt reaches repositories and what it accepts from them. */
final class AptSettings {

    /** Settings of the host's that say how to reach a repository, not what to install. */
    private static final Pattern FROM_HOST = Pattern.compile(
            "Acquire::(http|https|ftp|Check-Valid-Until|Check-Date|Max-ValidTime|Retries|ForceIPv[46])\\b.*");

    /** Comes last, so that the host can't switch the checks off. */
    private static final String OWN = """
            Acquire::Languages "none";
            Acquire::AllowInsecureRepositories "false";
            Acquire::AllowWeakRepositories "false";
            Acquire::AllowDowngradeToInsecureRepositories "false";
            Acquire::IndexTargets::deb-src::Sources::DefaultEnabled "false";
            APT::Get::AllowUnauthenticated "false";
            APT::Install-Recommends "false";
            Dir::Etc::netrc "/etc/apt/auth.conf";
            Dir::Etc::netrcparts "/etc/apt/auth.conf.d";
            """;

    private AptSettings() {}

    /** The text of an apt.conf with the host's settings for downloads and ours for safety. */
    static String ofHost(Sandbox sandbox) throws IOException {
        try {
            return of(sandbox.capture(Command.of("apt-config", "dump")));
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    "apt's configuration on this host is broken:\n" + String.join("\n", e.lastLines()), e);
        }
    }

    /** The authorities that a config names for the servers of its repositories. */
    static String authorities(Source.Repositories source) {
        if (!(source instanceof Source.RepositoryList(List<Source.Repository> list))) {
            return "";
        }
        var text = new StringBuilder();
        for (Source.Repository repository : list) {
            String host = URI.create(repository.url()).getHost();
            repository.ca().ifPresent(ca -> text.append("Acquire::https::%s::CaInfo \"%s\";\n".formatted(host, ca)));
        }
        return text.toString();
    }

    static String of(List<String> dump) {
        var text = new StringBuilder();
        dump.stream()
                .filter(line -> FROM_HOST.matcher(line).matches())
                .forEach(line -> text.append(line).append('\n'));
        return text.append(OWN).toString();
    }
}
