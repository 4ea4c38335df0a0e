package io.scriptorium.app.bench.pipeline;

/** What the benchmark measures, each of which can be measured alone. */
enum Part {
  /** Beside another program. */
  TESSERACT,
  /** Beside the engine alone: what delivery costs under load. */
  ENGINE,
  /** Beside the engine alone, one page at a time: what delivery costs without load. */
  LATENCY,
  /** Over topics with more and more partitions. */
  PARTITIONS,
  /** A backlog of many small jobs, from its start to its end. */
  BACKLOG
}
