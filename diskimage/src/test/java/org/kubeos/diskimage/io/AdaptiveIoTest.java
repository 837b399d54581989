package org.kubeos.diskimage.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which way is taken when one, or both, get slower or faster. */
class AdaptiveIoTest {

    private static final int MIB = 1 << 20;

    private final AdaptiveIo way = new AdaptiveIo();

    /** Moves bytes that take so many microseconds per MiB, the direct way or through the cache. */
    private void move(int times, long direct, long cached) {
        for (int i = 0; i < times; i++) {
            way.took(1000 * (way.isDirect() ? direct : cached), MIB);
        }
    }

    @Test
    void eachIsTriedOnce() {
        assertThat(way.isDirect()).isTrue();
        way.took(1000, MIB);
        assertThat(way.isDirect()).isFalse();
    }

    @Test
    void theFasterOneIsKept() {
        move(2, 500, 270);
        for (int i = 0; i < 100; i++) {
            assertThat(way.isDirect()).isFalse();
            move(1, 500, 270);
        }
    }

    @Test
    void aWayThatHasBecomeSlowIsLeft() {
        move(10, 500, 270);
        move(3, 500, 2700);
        assertThat(way.isDirect()).isTrue();
        move(100, 500, 2700);
        assertThat(way.isDirect()).isTrue();
    }

    @Test
    void aDiskThatIsSlowFromTheStartIsTriedOnceOnly() {
        move(2, 10_000, 270);
        for (int i = 0; i < 100; i++) {
            assertThat(way.isDirect()).isFalse();
            move(1, 10_000, i % 10 == 0 ? 2700 : 270);
        }
    }

    /** Half of a MiB in half of the time is as fast. */
    @Test
    void timesCountPerByte() {
        way.took(500_000, MIB);
        way.took(300_000, MIB / 2);
        assertThat(way.isDirect()).isTrue();
    }
}
