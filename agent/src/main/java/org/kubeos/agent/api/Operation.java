package org.kubeos.agent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.oci.json.Json;

/** Work that goes on whether or not somebody waits for it. Those who wait see its events and its end. */
final class Operation implements Events {

    /** What work leaves behind. */
    record Outcome(ObjectNode result, boolean reboot) {

        static Outcome of(ObjectNode result) {
            return new Outcome(result, false);
        }
    }

    /** What is done. */
    @FunctionalInterface
    interface Work {
        Outcome run(Events events) throws Exception;
    }

    /** How often progress is told of within one step. */
    private static final int PROGRESS_PARTS = 200;

    /** Events of a kind that come without end are no use to anybody. */
    private static final int MAX_EVENTS = 10_000;

    private final String method;
    private final List<Event> events = new ArrayList<>();
    private Event.@Nullable Progress progress;
    private int progressNumber;
    private @Nullable String step;
    private @Nullable Outcome outcome;
    private @Nullable RpcException failure;
    private int followers;

    Operation(String method) {
        this.method = method;
    }

    String method() {
        return method;
    }

    @Override
    public synchronized void emit(Event event) {
        switch (event) {
            case Event.Progress next -> {
                if (!isNews(next)) {
                    return;
                }
                progress = next;
                progressNumber++;
            }
            case Event.Step next -> {
                step = next.name();
                progress = null;
                keep(next);
            }
            case Event.Note next -> keep(next);
            case Event.Warning next -> keep(next);
        }
        notifyAll();
    }

    private void keep(Event event) {
        if (events.size() < MAX_EVENTS) {
            events.add(event);
        }
    }

    private boolean isNews(Event.Progress next) {
        Event.Progress last = progress;
        return last == null || last.total() != next.total() || next.done() == next.total() || part(last) != part(next);
    }

    private static long part(Event.Progress progress) {
        return progress.total() <= 0 ? 0 : progress.done() / Math.max(1, progress.total() / PROGRESS_PARTS);
    }

    synchronized void succeed(Outcome result) {
        outcome = result;
        notifyAll();
    }

    synchronized void fail(RpcException error) {
        failure = error;
        notifyAll();
    }

    private boolean ended() {
        return outcome != null || failure != null;
    }

    /** Whoever calls this must close what it returns. */
    synchronized Follower follow() {
        followers++;
        return new Follower();
    }

    /** Waits until all who wait for the end have been told of it. Those who join later aren't waited for. */
    synchronized void awaitFollowers(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (followers > 0) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** What the status says of it. */
    synchronized ObjectNode json() {
        ObjectNode json = Json.object().put("method", method);
        if (step != null) {
            json.put("step", step);
        }
        if (progress != null) {
            json.put("done", progress.done()).put("total", progress.total());
        }
        json.put("state", failure != null ? "failed" : outcome != null ? "done" : "running");
        if (failure != null) {
            json.put("error", failure.getMessage())
                    .put("reason", failure.reason().word());
        }
        return json;
    }

    /** Somebody who waits for the end. */
    final class Follower implements AutoCloseable {

        private int seen;
        private int seenProgress;

        /**
         * Waits for the next event.
         *
         * @return empty after the last one
         */
        Optional<Event> next() throws InterruptedException {
            synchronized (Operation.this) {
                while (true) {
                    if (seen < events.size()) {
                        return Optional.of(events.get(seen++));
                    }
                    Event.Progress latest = progress;
                    if (latest != null && seenProgress != progressNumber) {
                        seenProgress = progressNumber;
                        return Optional.of(latest);
                    }
                    if (ended()) {
                        return Optional.empty();
                    }
                    Operation.this.wait();
                }
            }
        }

        /** Waits for the end. */
        ObjectNode result() throws InterruptedException, RpcException {
            synchronized (Operation.this) {
                while (true) {
                    RpcException error = failure;
                    if (error != null) {
                        throw error;
                    }
                    Outcome success = outcome;
                    if (success != null) {
                        return success.result();
                    }
                    Operation.this.wait();
                }
            }
        }

        @Override
        public void close() {
            synchronized (Operation.this) {
                followers--;
                Operation.this.notifyAll();
            }
        }
    }
}
