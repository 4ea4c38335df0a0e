package io.scriptorium.app.parity;

import io.scriptorium.engine.parity.ParityCheck;
import io.scriptorium.engine.parity.ParityReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the engine with reference fixtures. */
@Command(
    name = "parity",
    description = {
      "Compare the engine with what reference implementations answer.",
      "Fails when one model differs or is not supported."
    })
public final class ParityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "Folders with a checkpoint, expected.json and expected.safetensors.")
  private List<Path> folders;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    for (Path folder : folders) {
      ParityReport report = ParityCheck.run(folder);
      failed += report.passed() ? 0 : 1;
      out.println(report.line());
      out.flush();
    }
    out.printf("%d passed, %d failed%n", folders.size() - failed, failed);
    out.flush();
    return failed == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
