package org.kubeos.kbimg.artifact.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstalledPackageTest {

    @Test
    void whatRpmDoesNotTellIsEmpty() {
        assertThat(InstalledPackage.parseRpmList("""
                        [ {"name": "bash", "version": "5.2", "release": "1.oe1", "architecture": "x86_64", "license": "GPL"} ]"""))
                .containsExactly(new InstalledPackage("bash", "", "5.2", "1.oe1", "x86_64", "", "GPL", ""));
    }
}
