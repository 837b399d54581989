package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotTest {

    @Test
    void eachSlotFallsBackToTheOther() {
        assertThat(Slot.A.other()).isEqualTo(Slot.B);
        assertThat(Slot.B.other()).isEqualTo(Slot.A);
    }

    @Test
    void slotsAreTheSecondAndThirdPartition() {
        assertThat(Slot.A.label()).isEqualTo("ROOT-A");
        assertThat(Slot.A.number()).isEqualTo(2);
        assertThat(Slot.B.label()).isEqualTo("ROOT-B");
        assertThat(Slot.B.number()).isEqualTo(3);
    }

    @Test
    void menuEntriesAreTheirLetters() {
        assertThat(Slot.ofMenuEntry("A")).contains(Slot.A);
        assertThat(Slot.ofMenuEntry("B")).contains(Slot.B);
        assertThat(Slot.ofMenuEntry("a")).isEmpty();
    }
}
