package io.scriptorium.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardTest {
  private static final Path DASHBOARD = Path.of("..", "deploy-k8s/dashboards/scriptorium.json");
  private static final Path TABLE = Path.of("..", "docs/observability.md");
  private static final Pattern HISTOGRAM_PART = Pattern.compile("_(bucket|count|sum|max)$");

  @TempDir private static Path folder;
  private static Set<String> exported;
  private static JsonNode dashboard;

  @BeforeAll
  static void scrape() throws Exception {
    try (AllServices services = new AllServices(folder)) {
      exported = services.sampleNames();
    }
    dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
  }

  private static List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    dashboard.path("panels").forEach(panels::add);
    return panels;
  }

  @Test
  void everyMetricThatIsDrawnIsExported() {
    List<String> queries = dashboard.findValuesAsText("expr");
    assertThat(queries).hasSizeGreaterThan(20);

    for (String query : queries) {
      Set<String> metrics = PromQl.metrics(query);
      assertThat(metrics).as(query).isNotEmpty();
      assertThat(exported).as(query).containsAll(metrics);
    }
  }

  @Test
  void everyMetricOfOursIsDrawn() {
    Set<String> drawn =
        dashboard.findValuesAsText("expr").stream()
            .flatMap(query -> PromQl.metrics(query).stream())
            .map(DashboardTest::withoutPart)
            .collect(Collectors.toSet());

    assertThat(drawn).containsAll(ours());
  }

  @Test
  void variablesAskForWhatIsExported() {
    List<String> queries =
        dashboard.path("templating").findValuesAsText("query").stream()
            .filter(query -> query.startsWith("label_values("))
            .map(query -> query.substring("label_values(".length(), query.lastIndexOf(',')))
            .toList();

    assertThat(queries).isNotEmpty();
    queries.forEach(query -> assertThat(exported).containsAll(PromQl.metrics(query)));
  }

  @Test
  void rowsAreEngineDeliveryDocumentsAndProcesses() {
    assertThat(panels().stream().filter(panel -> panel.path("type").asText().equals("row")))
        .extracting(panel -> panel.path("title").asText())
        .containsExactly("Engine", "Delivery", "Documents", "Processes");
  }

  @Test
  void panelsHaveIdsAndPlacesOfTheirOwn() {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : panels()) {
      assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel.path("title")).isTrue();
      JsonNode place = panel.path("gridPos");
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          String cell = (place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y);
          assertThat(cells.add(cell)).as("%s of %s", cell, panel.path("title")).isTrue();
        }
      }
    }
  }

  @Test
  void theTableOfMetricsIsWhatIsExported() throws IOException {
    Set<String> documented =
        Files.readAllLines(TABLE).stream()
            .filter(line -> line.startsWith("| `scriptorium_"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented).isEqualTo(ours());
  }

  private static Set<String> ours() {
    return exported.stream()
        .filter(name -> name.startsWith("scriptorium_"))
        .map(DashboardTest::withoutPart)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String withoutPart(String sample) {
    return HISTOGRAM_PART.matcher(sample).replaceAll("");
  }
}
