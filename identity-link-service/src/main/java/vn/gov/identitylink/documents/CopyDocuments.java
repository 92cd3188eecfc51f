package vn.gov.identitylink.documents;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.protection.UnreadableValueException;
import vn.gov.identitylink.time.Clocks;

/** The citizen's copy of all their papers (Law 91/2025 art. 4), written as it is read: no more than a chunk in memory. */
@ApplicationScoped
class CopyDocuments {

    sealed interface Outcome {
        /** @param held whether the link is, so that the papers that it moved are not among them */
        record Copy(Caller.Citizen citizen, List<DocumentStore> stores, boolean held, boolean unmasked)
                implements Outcome {}

        record NotFound() implements Outcome {}

        record StepUpRequired() implements Outcome {}
    }

    private static final Logger LOG = Logger.getLogger(CopyDocuments.class);

    private static final int PAGE = 100;

    /** Stands beside a content that ends where it cannot be read. */
    private static final String DAMAGED = """
            Nội dung giấy tờ này bị hỏng trong kho lưu trữ của chúng tôi và không đọc được đầy đủ. Vui lòng liên hệ cổng \
            dịch vụ công để được hỗ trợ; các giấy tờ khác trong bản sao này là nguyên vẹn.

            The content of this paper is damaged in our store and cannot be read as a whole. Please ask the portal for help; \
            the other papers of this copy are as they came.
            """;

    private final Accounts accounts;
    private final DocumentStores stores;
    private final Documents documents;
    private final ReadDocuments readDocuments;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final InstantSource clock;

    CopyDocuments(
            Accounts accounts,
            DocumentStores stores,
            Documents documents,
            ReadDocuments readDocuments,
            AuditLog audit,
            ObjectMapper json,
            InstantSource clock) {
        this.accounts = accounts;
        this.stores = stores;
        this.documents = documents;
        this.readDocuments = readDocuments;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** All there is, or nothing: since a link, a sign-in through VNeID is needed. */
    Outcome run(Caller.Citizen citizen, String reference) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<Account> account = accounts.visibleTo(citizen, reference);
            if (account.isEmpty()) {
                return new Outcome.NotFound();
            }
            boolean throughVneid = account.get().isOwnedThroughVneidBy(citizen);
            if (account.get().provedAt() != null && !throughVneid) {
                return new Outcome.StepUpRequired();
            }
            audit.done(Action.DOCUMENTS_COPIED, account.get().accountId(), null, List.of("metadata", "content"));
            return new Outcome.Copy(citizen, stores.all(account.get()), stores.isHeld(account.get()), throughVneid);
        });
    }

    /** When a store is not the citizen's any more, the copy breaks off, and is no whole ZIP. */
    void write(Outcome.Copy copy, OutputStream out) throws IOException {
        Zip zip = new Zip(out);
        try (CopyIndex index = new CopyIndex()) {
            write(copy, zip, index);
        } finally {
            zip.release();
        }
    }

    private void write(Outcome.Copy copy, ZipOutputStream zip, CopyIndex index) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
        for (DocumentStore store : copy.stores()) {
            Documents.@Nullable Position after = null;
            List<Document> page;
            do {
                Documents.@Nullable Position from = after;
                page = QuarkusTransaction.requiringNew()
                        .call(() -> documents.page(store, Documents.Filter.ALL, from, today, PAGE));
                for (Document document : page) {
                    requireOpen(copy.citizen(), store);
                    write(zip, index, store, document, today, copy.unmasked());
                    after = new Documents.Position(document.addedAt(), document.documentId());
                }
            } while (page.size() == PAGE);
        }
        zip.putNextEntry(new ZipEntry("index.html"));
        index.writeTo(zip, copy.held());
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    /** A copy takes its time: what a link that was held or ended meanwhile has moved is nobody's to read any more. */
    private void requireOpen(Caller.Citizen citizen, DocumentStore store) {
        boolean open = QuarkusTransaction.requiringNew()
                .call(() -> stores.open(citizen, store.storeId()) instanceof DocumentStores.Opening.Opened);
        if (!open) {
            throw new WebApplicationException(Problem.of(ProblemCode.NOT_FOUND).toResponse());
        }
    }

    /** Names are ours: what a citizen called a paper stands in its metadata and in the index. */
    private void write(
            ZipOutputStream zip,
            CopyIndex index,
            DocumentStore store,
            Document document,
            LocalDate today,
            boolean unmasked)
            throws IOException {
        String folder = store.kind() + "/" + document.kind() + "-" + document.documentId() + "/";
        zip.putNextEntry(new ZipEntry(folder + "metadata.json"));
        zip.write(json.writeValueAsBytes(DocumentView.of(document, today, unmasked)));
        zip.closeEntry();
        CopyIndex.Content content = writeContent(zip, folder, store, document);
        if (content == CopyIndex.Content.DAMAGED) {
            zip.putNextEntry(new ZipEntry(folder + "content-damaged.txt"));
            zip.write(DAMAGED.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        index.add(store.kind(), document, folder, content);
    }

    private CopyIndex.Content writeContent(ZipOutputStream zip, String folder, DocumentStore store, Document document)
            throws IOException {
        StoredContent content = document.content();
        if (content == null) {
            return document.state() == Document.State.STORED ? CopyIndex.Content.DAMAGED : CopyIndex.Content.NONE;
        }
        zip.putNextEntry(new ZipEntry(folder + "content." + document.format().extension()));
        boolean damaged = isDamaged(zip, store, content);
        zip.closeEntry();
        return damaged ? CopyIndex.Content.DAMAGED : CopyIndex.Content.WHOLE;
    }

    /** One paper that our store has damaged takes none of the others away. */
    private boolean isDamaged(ZipOutputStream zip, DocumentStore store, StoredContent content) throws IOException {
        try {
            readDocuments.write(store, content, ByteRange.whole(content.byteSize()), zip);
            return false;
        } catch (UnreadableValueException damaged) {
            LOG.errorf(damaged, "the content %s cannot be read", content.contentId());
            return true;
        }
    }

    /** Closing would end a copy that breaks off as if it were whole; its native memory is given back all the same. */
    private static final class Zip extends ZipOutputStream {

        private Zip(OutputStream out) {
            super(out);
            setLevel(Deflater.BEST_SPEED);
        }

        private void release() {
            def.end();
        }
    }
}
