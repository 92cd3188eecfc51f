package vn.gov.identitylink.account;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.AccountImport.LineError;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.http.JsonFaults;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.problem.InvalidRequestException;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.time.Clocks;

/**
 * The home portal brings the accounts that it had before, as a stream of lines. Each batch of lines, its accounts, their
 * audit records and events, and the progress of the import are one transaction: whatever breaks off, the same stream under
 * the same key goes on behind the last batch. An account that is there stays as it is; an imported one is declared and
 * nothing more.
 */
@ApplicationScoped
class ImportAccounts {

    sealed interface Outcome {
        /** @param before whether it had been completed by an earlier call */
        record Completed(AccountImport report, boolean before) implements Outcome {}

        /** Another call sends the same import at this moment. */
        record InProgress() implements Outcome {}

        /** The key belongs to other lines, or to an import that was dry where this one is not. */
        record KeyReused() implements Outcome {}

        /** The stream broke off; the batches before are committed. */
        record BrokenOff() implements Outcome {}

        /** There is no line. */
        record Empty() implements Outcome {}

        /** More lines than an import may have; those before are committed. */
        record TooLong() implements Outcome {}
    }

    private static final int BATCH = 500;
    private static final int TRIES = 3;

    private final Accounts accounts;
    private final AccountImports imports;
    private final AuditLog audit;
    private final Outbox outbox;
    private final AccountConfig config;
    private final InstantSource clock;
    private final ObjectReader reader;

    ImportAccounts(
            Accounts accounts,
            AccountImports imports,
            AuditLog audit,
            Outbox outbox,
            AccountConfig config,
            InstantSource clock,
            ObjectMapper json) {
        this.accounts = accounts;
        this.imports = imports;
        this.audit = audit;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.reader = json.readerFor(AccountsResource.RegistrationRequest.class);
    }

    Outcome run(Caller.Portal homePortal, UUID importId, boolean dryRun, InputStream stream) {
        ImportLines lines = new ImportLines(stream);
        Run run = new Run(homePortal, importId, dryRun, lines);
        try {
            byte[] first = lines.next();
            return first == null ? new Outcome.Empty() : run.all(first);
        } catch (IOException brokenOff) {
            // The last lines before it, less than a batch, come again with the rest.
            QuarkusTransaction.requiringNew().run(run::breakOff);
            return new Outcome.BrokenOff();
        }
    }

    /** What the home portal can read about an import of its realm. */
    Optional<AccountImport> find(String realm, UUID importId) {
        return QuarkusTransaction.requiringNew().call(() -> imports.find(realm, importId));
    }

    /** One call. */
    private final class Run {

        private final String realm;
        private final String clientId;
        private final UUID importId;
        private final boolean dryRun;
        private final ImportLines lines;
        private final LocalDate today;
        private final List<NewAccount> batch = new ArrayList<>(BATCH);
        private final List<LineError> errors = new ArrayList<>();
        private long errorsKept;
        private long committed;

        Run(Caller.Portal homePortal, UUID importId, boolean dryRun, ImportLines lines) {
            this.realm = homePortal.realm();
            this.clientId = homePortal.clientId();
            this.importId = importId;
            this.dryRun = dryRun;
            this.lines = lines;
            this.today = LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
        }

        Outcome all(byte[] first) throws IOException {
            AccountImport known = QuarkusTransaction.requiringNew().call(this::begin);
            if (known.dryRun() != dryRun || !known.clientId().equals(clientId)) {
                return new Outcome.KeyReused();
            }
            byte @Nullable [] line = first;
            if (known.lines() > 0) {
                while (line != null && lines.count() < known.lines()) {
                    line = lines.next();
                }
                if (lines.count() < known.lines() || !imports.isOf(known, lines.digest())) {
                    return new Outcome.KeyReused();
                }
                line = lines.next();
            }
            if (known.state() == AccountImport.ImportState.COMPLETED) {
                return line == null ? new Outcome.Completed(known, true) : new Outcome.KeyReused();
            }
            committed = known.lines();
            errorsKept = known.errors().size();
            while (line != null) {
                if (lines.count() > config.longestImport()) {
                    return new Outcome.TooLong();
                }
                take(line);
                boolean due = lines.count() - committed == BATCH || lines.count() == config.longestImport();
                if (due && !commit()) {
                    return new Outcome.InProgress();
                }
                line = lines.next();
            }
            return commit() && QuarkusTransaction.requiringNew().call(this::complete)
                    ? new Outcome.Completed(find(realm, importId).orElseThrow(), false)
                    : new Outcome.InProgress();
        }

        private AccountImport begin() {
            String nothing = new ImportLines(InputStream.nullInputStream()).digest();
            imports.begin(realm, importId, clientId, dryRun, nothing, clock.instant());
            return imports.find(realm, importId).orElseThrow();
        }

