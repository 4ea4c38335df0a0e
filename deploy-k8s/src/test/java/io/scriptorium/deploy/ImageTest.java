package io.scriptorium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The image as the app's POM describes it. */
class ImageTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void startsTheVirtualMachineAsTheLauncherDoes() throws IOException {
    List<String> launcher =
        matches("(?<=\\s|\")-[XD][^\\s\"$]+", optionLines(ROOT.resolve("scriptorium")));

    assertThat(matches("(?<=<jvmFlag>)[^<]+", pom())).isNotEmpty().isEqualTo(launcher);
  }

  /** The launcher's unconditional options. */
  private static String optionLines(Path launcher) throws IOException {
    return String.join(
        "\n",
        Files.readAllLines(launcher).stream().filter(line -> line.startsWith("options=")).toList());
  }

  @ParameterizedTest
  @EnumSource
  void isWhatPodsRunAsTheSameUser(Overlay overlay) throws IOException {
    String pom = pom();
    for (var workload : Manifests.of(overlay).workloads()) {
      var context = workload.pod().getSecurityContext();

      assertThat(pom)
          .contains(
              "<user>%d:%d</user>".formatted(context.getRunAsUser(), context.getRunAsGroup()),
              "<port>%d</port>"
                  .formatted(workload.container().getPorts().get(0).getContainerPort()));
      assertThat(workload.container().getImage()).startsWith("scriptorium:");
    }
  }

  @Test
  void unpacksOnlyWhereAVolumeIsMounted() throws IOException {
    List<String> caches = matches("(?<=<(DJL_CACHE_DIR|XDG_CACHE_HOME)>)[^<]+", pom());

    assertThat(caches).hasSize(2).allMatch(folder -> folder.startsWith("/tmp/"));
  }

  private static String pom() throws IOException {
    return Files.readString(ROOT.resolve("inference-workers/app/pom.xml"));
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }
}
