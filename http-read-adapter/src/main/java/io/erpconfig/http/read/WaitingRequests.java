package io.erpconfig.http.read;

import io.erpconfig.core.token.Token;
import io.erpconfig.core.watch.Watches;
import io.erpconfig.http.ApiErrorCode;
import io.erpconfig.http.ApiException;
import io.erpconfig.http.EntityTag;
import io.erpconfig.http.Waited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for another answer than their client has: {@code Prefer: wait=N} beside {@code If-None-Match} (contract,
 * section 6). None of them holds a thread.
 *
 * <p>Equal requests wait as a group. When something changes of what their answer is about, the answer is made once for all of
 * them; only if its entity tag is another one each of them is looked at as if it had come only now, token and all. So is one
 * whose token has changed or is past its time, which is looked for several times a second. What is wrong with a request, by
 * then or from the beginning, is said on the way behind, where each error has its place.
 */
final class WaitingRequests {

    /** An attribute of requests that are to be refused, with the {@link ApiException} that says why. */
    static final String REFUSAL = WaitingRequests.class.getName() + ".refusal";

    private static final int RETRY_AFTER = 10;

    private final AnswerCacheHandler handler;
    private final AnswerCache answers;
    private final Admission admission;
    private final Watches watches;
    private final Watchers watchers;

    private final ConcurrentMap<AnswerCache.Key, Group> groups = new ConcurrentHashMap<>();
    private volatile boolean refusing;

    /** Lets in requests that may wait. */
    @FunctionalInterface
    interface Admission {
        Optional<ReadApi.Admitted> admit(Request request);
    }

    /** An answer that one may wait behind, and a token that may be given it. */
    private record Present(
            AnswerCache.Key key, ReadRequest request, Token token, boolean kept, String etag, State state) {}

    /** The state of the store that an answer was made from. */
    private record State(Dependencies dependencies, Watched watched) {}

    WaitingRequests(
            AnswerCacheHandler handler, AnswerCache answers, Admission admission, Watches watches, Watchers watchers) {
        this.handler = handler;
        this.answers = answers;
        this.admission = admission;
        this.watches = watches;
        this.watchers = watchers;
        watchers.add(this::lookAtStore);
    }

    /** Lets requests wait. */
    void start() {
        refusing = false;
    }

    /** Refuses all that wait, and lets no more wait: the server stops. */
    void refuse() {
        refusing = true;
        for (Group group : groups.values()) {
            group.copy().forEach(waiter -> waiter.refuse(new ApiException(ApiErrorCode.UNAVAILABLE)));
        }
    }

    /** Takes a request over if its client wants to wait, and may. */
    boolean begin(Request request, Response response, Callback callback) {
        boolean usual = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (refusing
                || !usual
                || request.getLength() > 0
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                || !request.getHeaders().contains(HttpHeader.IF_NONE_MATCH)) {
            return false;
        }
        Optional<Duration> wait = WaitPreference.of(request.getHeaders());
        wait.ifPresent(time -> new Waiter(request, response, callback, time).begin());
        return wait.isPresent();
    }

    /**
     * Looks for changes that nobody has told of. Each group has a state of its own, also where others are about the same: of
     * a fixed ref nothing changes, and some have been looked at later than others.
     */
    private void lookAtStore() {
        for (Group group : groups.values()) {
            if (!group.isUnchanged()) {
                group.changed();
            }
        }
    }

    /** Equal requests that wait. Members are added and removed, and the group with them, only by operations on the map. */
    private final class Group {

        private final AnswerCache.Key key;
        private final ReadRequest request;
        private final boolean kept;
        private final String etag;
        private final Set<Waiter> waiters = new HashSet<>();
        private final AtomicBoolean lookDue = new AtomicBoolean();
        private volatile Token token;
        private volatile State state;
        private volatile Watches.Watch watch;

        Group(Present present) {
            this.key = present.key();
            this.request = present.request();
            this.kept = present.kept();
            this.etag = present.etag();
            this.token = present.token();
            this.state = present.state();
            this.watch = watch();
        }

        private Watches.Watch watch() {
            Watched watched = state.watched();
            return watches.watch(watched.project(), watched::isAbout, this::changed);
        }

        private List<Waiter> copy() {
            List<Waiter> all = new ArrayList<>();
            groups.computeIfPresent(key, (same, group) -> {
                all.addAll(group.waiters);
                return group;
            });
            return all;
        }

        boolean isUnchanged() {
            return state.dependencies().areUnchanged();
        }

        /** Has somebody look what has changed; quick. */
        void changed() {
            if (lookDue.compareAndSet(false, true)) {
                try {
                    watchers.pool().execute(this::look);
                } catch (RejectedExecutionException e) {
                    // The server stops. Whoever waits is told.
                    lookDue.set(false);
                }
            }
        }

        private synchronized void look() {
            lookDue.set(false);
            if (isUnchanged()) {
                return;
            }
            Optional<State> now = answerAgain();
            if (now.isEmpty()) {
                watchers.forEach(copy(), Waiter::lookAgain);
                return;
            }
            boolean moved = !now.get().watched().equals(state.watched());
            state = now.get();
            if (moved) {
                watch.close();
                watch = watch();
                if (groups.get(key) != this) {
                    // All have left, and perhaps another group has begun.
                    watch.close();
                } else if (!isUnchanged()) {
                    changed();
                }
            }
        }

        /** Makes the answer anew; the state that it was made from, if its tag is still the same. */
        private Optional<State> answerAgain() {
            try {
                ReadRequest.Result made = request.answer(token);
                if (kept) {
                    answers.remember(key, request, made);
                }
                return made.answer().etag().equals(Optional.of(etag)) ? state(made) : Optional.empty();
            } catch (RuntimeException e) {
                // Said again, and to each client, on the way behind.
                return Optional.empty();
            }
        }
    }

