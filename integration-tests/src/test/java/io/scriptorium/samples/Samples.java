package io.scriptorium.samples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** The sample pages, from their texts. */
final class Samples {
  static final PDRectangle RECEIPT = new PDRectangle(250, 400);
  private static final double LEFT = 72;
  private static final double WIDTH = 451;
  private static final double MIDDLE = 297.5;

  private Samples() {}

  static Typeset book() throws IOException {
    return Typeset.of(
        PDRectangle.A4,
        List.of(
            sheet -> {
              sheet.line(LEFT, 110, 26, "The Room with the Desks");
              double y = sheet.paragraph(LEFT, 160, WIDTH, 12, Texts.ROOM);
              sheet.line(LEFT, y + 24, 17, "Who did what");
              y = sheet.paragraph(LEFT, y + 52, WIDTH, 12, Texts.TEAM);
              sheet.line(LEFT, y + 24, 17, "On the desk");
              y += 52;
              for (String tool : Texts.TOOLS) {
                sheet.line(LEFT + 12, y, 12, "• " + tool);
                y += 18;
              }
              sheet.centred(MIDDLE, 800, 10, "1");
            },
            sheet -> {
              sheet.line(LEFT, 110, 17, "Many hands, one book");
              double y = sheet.paragraph(LEFT, 140, WIDTH, 12, Texts.QUIRES);
              y = sheet.paragraph(LEFT, y + 10, WIDTH, 12, Texts.PACE);
              sheet.line(LEFT, y + 24, 17, "Putting it together");
              y += 52;
              for (int i = 0; i < Texts.STEPS.size(); i++) {
                sheet.line(LEFT + 12, y, 12, (i + 1) + ". " + Texts.STEPS.get(i));
                y += 18;
              }
              sheet.centred(MIDDLE, 800, 10, "2");
            },
            sheet -> {
              sheet.line(LEFT, 110, 17, "What was lost on the way");
              double y = sheet.paragraph(LEFT, 140, WIDTH, 12, Texts.ERRORS);
              sheet.line(LEFT, y + 24, 17, "The end of the desks");
              sheet.paragraph(LEFT, y + 52, WIDTH, 12, Texts.PRESS);
              sheet.centred(MIDDLE, 800, 10, "3");
            }));
  }

  static Typeset letter() throws IOException {
    return Typeset.of(
        PDRectangle.A4,
        List.of(
            sheet -> {
              sheet.line(LEFT, 90, 12, "The Copying House at Mill Lane");
              sheet.line(LEFT, 107, 12, "14 Mill Lane, Northbridge");
              sheet.lineEndingAt(LEFT + WIDTH, 150, 12, "9 September 2024");
              sheet.line(LEFT, 200, 12, "Dear Librarian,");
              double y = sheet.paragraph(LEFT, 230, WIDTH, 12, Texts.LETTER);
              y = sheet.paragraph(LEFT, y + 12, WIDTH, 12, Texts.REQUEST);
              y = sheet.paragraph(LEFT, y + 12, WIDTH, 12, Texts.PROMISE);
              sheet.line(LEFT, y + 24, 12, "With kind regards,");
              sheet.line(LEFT, y + 70, 12, "Odile Marchetti");
              sheet.line(LEFT, y + 87, 12, "Keeper of the models");
            }));
  }

  static Typeset columns() throws IOException {
    return Typeset.of(
        PDRectangle.A4,
        List.of(
            sheet -> {
              sheet.centred(MIDDLE, 90, 24, "Notes from the Copying House");
              sheet.rule(LEFT, LEFT + WIDTH, 106);
              double column = 212;
              double y = sheet.paragraph(LEFT, 140, column, 11, Texts.ROOM);
              y = sheet.paragraph(LEFT, y + 11, column, 11, Texts.TEAM);
              sheet.paragraph(LEFT, y + 11, column, 11, Texts.PACE);
              double right = LEFT + WIDTH - column;
              y = sheet.paragraph(right, 140, column, 11, Texts.QUIRES);
              y = sheet.paragraph(right, y + 11, column, 11, Texts.ERRORS);
              sheet.paragraph(right, y + 11, column, 11, Texts.PRESS);
              sheet.centred(MIDDLE, 790, 10, "Page 7");
            }));
  }

