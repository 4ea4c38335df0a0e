package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.scriptorium.engine.torch.CpuFeatures;
import io.scriptorium.engine.torch.Torch;
import org.junit.jupiter.api.Test;

class ComputeTypeTest {
  @Test
  void int8IsRefusedWhereItsProductsAreMissing() {
    assertThatThrownBy(
            () -> ModelLoader.load(BundledModel.folder(), ComputeType.INT8, Device.gpu()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "INT8 needs a processor with instructions for it (AVX-VNNI, AVX-512 VNNI or AMX)");
  }

  @Test
  void int8NamesAllThatItLacks() {
    assertThat(ComputeType.int8Lacks(true, true)).isEmpty();
    assertThat(ComputeType.int8Lacks(true, false))
        .hasValue("INT8 needs a libtorch that was built with oneDNN");
    assertThat(ComputeType.int8Lacks(false, false).orElseThrow())
        .startsWith("INT8 needs a processor with instructions for it")
        .endsWith(" and a libtorch that was built with oneDNN");
  }

  @Test
  void visionTowersKeepThirtyTwoBitsBesideIntegers() {
    assertThat(ComputeType.INT8.ofVision()).isEqualTo(ComputeType.FLOAT32);
    assertThat(ComputeType.BFLOAT16.ofVision()).isEqualTo(ComputeType.BFLOAT16);
  }

  @Test
  void aProcessorsFlagsSayWhatItLacks() {
    Device cpu = Device.cpu();

    assertThat(ComputeType.INT8.lacking(cpu).isEmpty())
        .isEqualTo(CpuFeatures.hasInt8Products() && Torch.get().hasOneDnn());
    assertThat(ComputeType.BFLOAT16.lacking(cpu).isEmpty()).isEqualTo(CpuFeatures.hasBfloat16());
    assertThat(ComputeType.FLOAT32.lacking(cpu)).isEmpty();
    assertThat(ComputeType.AUTO.lacking(cpu)).isEmpty();
  }
}
