package org.kubeos.kbimg.artifact.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.artifact.sbom.LicenseClaim.Part;

class LicenseClaimTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GPL-2+ | GPL-2.0-or-later",
                "gpl-2 | GPL-2.0-only",
                "Expat | MIT",
                "LGPL-2.1+ or BSD-3-clause | LGPL-2.1-or-later OR BSD-3-Clause",
                "GPL-2+ and ISC or Expat | GPL-2.0-or-later AND ISC OR MIT",
                "MPL-1.1 or GPL-2+ or LGPL-2.1+ | MPL-1.1 OR GPL-2.0-or-later OR LGPL-2.1-or-later",
                "GPL-2+ or AFL-2.1, and Expat | (GPL-2.0-or-later OR AFL-2.1) AND MIT",
                "GPL-2 with Linux-syscall-note exception | GPL-2.0-only WITH Linux-syscall-note",
            })
    void debianNamesAndExpressions(String name, String expected) {
        assertThat(LicenseNames.debian().expression(name)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GPLv2+ and LGPL-2.1-or-later | GPL-2.0-or-later AND LGPL-2.1-or-later",
                "MIT AND (GPL-2.0-only OR BSD-3-Clause) | MIT AND (GPL-2.0-only OR BSD-3-Clause)",
                "(MPLv2.0 or ASL 2.0) and zlib | (MPL-2.0 OR Apache-2.0) AND Zlib",
                "GPL-3.0-or-later WITH GCC-exception-3.1 | GPL-3.0-or-later WITH GCC-exception-3.1",
            })
    void rpmTags(String tag, String expected) {
        assertThat(LicenseNames.rpm().expression(tag)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BSD",
                "GPL",
                "GPL-1+ or Artistic",
                "LGPLv2+",
                "public-domain",
                "GPL-2+ with Autoconf exception",
                "MIT and",
                "(MIT",
                "MIT)",
                "MIT or or ISC",
                "''",
                "and",
                "ISC, GPL-2"
            })
    void whatMayMeanSeveralLicensesIsNotCertain(String name) {
        assertThat(LicenseNames.debian().expression(name)).isEmpty();
        assertThat(LicenseNames.rpm().expression(name)).isEmpty();
    }

    @Test
    void allPartsApply() {
        var claim = LicenseClaim.ofDebian(new TreeSet<>(Set.of("GPL-2+", "GPL-2 or Expat", "ISC")), "/c");
        assertThat(claim.expression()).contains("(GPL-2.0-only OR MIT) AND GPL-2.0-or-later AND ISC");
    }

    @Test
    void onePartThatIsNotCertainMakesTheWholeUncertain() {
        var claim = LicenseClaim.ofDebian(new TreeSet<>(Set.of("GPL-2+", "public-domain")), "/c");
        assertThat(claim.expression()).isEmpty();
        assertThat(claim.parts())
                .containsExactly(
                        new Part("GPL-2+", Optional.of("GPL-2.0-or-later")),
                        new Part("public-domain", Optional.empty()));
    }

    @Test
    void onlyParagraphsAboutFilesCount() {
        LicenseClaim claim = DebianCopyright.claim("""
                Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
                Upstream-Name: x
                License: not of files

                Files: *
                Copyright: 2001, A
                License: GPL-2+ or Expat
                 This is text.
                 License: within a text

                License: Expat
                 Permission is hereby granted
                \s
                Files: debian/*
                License: ISC""", "/usr/share/doc/x/copyright");
        assertThat(claim.parts()).extracting(Part::name).containsExactly("GPL-2+ or Expat", "ISC");
        assertThat(claim.file()).contains("/usr/share/doc/x/copyright");
    }

    @Test
    void ofAFileInWordsOnlyTheNameIsKnown() {
        assertThat(DebianCopyright.claim("This package was debianized by A.\n\nLicense: GPL\n", "/c"))
                .isEqualTo(LicenseClaim.in("/c"));
    }
}
