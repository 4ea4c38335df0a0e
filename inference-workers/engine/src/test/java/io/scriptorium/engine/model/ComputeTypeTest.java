package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.scriptorium.engine.torch.CpuFeatures;
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
  void aProcessorsFlagsSayWhatItLacks() {
    Device cpu = Device.cpu();

    assertThat(ComputeType.INT8.lacking(cpu).isEmpty()).isEqualTo(CpuFeatures.hasInt8Products());
    assertThat(ComputeType.BFLOAT16.lacking(cpu).isEmpty()).isEqualTo(CpuFeatures.hasBfloat16());
    assertThat(ComputeType.FLOAT32.lacking(cpu)).isEmpty();
    assertThat(ComputeType.AUTO.lacking(cpu)).isEmpty();
  }
}
