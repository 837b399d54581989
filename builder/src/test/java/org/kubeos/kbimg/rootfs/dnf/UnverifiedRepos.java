package org.kubeos.kbimg.rootfs.dnf;

import java.util.List;
import java.util.stream.Stream;

/** How an option of a {@code .repo} file says no, to the real dnf, which {@link DnfJudgeIT} proves. */
final class UnverifiedRepos {

    private static final List<String> FORMS = List.of(
            "%s=0",
            "%s=no",
            "%s=No",
            "%s=false",
            "%s=FALSE",
            "%s=off",
            "%s=oFf",
            "%s = 0 ",
            "%s\t=\tno\t",
            "%s=\"0\"",
            "%s='no'",
            "%s= \"off\" ",
            "%s=0\r",
            "%1$s=1\n%1$s=0",
            "# on\n%s=false\n; off");

    private UnverifiedRepos() {}

    static Stream<String> packages() {
        return forms("gpgcheck");
    }

    static Stream<String> metadata() {
        return forms("repo_gpgcheck");
    }

    static Stream<String> servers() {
        return forms("sslverify");
    }

    static Stream<String> proxies() {
        return forms("proxy_sslverify");
    }

    private static Stream<String> forms(String option) {
        return FORMS.stream().map(form -> form.formatted(option));
    }
}