    private static Optional<State> state(ReadRequest.Result made) {
        return made.dependencies()
                .flatMap(dependencies -> made.watched().map(watched -> new State(dependencies, watched)));
    }

    /** One request. */
    private final class Waiter implements Watchers.Watcher {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Duration wait;
        private final long end;
        private final ClientWatch client;

        // These are guarded by this.
        private boolean held;
        private Scheduler.Task timer = () -> false;

        private volatile AnswerCache.@Nullable Key key;
        private volatile @Nullable Token token;

        Waiter(Request request, Response response, Callback callback, Duration wait) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.wait = wait;
            this.end = System.nanoTime() + wait.toNanos();
            this.client = new ClientWatch(request);
        }

        void begin() {
            // Silence is what it asks for.
            request.addIdleTimeoutListener(silence -> !isHeld());
            look();
        }

        private synchronized boolean isHeld() {
            return held;
        }

        /** Looks at it as if it had come only now. Does not wait. */
        private void look() {
            Optional<AnswerCacheHandler.Ready> ready = handler.find(request);
            if (ready.isPresent() && ready.get().current()) {
                AnswerCache.Entry entry = ready.get().entry();
                decide(new Present(
                        ready.get().key(),
                        entry.request(),
                        ready.get().token(),
                        true,
                        entry.etag(),
                        new State(entry.dependencies(), entry.watched())));
            } else {
                handler.mayWait(request, () -> safely(this::make));
            }
        }

        private void make() {
            Optional<Present> present = Optional.empty();
            try {
                present = admission.admit(request).flatMap(this::present);
            } catch (RuntimeException e) {
                // Said again, and to the client, on the way behind.
            }
            present.ifPresentOrElse(this::decide, this::pass);
        }

        private Optional<Present> present(ReadApi.Admitted admitted) {
            ReadRequest.Result made = admitted.make(Optional.of(answers));
            return made.answer()
                    .etag()
                    .flatMap(etag -> state(made)
                            .map(state -> new Present(
                                    admitted.key(), admitted.read(), admitted.token(), admitted.kept(), etag, state)));
        }

        private void decide(Present present) {
            if (!present.request().watchable()) {
                handler.answer(request, response, callback);
                return;
            }
            response.getHeaders().put(WaitPreference.APPLIED, WaitPreference.applied(wait));
            if (!has(present.etag()) || System.nanoTime() - end >= 0) {
                handler.answer(request, response, callback);
            } else if (enter(present.token())) {
                hold(present);
            } else {
                request.setAttribute(REFUSAL, ApiException.tooMany(RETRY_AFTER));
                pass();
            }
        }

        private boolean has(String etag) {
            for (HttpField field : request.getHeaders()) {
                if (field.getHeader() == HttpHeader.IF_NONE_MATCH && EntityTag.matches(field.getValue(), etag)) {
                    return true;
                }
            }
            return false;
        }

        private void pass() {
            handler.pass(request, response, callback);
        }

        private boolean enter(Token admitted) {
            token = admitted;
            return watchers.enter(admitted, this);
        }

        private void hold(Present present) {
            key = present.key();
            request.setAttribute(Waited.ATTRIBUTE, true);
            synchronized (this) {
                held = true;
                timer = watchers.scheduler().schedule(this::timeUp, end - System.nanoTime(), TimeUnit.NANOSECONDS);
                client.begin(this::sign);
            }
            Group group = groups.compute(present.key(), (same, others) -> {
                Group joined = others == null ? new Group(present) : others;
                joined.waiters.add(this);
                joined.token = present.token();
                return joined;
            });
            if (!isHeld()) {
                leaveGroup();
            } else if (refusing) {
                refuse(new ApiException(ApiErrorCode.UNAVAILABLE));
            } else if (!group.isUnchanged()) {
                // Whoever has changed it may have done so before this one was in the group.
                group.changed();
            }
        }

        /** Ends the waiting; returns whether nobody else has. */
        private boolean end() {
            synchronized (this) {
                if (!held) {
                    return false;
                }
                held = false;
                timer.cancel();
                client.end();
            }
            leaveGroup();
            watchers.leave(token.id(), this);
            // The one that there is by now is of when the request came.
            response.getHeaders().put(handler.getServer().getDateField());
            return true;
        }

        private void leaveGroup() {
            groups.computeIfPresent(key, (same, group) -> {
                group.waiters.remove(this);
                if (group.waiters.isEmpty()) {
                    group.watch.close();
                    return null;
                }
                return group;
            });
        }

        private void timeUp() {
            if (end()) {
                answer();
            }
        }

        private void sign() {
            synchronized (this) {
                if (!held) {
                    return;
                }
                if (client.waits()) {
                    client.begin(this::sign);
                    return;
                }
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                end();
            }
            answer();
        }

        private void answer() {
            Runnable answering = () -> safely(() -> handler.answer(request, response, callback));
            try {
                watchers.pool().execute(answering);
            } catch (RejectedExecutionException e) {
                answering.run();
            }
        }

        @Override
        public void lookAgain() {
            if (end()) {
                safely(this::look);
            }
        }

        void refuse(ApiException why) {
            if (end()) {
                request.setAttribute(REFUSAL, why);
                pass();
            }
        }

        private void safely(Runnable task) {
            try {
                task.run();
            } catch (Throwable e) {
                // As the server itself does with what a handler throws.
                Response.writeError(request, response, callback, e);
            }
        }
    }
}
