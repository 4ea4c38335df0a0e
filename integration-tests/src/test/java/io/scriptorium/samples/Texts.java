package io.scriptorium.samples;

import java.util.List;

/** What the samples say, written for them. */
final class Texts {
  static final String ROOM =
      "A scriptorium was a room, or only a row of desks along a cloister, where books were copied by"
          + " hand. Nobody there read for pleasure while the light lasted. Daylight was the budget:"
          + " a candle near dry parchment was a danger that few houses would accept, so the working"
          + " day grew and shrank with the seasons.";
  static final String TEAM =
      "Copying was shared work. One person prepared the skins, another ruled the lines, a third"
          + " wrote the text and left gaps for the capitals, and a painter filled those gaps weeks"
          + " later. A corrector compared the copy with its model and scraped away mistakes with a"
          + " knife before anyone else could inherit them.";
  static final String QUIRES =
      "A long book was not copied from front to back. Its model was taken apart into quires of eight"
          + " leaves, and each quire went to a different desk. The quires came back when they were"
          + " done, in any order, and a catchword at the foot of the last page said which one had"
          + " to follow. Binding was the moment when order was restored.";
  static final String PACE =
      "How fast was it? A steady hand managed three or four leaves on a good day in June and half of"
          + " that in December. A Bible of 450 leaves could keep five writers busy for most of a"
          + " year, at a price of 170 calf skins and more ink than anybody cared to measure.";
  static final String ERRORS =
      "Every copy lost a little. The eye jumped from one word to the same word two lines below and"
          + " left out what stood between. Tired hands doubled syllables. Whoever copied the copy"
          + " kept those slips and added new ones, which is why editors today can draw family trees"
          + " of manuscripts from their shared mistakes.";
  static final String PRESS =
      "Then type changed the arithmetic. Setting a page took longer than writing it, but the second"
          + " sheet cost almost nothing, and the thousandth was as good as the first. The rooms"
          + " with the desks did not close at once: for two generations painters still coloured"
          + " the capitals of printed books by hand.";
  static final List<String> TOOLS =
      List.of(
          "a goose quill, cut afresh several times a day",
          "iron gall ink in a horn that fits into the desk",
          "a knife, held in the left hand to keep the skin flat",
          "pumice for smoothing, chalk for drying",
          "a ruler and an awl for pricking the margins");
  static final List<String> STEPS =
      List.of(
          "Count the quires and check the catchwords.",
          "Sew them to cords of hemp, five for a large book.",
          "Press boards of oak against both sides and cover them with leather.");
  static final String LETTER =
      "Thank you for the parcel that reached us on Tuesday. All twelve quires are complete, although"
          + " the seventh got wet on the way and its outer leaf has stuck to the wrapper. Our"
          + " binder believes that it can be saved if it is dried slowly between felts.";
  static final String REQUEST =
      "May we keep the model until the end of October? Two of our writers are ill, and the painter"
          + " will not begin before the corrector has gone through quires 3 to 9. We would return"
          + " it by the same carrier and pay for the crate, which came to 4.60 last time.";
  static final String PROMISE =
      "As agreed, you receive one leaf in four of the finished copy for inspection. Should you find"
          + " more than two slips on a page, we shall write that page again at our own cost.";

  private Texts() {}
}