  static Typeset receipt() throws IOException {
    List<List<String>> items =
        List.of(
            List.of("2 Goose quills", "3.80"),
            List.of("1 Iron gall ink 50 ml", "11.25"),
            List.of("4 Parchment offcuts", "18.00"),
            List.of("1 Pumice stone", "2.40"),
            List.of("1 Bone folder", "6.95"));
    return Typeset.of(
        RECEIPT,
        List.of(
            sheet -> {
              sheet.centred(125, 40, 18, "QUILL & CALF");
              sheet.centred(125, 58, 10, "3 Tanner Row, Northbridge");
              sheet.centred(125, 72, 10, "Tel. 0555 014 227");
              sheet.line(25, 105, 11, "Receipt 20418");
              sheet.lineEndingAt(225, 105, 11, "12.03.2025");
              sheet.rule(25, 225, 114);
              double y = 134;
              for (List<String> item : items) {
                sheet.line(25, y, 11, item.get(0));
                sheet.lineEndingAt(225, y, 11, item.get(1));
                y += 18;
              }
              sheet.rule(25, 225, y - 6);
              sheet.line(25, y + 12, 13, "TOTAL");
              sheet.lineEndingAt(225, y + 12, 13, "42.40");
              sheet.line(25, y + 32, 11, "Cash");
              sheet.lineEndingAt(225, y + 32, 11, "50.00");
              sheet.line(25, y + 50, 11, "Change");
              sheet.lineEndingAt(225, y + 50, 11, "7.60");
              sheet.centred(125, y + 90, 10, "Thank you. Keep your ink warm!");
            }));
  }

  static Typeset table() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Title", "Quires", "Leaves", "Skins", "Writer", "Finished"));
    rows.add(List.of("Book of Hours", "14", "112", "38", "Agnes", "May 1412"));
    rows.add(List.of("Herbal", "9", "72", "25", "Tomas", "July 1412"));
    rows.add(List.of("Psalter", "21", "168", "57", "Agnes", "March 1413"));
    rows.add(List.of("Chronicle, part one", "30", "240", "", "Matteo", "June 1413"));
    rows.add(List.of("Chronicle, part two", "28", "224", "75", "Matteo", ""));
    rows.add(List.of("Grammar", "6", "48", "16", "Ilse", "August 1413"));
    rows.add(List.of("Sum", "108", "864", "211", "", ""));
    double[] ends = {LEFT, 245, 305, 360, 385, 452};
    return Typeset.of(
        PDRectangle.A4,
        List.of(
            sheet -> {
              sheet.line(LEFT, 110, 20, "Books finished at Mill Lane");
              sheet.paragraph(
                  LEFT,
                  140,
                  WIDTH,
                  12,
                  "Skins are counted before trimming. A part without a date is still on the desk.");
              double y = 200;
              for (List<String> row : rows) {
                for (int column = 0; column < row.size(); column++) {
                  boolean number = column >= 1 && column <= 3;
                  if (row.get(column).isEmpty()) {
                    continue;
                  }
                  if (number) {
                    sheet.lineEndingAt(ends[column], y, 12, row.get(column));
                  } else {
                    sheet.line(ends[column], y, 12, row.get(column));
                  }
                }
                y += 24;
              }
              sheet.rule(LEFT, LEFT + WIDTH, 208);
              sheet.rule(LEFT, LEFT + WIDTH, y - 40);
              sheet.line(LEFT, y + 20, 10, "Source: the house's own ledger, folio 31.");
            }));
  }
}
