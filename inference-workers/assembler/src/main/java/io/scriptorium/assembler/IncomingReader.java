package io.scriptorium.assembler;

import io.scriptorium.assembler.Incoming.Manifest;
import io.scriptorium.assembler.Incoming.Page;
import io.scriptorium.assembler.Incoming.Rejected;
import io.scriptorium.assembler.state.DocumentRows;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.PageResult;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads records that anybody may have written; whatever is wrong with one is a value. */
final class IncomingReader {
  private final AvroCodec<DocumentManifest> manifests;
  private final AvroCodec<PageResult> pages;

  IncomingReader(RecordFormat format) {
    manifests = Topics.DOCUMENT_MANIFESTS.codec(format);
    pages = Topics.PAGE_RESULTS.codec(format);
  }

  Incoming manifest(byte @Nullable [] key, byte @Nullable [] value) {
    return read(manifests, value, manifest -> checked(key, manifest));
  }

  Incoming page(byte @Nullable [] key, byte @Nullable [] value) {
    return read(pages, value, page -> checked(key, page));
  }

  private static <R extends SpecificRecord> Incoming read(
      AvroCodec<R> codec, byte @Nullable [] value, Function<R, Incoming> check) {
    if (value == null) {
      return rejected(
          FailureReason.UNDECODABLE_RECORD, "The record has no value", Optional.empty());
    }
    Decoded<R> decoded = codec.tryDecode(value);
    if (decoded instanceof Decoded.Ok<R> ok) {
      return check.apply(ok.value());
    }
    String message = ((Decoded.Undecodable<R>) decoded).message();
    return rejected(FailureReason.UNDECODABLE_RECORD, message, Optional.empty());
  }

  private static Incoming checked(byte @Nullable [] key, DocumentManifest manifest) {
    String jobId = manifest.getJobId();
    if (!isKeyedBy(jobId, key)) {
      return wronglyKeyed(jobId);
    }
    List<Integer> numbers = manifest.getPages();
    if (manifest.getFailure() == null && !isAscending(numbers)) {
      String message = "The manifest's page numbers are not ascending from 1, or there are none";
      return new Manifest(
          DocumentManifest.newBuilder(manifest)
              .setPages(List.of())
              .setFailure(new Failure(FailureReason.INVALID_JOB, message))
              .build());
    }
    return new Manifest(manifest);
  }

  private static Incoming checked(byte @Nullable [] key, PageResult page) {
    String jobId = page.getJobId();
    if (!isKeyedBy(jobId, key)) {
      return wronglyKeyed(jobId);
    }
    if (page.getPage() < 1 || page.getPage() > DocumentRows.MAX_PAGE) {
      String message = "There is no page " + page.getPage();
      return rejected(FailureReason.INVALID_JOB, message, Optional.of(jobId));
    }
    return new Page(page);
  }

  /** A record with another key may lie in a partition where its document is not known. */
  private static boolean isKeyedBy(String jobId, byte @Nullable [] key) {
    return key != null && jobId.equals(new String(key, StandardCharsets.UTF_8));
  }

  private static boolean isAscending(List<Integer> numbers) {
    int last = 0;
    for (int number : numbers) {
      if (number <= last || number > DocumentRows.MAX_PAGE) {
        return false;
      }
      last = number;
    }
    return last > 0;
  }

  private static Incoming wronglyKeyed(String jobId) {
    String message = "The record's key is not its job's id";
    return rejected(FailureReason.INVALID_JOB, message, Optional.of(jobId));
  }

  private static Incoming rejected(FailureReason reason, String message, Optional<String> jobId) {
    return new Rejected(new Failure(reason, message), jobId);
  }
}
