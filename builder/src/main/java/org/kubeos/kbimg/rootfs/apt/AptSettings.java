package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;

/**
 * How apt reaches repositories and what it accepts from them.
 *
 * @param text of an apt.conf
 * @param localPaths files of the build host that the settings name: certificates, keys, programs that find a proxy. The
 *     paths are as they are written: any may be missing or a symbolic link.
 * @param warnings about the host's own settings
 */
record AptSettings(String text, SortedSet<Path> localPaths, List<String> warnings) {

    private static final Pattern SETTING = Pattern.compile("(?<name>[^\\s\"]+) \"(?<value>[^\"\\p{Cntrl}]*)\";");

    private static final String FILES = "CAInfo|CRLFile|IssuerCert|SSLCert|SSLKey|Proxy-Auto-Detect|ProxyAutoDetect";

    /**
     * Settings of the host's that say how to reach a repository, for all servers or one, which is named before or after
     * the setting. The last ones are about the age of signed metadata: a host may have no clock, or live on snapshots.
     */
    private static final Pattern FROM_HOST = Pattern.compile("(?i)Acquire::(?:"
            + "(?:http|https|ftp)::(?:.+::)?(?:Proxy|Timeout|ConnectionAttemptDelayMsec|Dl-Limit|Pipeline-Depth"
            + "|AllowRedirect|User-Agent|SendAccept|No-Cache|Max-Age|No-Store|Passive|ForceExtended|ProxyLogin"
            + "|(?<file>" + FILES + "))(?:::.*)?"
            + "|Retries(?:::.*)?|ForceIPv[46]"
            + "|Check-Valid-Until|Check-Date|(?:Max-ValidTime|Min-ValidTime|Max-FutureTime)(?:::.*)?)");

    /** Of these, no is the only value that changes anything. */
    private static final Pattern SERVER_CHECK =
            Pattern.compile("(?i)Acquire::https?::(?:.+::)?Verify-(?:Peer|Host)(?:::.*)?");

    private static final Pattern YES = Pattern.compile("(?i)|yes|true|with|on|enable|1");

    /** Comes last, so that the host can't switch the checks off. */
    private static final String OWN = """
            Acquire::Languages "none";
            Acquire::AllowInsecureRepositories "false";
            Acquire::AllowWeakRepositories "false";
            Acquire::AllowDowngradeToInsecureRepositories "false";
            Acquire::https::Verify-Peer "true";
            Acquire::https::Verify-Host "true";
            Acquire::IndexTargets::deb-src::Sources::DefaultEnabled "false";
            APT::Get::AllowUnauthenticated "false";
            APT::Install-Recommends "false";
            Dir::Etc::netrc "/etc/apt/auth.conf";
            Dir::Etc::netrcparts "/etc/apt/auth.conf.d";
            """;

    /** Those for an installation without a network. */
    static AptSettings offline() {
        return new AptSettings(OWN, new TreeSet<>(), List.of());
    }

    /** The host's settings for downloads, ours for safety, and the CA certificates that a config names. */
    static AptSettings ofHost(Sandbox sandbox, Source.Repositories source) throws IOException {
        try {
            return of(sandbox.capture(Command.of("apt-config", "dump")), source);
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    "apt's configuration on this host is broken:\n" + String.join("\n", e.lastLines()), e);
        }
    }

    /** @param dump what apt-config prints */
    static AptSettings of(List<String> dump, Source.Repositories source) {
        var text = new StringBuilder();
        var files = new TreeSet<Path>();
        var warnings = new ArrayList<String>();
        for (String line : dump) {
            Matcher setting = SETTING.matcher(line);
            if (!setting.matches()) {
                continue;
            }
            String value = setting.group("value");
            Matcher known = FROM_HOST.matcher(setting.group("name"));
            if (known.matches()) {
                text.append(line).append('\n');
                if (known.group("file") != null && value.startsWith("/")) {
                    files.add(Path.of(value));
                }
            } else if (SERVER_CHECK.matcher(setting.group("name")).matches()
                    && !YES.matcher(value).matches()) {
                warnings.add("This host's apt does not check server certificates (" + setting.group("name")
                        + "), but kbimg does. For a server with a private CA, set the key 'ca' of the"
                        + " repository to its certificate.");
            }
        }
        text.append(OWN);
        addAuthorities(source, text, files);
        return new AptSettings(text.toString(), files, warnings);
    }

    private static void addAuthorities(Source.Repositories source, StringBuilder text, SortedSet<Path> files) {
        if (source instanceof Source.RepositoryList(List<Source.Repository> list)) {
            for (Source.Repository repository : list) {
                String host = URI.create(repository.url()).getHost();
                repository.ca().ifPresent(ca -> {
                    text.append("Acquire::https::%s::CaInfo \"%s\";\n".formatted(host, ca));
                    files.add(ca);
                });
            }
        }
    }
}
