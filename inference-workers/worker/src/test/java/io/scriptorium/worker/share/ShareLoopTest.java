package io.scriptorium.worker.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.schemas.Topics;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShareLoopTest {
  @Test
  void membersOfAWorkerReadAllJobsAndDifferAmongThemselves() {
    List<String> all =
        Stream.of(Topics.PAGE_LANES, Topics.IMAGE_LANES)
            .flatMap(lanes -> lanes.names().stream())
            .toList();

    assertThat(ShareLoop.topics(0)).isSubsetOf(all).hasSize(all.size() - 1);
    assertThat(ShareLoop.topics(1)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(ShareLoop.topics(63)).containsExactlyInAnyOrderElementsOf(all);
  }
}
