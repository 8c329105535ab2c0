package io.erpconfig.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.erpconfig.http.TrustedProxies;
import io.erpconfig.opening.OpenStore;
import io.erpconfig.server.Observed;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class ObserveOptionsTest {

    /** More than there are threads that wait for the disk. */
    private static final int MANY = 100;

    @Test
    void aServerIsReadyWhileAllThreadsThatWaitForTheDiskAreBusy() {
        ObserveOptions options = CommandLine.populateCommand(new ObserveOptions());
        CountDownLatch written = new CountDownLatch(1);
        try (OpenStore open = OpenStore.inMemory();
                Observed observed = options.open(Shell.ofProcess(), open, new TrustedProxies(List.of()))) {
            observed.readiness().serving();
            for (int i = 0; i < MANY; i++) {
                open.executor().execute(() -> await(written));
            }
            assertThat(observed.readiness().answer().status()).isEqualTo(200);
        } finally {
            written.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
