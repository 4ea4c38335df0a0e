package io.scriptorium.chaos;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.chaos.ChaosWorker.Model;
import io.scriptorium.chaos.Input.Document;
import io.scriptorium.chaos.Input.Image;
import io.scriptorium.engine.task.AnswerRules;
import io.scriptorium.engine.task.OcrLayout;
import io.scriptorium.engine.task.TaskKind;
import io.scriptorium.engine.task.TaskOutcome;
import io.scriptorium.engine.task.TaskRequest;
import io.scriptorium.engine.task.TaskRunner;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Inputs for the bundled model: strips cut out of scans, no two alike, as PNG images and as TIFF
 * documents. Their text is what the model answers here, undisturbed.
 */
final class Cuttings implements Inputs.Source {
  private static final long LOOK_NANOS = 2_000_000;

  private final List<BufferedImage> scans;
  private final TaskRunner model;

  private Cuttings(List<BufferedImage> scans, TaskRunner model) {
    this.scans = scans;
    this.model = model;
  }

  /**
   * Of the PNG and JPEG files of a folder.
   *
   * @throws ActionableException if it is none or has none
   */
  static Cuttings of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ActionableException("No folder with scans: " + folder.toAbsolutePath());
    }
    List<BufferedImage> scans = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Cuttings::isScan).sorted().toList()) {
        scans.add(gray(ImageIO.read(file.toFile())));
      }
    }
    if (scans.isEmpty()) {
      throw new ActionableException("No PNG or JPEG files in " + folder.toAbsolutePath());
    }
    return new Cuttings(scans, Model.BUNDLED.open());
  }

  private static boolean isScan(Path file) {
    return file.toString().endsWith(".png") || file.toString().endsWith(".jpg");
  }

  private static BufferedImage gray(BufferedImage scan) {
    BufferedImage gray =
        new BufferedImage(scan.getWidth(), scan.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = gray.createGraphics();
    pen.drawImage(scan, 0, 0, null);
    pen.dispose();
    return gray;
  }

  @Override
  public CompletableFuture<Image> image(String jobId, Random random) {
    byte[] png = png(strip(random));
    return read(png).thenApply(text -> new Image(jobId, png, Optional.of(text)));
  }

  @Override
  public CompletableFuture<Document> document(int number, int pages, Random random) {
    List<BufferedImage> strips = IntStream.range(0, pages).mapToObj(page -> strip(random)).toList();
    byte[] tiff = tiff(strips);
    List<CompletableFuture<String>> texts = strips.stream().map(strip -> read(png(strip))).toList();
    return CompletableFuture.allOf(texts.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                new Document(
                    "document-" + number,
                    tiff,
                    texts.stream().map(CompletableFuture::join).toList()));
  }

  /** The whole width of a scan, and a fifth to two fifths of its height. */
  private BufferedImage strip(Random random) {
    BufferedImage scan = scans.get(random.nextInt(scans.size()));
    int height = scan.getHeight() / 5 + random.nextInt(scan.getHeight() / 5);
    int top = random.nextInt(scan.getHeight() - height);
    BufferedImage strip = new BufferedImage(scan.getWidth(), height, BufferedImage.TYPE_BYTE_GRAY);
    strip.setData(scan.getRaster().createChild(0, top, scan.getWidth(), height, 0, 0, null));
    return strip;
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static byte[] tiff(List<BufferedImage> pages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      ImageWriteParam compressed = writer.getDefaultWriteParam();
      compressed.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      compressed.setCompressionType("Deflate");
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage page : pages) {
        writer.writeToSequence(new IIOImage(page, null, null), compressed);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  private CompletableFuture<String> read(byte[] png) {
    while (!model.hasRoom()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return model
        .submit(
            new TaskRequest(png, TaskKind.OCR, OcrLayout.AUTO, Optional.empty(), AnswerRules.USUAL))
        .thenApply(
            outcome -> {
              if (outcome instanceof TaskOutcome.Done done) {
                return done.text().text();
              }
              throw new IllegalStateException("The model does not read: " + outcome);
            });
  }

  @Override
  public void close() {
    model.close();
  }
}