        private void take(byte[] line) {
            try {
                if (line.length > ImportLines.LONGEST) {
                    reject("", "line-too-long");
                } else if (isBlank(line)) {
                    reject("", "empty-line");
                } else if (!JsonFaults.isText(line)) {
                    reject("", "not-utf-8");
                } else if (lines.count() > 1 && beginsWithMark(line)) {
                    // Two files one behind the other: each line of the second may have been meant otherwise.
                    reject("", "byte-order-mark");
                } else {
                    read(line);
                }
            } catch (InvalidRequestException invalid) {
                invalid.errors().forEach(error -> reject(error.pointer(), error.code()));
            }
        }

        private void read(byte[] line) {
            try {
                AccountsResource.@Nullable RegistrationRequest request = reader.readValue(line);
                if (request == null) {
                    reject("", "malformed");
                } else {
                    batch.add(request.read(config, today));
                }
            } catch (JacksonException unreadable) {
                if (isTooMuch(unreadable)) {
                    reject(JsonFaults.pointerOf(unreadable), "value-too-long");
                    return;
                }
                Optional<Problem.FieldError> field = JsonFaults.fieldOf(unreadable);
                reject(
                        field.map(Problem.FieldError::pointer).orElse(""),
                        field.map(Problem.FieldError::code).orElse("malformed"));
            } catch (IOException impossible) {
                throw new IllegalStateException("a line in memory is always readable", impossible);
            }
        }

        /** A text, a number or a name beyond what a registration may have. */
        private static boolean isTooMuch(JacksonException unreadable) {
            return unreadable instanceof StreamConstraintsException
                    || unreadable.getCause() instanceof StreamConstraintsException;
        }

        private static boolean beginsWithMark(byte[] line) {
            return line.length > 2 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
        }

        private static boolean isBlank(byte[] line) {
            for (byte next : line) {
                if (next != ' ' && next != '\t') {
                    return false;
                }
            }
            return true;
        }

        private void reject(String pointer, String code) {
            if (errorsKept + errors.size() < AccountImports.MOST_ERRORS) {
                errors.add(new LineError(lines.count(), pointer, code));
            }
        }

        /** Whether this call is still the one that goes on. */
        private boolean commit() {
            long until = lines.count();
            if (until == committed) {
                return true;
            }
            for (int tries = 1; ; tries++) {
                try {
                    boolean mine = QuarkusTransaction.requiringNew().call(() -> write(until));
                    if (mine) {
                        errorsKept += errors.size();
                        committed = until;
                        batch.clear();
                        errors.clear();
                    }
                    return mine;
                } catch (ConstraintViolationException registeredMeanwhile) {
                    if (tries == TRIES) {
                        throw registeredMeanwhile;
                    }
                }
            }
        }

        private boolean write(long until) {
            Set<String> there = new HashSet<>(accounts.known(
                    realm, batch.stream().map(NewAccount::externalId).toList()));
            List<NewAccount> wanted = new ArrayList<>(batch.size());
            for (NewAccount account : batch) {
                // The same twice in one stream is there the second time.
                if (there.add(account.externalId())) {
                    wanted.add(account);
                }
            }
            boolean mine = imports.advance(
                    realm,
                    importId,
                    committed,
                    until,
                    wanted.size(),
                    batch.size() - (long) wanted.size(),
                    lines.digest(),
                    clock.instant());
            if (!mine) {
                return false;
            }
            imports.add(realm, importId, errors);
            if (!dryRun && !wanted.isEmpty()) {
                List<UUID> added = accounts.importAll(wanted, realm, clock.instant());
                audit.doneToAll(Action.ACCOUNT_REGISTERED, added, importId);
                tell(wanted, added);
            }
            return true;
        }

        /** The same event as of an account that is registered on its own. */
        private void tell(List<NewAccount> wanted, List<UUID> added) {
            for (AccountKind kind : AccountKind.values()) {
                List<UUID> ofKind = IntStream.range(0, added.size())
                        .filter(i -> wanted.get(i).kind() == kind)
                        .mapToObj(added::get)
                        .toList();
                if (!ofKind.isEmpty()) {
                    outbox.appendAll(EventType.ACCOUNT_REGISTERED, ofKind, Map.of("kind", kind.name()));
                }
            }
        }

        private void breakOff() {
            imports.breakOff(realm, importId, committed, clock.instant());
        }

        private boolean complete() {
            boolean mine = imports.complete(realm, importId, committed, clock.instant());
            if (mine) {
                audit.done(Action.ACCOUNTS_IMPORTED, null, importId, List.of());
            }
            return mine;
        }
    }
}
