package io.scriptorium.worker.job;

import io.scriptorium.avro.Failure;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ImageJob;
import io.scriptorium.avro.PageJob;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads jobs out of records that anybody may have written. */
public final class JobReader {
  private final AvroCodec<PageJob> pages;
  private final AvroCodec<ImageJob> images;
  private final JobCheck check;

  /** Refuses payloads that are longer, in bytes. */
  public JobReader(long maxPayloadBytes) {
    this(maxPayloadBytes, RecordFormat.SINGLE_OBJECT);
  }

  /** The same for records of a format. */
  public JobReader(long maxPayloadBytes, RecordFormat format) {
    this.pages = Topics.PAGE_JOBS.codec(format);
    this.images = Topics.IMAGE_JOBS.codec(format);
    this.check = new JobCheck(maxPayloadBytes);
  }

  /** What came of reading a record. */
  public sealed interface Reading {

    /** A job that can be tried. */
    record Valid(Job job) implements Reading {}

    /** A job that cannot be done as it is. */
    record Invalid(Job job, Failure failure) implements Reading {}

    /** No job at all. */
    record Undecodable(Failure failure) implements Reading {}

    /** The job, where there is one. */
    default Optional<Job> known() {
      if (this instanceof Valid valid) {
        return Optional.of(valid.job());
      }
      return this instanceof Invalid invalid ? Optional.of(invalid.job()) : Optional.empty();
    }
  }

  /**
   * Whether it can be said now what a record is. If not, a schema registry does not answer, and
   * {@link #read} throws {@link io.scriptorium.schemas.SchemaUnavailableException}.
   */
  public boolean isDecidable(ConsumerRecord<byte[], byte[]> record) {
    AvroCodec<?> codec = Topics.PAGE_LANES.priority(record.topic()).isPresent() ? pages : images;
    return record.value() == null || codec.isDecidable(record.value());
  }

  /** Reads one record of the pages' or the images' topics; of any other it is no job. */
  public Reading read(ConsumerRecord<byte[], byte[]> record) {
    if (Topics.PAGE_LANES.priority(record.topic()).isPresent()) {
      return read(record, pages, Job.Page::new);
    }
    return Topics.IMAGE_LANES.priority(record.topic()).isPresent()
        ? read(record, images, Job.Image::new)
        : undecodable("A record of %s that is no retry".formatted(record.topic()));
  }

  private <R extends SpecificRecord> Reading read(
      ConsumerRecord<byte[], byte[]> record, AvroCodec<R> codec, Function<R, Job> job) {
    byte[] value = record.value();
    if (value == null) {
      return undecodable("The record has no value");
    }
    Decoded<R> decoded = codec.tryDecode(value);
    if (decoded instanceof Decoded.Ok<R> ok) {
      return checked(job.apply(ok.value()));
    }
    return undecodable(((Decoded.Undecodable<R>) decoded).message());
  }

  /** A check that fails ends this job, never the worker. */
  private Reading checked(Job job) {
    try {
      Optional<Failure> failure = check.failure(job);
      return failure.isPresent() ? new Reading.Invalid(job, failure.get()) : new Reading.Valid(job);
    } catch (RuntimeException e) {
      return new Reading.Invalid(job, new Failure(FailureReason.INTERNAL, TaskFailures.oneLine(e)));
    }
  }

  private static Reading undecodable(String message) {
    return new Reading.Undecodable(new Failure(FailureReason.UNDECODABLE_RECORD, message));
  }
}
