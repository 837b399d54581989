package org.kubeos.kbimg.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.HostException;

class CacheDirectoryTest {

    private static final Path HOME = Path.of("/home/ann");

    @Test
    void isWhereTheUserSays() {
        var environment = Map.of("KBIMG_CACHE", "/big/cache", "XDG_CACHE_HOME", "/xdg");
        assertThat(CacheDirectory.choose(environment, HOME, false)).isEqualTo(Path.of("/big/cache"));
        assertThat(CacheDirectory.choose(environment, HOME, true)).isEqualTo(Path.of("/big/cache"));
    }

    @Test
    void followsTheXdgSpecification() {
        assertThat(CacheDirectory.choose(Map.of("XDG_CACHE_HOME", "/xdg"), HOME, false))
                .isEqualTo(Path.of("/xdg/kbimg"));
        assertThat(CacheDirectory.choose(Map.of("XDG_CACHE_HOME", "relative"), HOME, false))
                .isEqualTo(Path.of("/home/ann/.cache/kbimg"));
        assertThat(CacheDirectory.choose(Map.of(), HOME, false)).isEqualTo(Path.of("/home/ann/.cache/kbimg"));
    }

    @Test
    void isNotBelowAHomeThatThereIsNot() {
        assertThatThrownBy(() -> CacheDirectory.choose(Map.of(), Path.of("?"), false))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("KBIMG_CACHE");
    }

    @Test
    void isTheSystemsForRoot() {
        assertThat(CacheDirectory.choose(Map.of(), Path.of("/root"), true)).isEqualTo(Path.of("/var/cache/kbimg"));
    }
}
