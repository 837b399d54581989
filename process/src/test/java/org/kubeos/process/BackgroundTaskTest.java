package org.kubeos.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackgroundTaskTest {

    @Test
    void failuresAreThrownAsTheyAre() {
        for (Throwable failure :
                List.of(new IOException("full"), new IllegalStateException("no"), new OutOfMemoryError("heap"))) {
            try (var task = BackgroundTask.start("failing", () -> {
                switch (failure) {
                    case IOException e -> throw e;
                    case RuntimeException e -> throw e;
                    default -> throw (Error) failure;
                }
            })) {
                assertThatThrownBy(task::result).isSameAs(failure);
            }
        }
    }
}
