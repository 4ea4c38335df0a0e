package io.scriptorium.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputNamesTest {
  private final OutputNames names = new OutputNames();

  @Test
  void dropsFoldersAndExtension() {
    assertThat(names.claim("in/deep/report.final.pdf")).isEqualTo("report.final");
    assertThat(names.claim("C:\\scans\\page.png")).isEqualTo("page");
    assertThat(names.claim("README")).isEqualTo("README");
    assertThat(names.claim(".hidden")).isEqualTo(".hidden");
  }

  @Test
  void namesThatClashGetASuffix() {
    assertThat(names.claim("a/report.pdf")).isEqualTo("report");
    assertThat(names.claim("a/report.png")).isEqualTo("report-2");
    assertThat(names.claim("b/Report.pdf")).isEqualTo("Report-3");
  }

  @Test
  void aSuffixIsNotGivenToTwo() {
    assertThat(names.claim("report-2.pdf")).isEqualTo("report-2");
    assertThat(names.claim("report.pdf")).isEqualTo("report");
    assertThat(names.claim("report.png")).isEqualTo("report-3");
    assertThat(names.claim("report-3.png")).isEqualTo("report-3-2");
  }

  @Test
  void neverLeavesTheFolder() {
    assertThat(names.claim("..")).isEqualTo("document");
    assertThat(names.claim("folder/")).isEqualTo("document-2");
    assertThat(names.claim("../../etc/passwd")).isEqualTo("passwd");
  }
}
