package io.scriptorium.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuFeaturesTest {
  @TempDir Path folder;

  @Test
  void productsOfIntegersAreToldByTheirFlags() throws IOException {
    assertThat(hasInt8Products("fpu avx2 avx512f avx512_vnni")).isTrue();
    assertThat(hasInt8Products("fpu avx2 avx_vnni")).isTrue();
    assertThat(hasInt8Products("amx_tile amx_int8")).isTrue();
    assertThat(hasInt8Products("fpu avx2 avx512f avx512_bf16")).isFalse();
  }

  @Test
  void aSystemThatDoesNotTellHasNone() {
    assertThat(CpuFeatures.flags(folder.resolve("none"))).isEmpty();
  }

  private boolean hasInt8Products(String flags) throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(file, "processor\t: 0\nflags\t\t: " + flags + "\nbugs\t\t: none\n");
    return CpuFeatures.hasInt8Products(CpuFeatures.flags(file));
  }
}
