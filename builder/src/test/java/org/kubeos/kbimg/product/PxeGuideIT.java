package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

/** What the guide to installations from the network tells its readers to write, before the programs that read it. */
class PxeGuideIT {

    private static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");

    @TempDir
    private Path temp;

    @Test
    void dnsmasqTakesItsFiles() throws IOException {
        List<String> files = blocks("pxe.md", "");
        assertThat(files).hasSize(2).allMatch(file -> file.contains("tftp-root="));
        for (String text : files) {
            Path file = Files.writeString(temp.resolve("kubeos.conf"), text);
            Tool.run("dnsmasq", "--test", "--conf-file=" + file).expectSuccess();
        }
    }

    @Test
    void kbimgTakesItsConfig() throws IOException {
        List<String> configs = blocks("pxe.md", "yaml");
        assertThat(configs).hasSize(2);
        Path config = Files.writeString(
                temp.resolve("node.yaml"), configs.getFirst().replace("$6$…", "$6$salt$" + "a".repeat(86)));
        Path network = Files.writeString(temp.resolve("network.yaml"), "extends: node.yaml\n" + configs.getLast());
        for (Path each : List.of(config, network)) {
            Product.run("validate", "-f", each.toString()).expectSuccess();
        }
    }

    @Test
    void bothLanguagesHaveTheSameFilesAndCommands() throws IOException {
        for (String language : List.of("", "sh")) {
            assertThat(blocks("pxe.zh-CN.md", language)).isEqualTo(blocks("pxe.md", language));
        }
        assertThat(withoutComments("pxe.zh-CN.md")).isEqualTo(withoutComments("pxe.md"));
    }

    private static List<String> withoutComments(String page) throws IOException {
        return blocks(page, "yaml").stream()
                .map(text -> text.replaceAll(" *#.*", ""))
                .toList();
    }

    private static List<String> blocks(String page, String language) throws IOException {
        return BLOCK.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map((MatchResult block) -> block.group(2))
                .toList();
    }
}
