package io.scriptorium.producers.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.engine.image.ImageLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageSourcesTest {
  private static final PDRectangle SMALL = new PDRectangle(144, 72);

  @TempDir private Path folder;
  private final PageSources sources = new PageSources(SplitLimits.DEFAULT);

  @Test
  void pdfPagesAreRenderedInGrayAtTheUsualResolution() throws Exception {
    try (PageSource source = open(SampleFiles.pdf(2, SMALL), Colour.GRAY)) {
      assertThat(source.pageCount()).isEqualTo(2);
      PageImage page = source.page(2);
      BufferedImage image = decode(page);

      assertThat(page.mediaType()).isEqualTo("image/png");
      assertThat(page.dpi()).hasValue(200);
      assertThat(image.getWidth()).isEqualTo(400);
      assertThat(image.getHeight()).isEqualTo(200);
      assertThat(image.getRaster().getNumBands()).isEqualTo(1);
      assertThat(darkest(image)).isLessThan(30);
      assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(255);
    }
  }

  @Test
  void pdfPagesKeepTheirColoursWhereAskedFor() throws Exception {
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage(SMALL);
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.setNonStrokingColor(1f, 0f, 0f);
        content.addRect(0, 0, 144, 72);
        content.fill();
      }
      try (PageSource source = open(SampleFiles.bytes(document), Colour.RGB)) {
        assertThat(decode(source.page(1)).getRGB(5, 5)).isEqualTo(0xffff0000);
      }
    }
  }

  @Test
  void oversizedPageIsRenderedWithFewerDots() throws Exception {
    try (PageSource source =
        open(SampleFiles.pdf(1, new PDRectangle(14_400, 7_200)), Colour.GRAY)) {
      PageImage page = source.page(1);

      assertThat(page.dpi().getAsInt()).isBetween(36, 60);
    }
  }

  @Test
  void pageThatIsTooLargeAtAnyResolutionFailsAlone() throws Exception {
    SplitLimits limits = new SplitLimits(1 << 20, 10, 200, 1_000_000, ImageLimits.DEFAULT);
    try (PDDocument document = SampleFiles.document(1, SMALL)) {
      document.addPage(new PDPage(new PDRectangle(14_400, 14_400)));
      try (PageSource source =
          new PageSources(limits).open(write(SampleFiles.bytes(document)), Colour.GRAY)) {
        assertThat(failure(source, 2).reason()).isEqualTo(FailureReason.TOO_MANY_PIXELS);
        assertThat(source.page(1).content()).isNotEmpty();
      }
    }
  }

  @Test
  void stripOfAPageFailsAlone() throws Exception {
    try (PDDocument document = SampleFiles.document(1, SMALL)) {
      document.addPage(new PDPage(new PDRectangle(14_400, 20)));
      try (PageSource source = open(SampleFiles.bytes(document), Colour.GRAY)) {
        assertThat(failure(source, 2).reason()).isEqualTo(FailureReason.BAD_ASPECT_RATIO);
      }
    }
  }

  @Test
  void scanIsNotRenderedFinerThanItIs() throws Exception {
    try (PDDocument document = new PDDocument()) {
      addImagePage(
          document,
          LosslessFactory.createFromImage(
              document, SampleFiles.image(200, 100, BufferedImage.TYPE_BYTE_GRAY)));
      try (PageSource source = open(SampleFiles.bytes(document), Colour.GRAY)) {
        PageImage page = source.page(1);

        assertThat(page.dpi()).hasValue(100);
        assertThat(decode(page).getWidth()).isEqualTo(200);
      }
    }
  }

  @Test
  void scanThatCannotBeDecodedFailsThePageRatherThanLeavingItWhite() throws Exception {
    try (PDDocument document = new PDDocument()) {
      PDImageXObject image =
          LosslessFactory.createFromImage(
              document, SampleFiles.image(200, 100, BufferedImage.TYPE_BYTE_GRAY));
      image.getCOSObject().setItem(COSName.FILTER, COSName.JPX_DECODE);
      addImagePage(document, image);
      try (PageSource source = open(SampleFiles.bytes(document), Colour.GRAY)) {
        SplitException failure = failure(source, 1);

        assertThat(failure.reason())
            .isIn(FailureReason.UNSUPPORTED_FORMAT, FailureReason.CORRUPT_FILE);
        assertThat(failure.getMessage()).contains("image").doesNotContain("\n");
      }
    }
  }

  @Test
  void imageBombOnAPageFailsThatPageBeforeItIsDecoded() throws Exception {
    try (PDDocument document = SampleFiles.document(1, SMALL)) {
      PDImageXObject image =
          LosslessFactory.createFromImage(
              document, SampleFiles.image(20, 20, BufferedImage.TYPE_BYTE_GRAY));
      image.setWidth(60_000);
      image.setHeight(60_000);
      addImagePage(document, image);
      document.addPage(new PDPage(SMALL));
      try (PageSource source = open(SampleFiles.bytes(document), Colour.GRAY)) {
        assertThat(failure(source, 2).reason()).isEqualTo(FailureReason.TOO_MANY_PIXELS);
        assertThat(source.page(1).content()).isNotEmpty();
        assertThat(source.page(3).content()).isNotEmpty();
      }
    }
  }

  @Test
  void truncatedPdfIsCorruptWhereverItIsCut() throws Exception {
    byte[] whole = SampleFiles.pdf(20, SMALL);

    for (int percent = 5; percent < 100; percent += 10) {
      byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
      assertThat(failure(part).reason()).isEqualTo(FailureReason.CORRUPT_FILE);
    }
  }

  @Test
  void paddingAfterTheEndIsNoDamage() throws Exception {
    byte[] whole = SampleFiles.pdf(1, SMALL);

    try (PageSource source = open(Arrays.copyOf(whole, whole.length + 10_000), Colour.GRAY)) {
      assertThat(source.pageCount()).isEqualTo(1);
    }
  }

  @Test
  void encryptedPdfIsNamedAsSuch() throws Exception {
    assertThat(failure(SampleFiles.encryptedPdf()).reason())
        .isEqualTo(FailureReason.ENCRYPTED_FILE);
  }

  @Test
  void emptyAndMissingFilesAreToldApart() throws Exception {
    assertThat(failure(new byte[0]).reason()).isEqualTo(FailureReason.EMPTY_FILE);
    SplitException missing =
        catchThrowableOfType(
            SplitException.class, () -> sources.open(folder.resolve("none"), Colour.GRAY));
    assertThat(missing.reason()).isEqualTo(FailureReason.UNREADABLE_SOURCE);
  }

  @ParameterizedTest
  @CsvSource({
    "'PK\u0003\u0004word/document.xml', PDF",
    "Dear Sir or Madam, PNG",
    "%!PS-Adobe-3.0, PDF"
  })
  void otherFormatsAreUnsupportedWithAWordOnWhatToDo(String content, String hint) throws Exception {
    SplitException failure = failure(content.getBytes(UTF_8));

    assertThat(failure.reason()).isEqualTo(FailureReason.UNSUPPORTED_FORMAT);
    assertThat(failure).hasMessageContaining(hint);
  }

  @Test
  void tooLongFileIsRefused() throws Exception {
    SplitLimits limits = new SplitLimits(100, 10, 200, 1_000_000, ImageLimits.DEFAULT);
    Path file = write(SampleFiles.pdf(1, SMALL));

    SplitException failure =
        catchThrowableOfType(
            SplitException.class, () -> new PageSources(limits).open(file, Colour.GRAY));

    assertThat(failure.reason()).isEqualTo(FailureReason.TOO_MANY_BYTES);
  }

  @ParameterizedTest
  @CsvSource({
    "60000, 60000, TOO_MANY_PIXELS",
    "60000, 1, IMAGE_TOO_SMALL",
    "1, 1, IMAGE_TOO_SMALL",
    "4020, 20, BAD_ASPECT_RATIO"
  })
  void imagesOutsideOfTheLimitsAreRefusedByTheirHeader(int width, int height, FailureReason reason)
      throws Exception {
    assertThat(failure(SampleFiles.pngHeader(width, height)).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "png, 10, image/png", // gray
    "png, 11, image/png", // 16 bits
    "png, 6, image/png", // alpha
    "jpeg, 5, image/jpeg",
    "gif, 13, image/gif",
    "bmp, 5, image/bmp",
    "tiff, 12, image/tiff" // two levels
  })
  void singleImagesPassUntouchedWhateverTheirName(String format, int type, String mediaType)
      throws Exception {
    byte[] file = SampleFiles.file(SampleFiles.image(30, 20, type), format);

    try (PageSource source = open(file, Colour.GRAY)) {
      assertThat(source.pageCount()).isEqualTo(1);
      assertThat(source.page(1).content()).isEqualTo(file);
      assertThat(source.page(1).mediaType()).isEqualTo(mediaType);
      assertThat(source.page(1).dpi()).isEmpty();
    }
  }

  @Test
  void cmykJpegPasses() throws Exception {
    byte[] file = SampleFiles.cmykJpeg(30, 20);

    try (PageSource source = open(file, Colour.GRAY)) {
      assertThat(source.page(1).content()).isEqualTo(file);
    }
  }

  @Test
  void animationIsOnePage() throws Exception {
    BufferedImage frame = SampleFiles.image(30, 20, BufferedImage.TYPE_BYTE_INDEXED);

    try (PageSource source = open(SampleFiles.sequence("gif", frame, frame, frame), Colour.GRAY)) {
      assertThat(source.pageCount()).isEqualTo(1);
    }
  }

  @Test
  void pagesOfATiffBecomeImagesOfTheirOwn() throws Exception {
    byte[] file =
        SampleFiles.sequence(
            "tiff",
            SampleFiles.image(30, 20, BufferedImage.TYPE_BYTE_BINARY),
            SampleFiles.image(50, 40, BufferedImage.TYPE_3BYTE_BGR));

    try (PageSource source = open(file, Colour.GRAY)) {
      assertThat(source.pageCount()).isEqualTo(2);
      BufferedImage first = decode(source.page(1));
      BufferedImage second = decode(source.page(2));
      assertThat(first.getWidth()).isEqualTo(30);
      assertThat(second.getWidth()).isEqualTo(50);
      assertThat(second.getRaster().getSample(25, 22, 0)).isZero();
      assertThat(second.getRaster().getSample(25, 2, 0)).isEqualTo(255);
    }
  }

  private PageSource open(byte[] file, Colour colour) throws SplitException, IOException {
    return sources.open(write(file), colour);
  }

  private Path write(byte[] file) throws IOException {
    return Files.write(folder.resolve("document.name-says-nothing"), file);
  }

  private SplitException failure(byte[] file) throws IOException {
    Path path = write(file);
    return catchThrowableOfType(SplitException.class, () -> sources.open(path, Colour.GRAY));
  }

  private static SplitException failure(PageSource source, int page) {
    return catchThrowableOfType(SplitException.class, () -> source.page(page));
  }

  private static void addImagePage(PDDocument document, PDImageXObject image) throws IOException {
    PDPage page = new PDPage(SMALL);
    document.addPage(page);
    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
      content.drawImage(image, 0, 0, SMALL.getWidth(), SMALL.getHeight());
    }
  }

  private static BufferedImage decode(PageImage page) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(page.content()));
  }

  private static int darkest(BufferedImage image) {
    int[] samples =
        image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    return Arrays.stream(samples).min().orElseThrow();
  }
}
