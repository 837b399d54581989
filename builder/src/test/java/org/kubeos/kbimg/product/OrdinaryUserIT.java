package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** What root builds, an ordinary user builds too, elsewhere, in another time zone and locale. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedOutputs.class)
class OrdinaryUserIT {

    private static final List<String> ELSEWHERE = List.of("TZ=Pacific/Chatham", "LC_ALL=C", "HOME=/home/kbimg-test");

    private OrdinaryUser user;

    @BeforeAll
    void makeUser() {
        assumeTrue(OrdinaryUser.isRoot(), "only root can build as two users; the other tests run as this one");
        user = OrdinaryUser.create();
    }

    @AfterAll
    void removeUser() {
        if (user != null) {
            user.close();
        }
    }

    @Test
    void buildsTheSameBytesAsRoot() {
        Path out = user.home().resolve("out");

        Product.runAs(
                        user,
                        ELSEWHERE,
                        "create",
                        "vm-image",
                        "-f",
                        user.home().resolve("kbimg/example.yaml").toString(),
                        "-o",
                        out.toString())
                .expectSuccess();

        for (String name : List.of(
                "kubeos.tar", "update.img", "system.qcow2", "sbom.cdx.json", "provenance.json", "manifest.json")) {
            Tool.run(
                            "cmp",
                            BuiltImage.example().file(name).toString(),
                            out.resolve(name).toString())
                    .expectSuccess();
        }
        assertThat(Tool.run("find", user.home().resolve(".cache/kbimg/work").toString(), "-name", "build-*")
                        .text())
                .isEmpty();
    }

    @Test
    void isToldWhatToDoWhereOnlyRootMayInstall() {
        Tool.Result doctor = Product.runAs(user, ELSEWHERE, "doctor");

        assertThat(doctor.exitCode()).isZero();
        assertThat(doctor.text()).contains("bwrap", "newuidmap");
    }
}
