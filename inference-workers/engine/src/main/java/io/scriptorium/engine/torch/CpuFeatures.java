package io.scriptorium.engine.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** What this machine's processor computes natively, as far as its operating system tells. */
public final class CpuFeatures {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private static final Set<String> INT8_FLAGS = Set.of("avx512_vnni", "avx_vnni", "amx_int8");

  private CpuFeatures() {}

  /** Whether it has instructions for bfloat16 (AVX-512 BF16 or AMX). */
  public static boolean hasBfloat16() {
    Set<String> flags = flags();
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16");
  }

  /** Whether it multiplies whole tiles of bfloat16 at a time (AMX). */
  public static boolean hasMatrixUnits() {
    return flags().contains("amx_bf16");
  }

  /** Whether it has instructions for products of 8-bit integers (AVX-VNNI, AVX-512 VNNI or AMX). */
  public static boolean hasInt8Products() {
    return hasInt8Products(flags());
  }

  static boolean hasInt8Products(Set<String> flags) {
    return INT8_FLAGS.stream().anyMatch(flags::contains);
  }

  private static Set<String> flags() {
    return flags(CPU_INFO);
  }

  /** Flags of the first processor; none if the file is missing. */
  static Set<String> flags(Path cpuInfo) {
    try (var lines = Files.lines(cpuInfo)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.copyOf(Arrays.asList(line.split("\\s+"))))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
