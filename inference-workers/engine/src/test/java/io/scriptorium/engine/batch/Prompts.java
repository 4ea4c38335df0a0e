package io.scriptorium.engine.batch;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.sample.Filter;
import io.scriptorium.engine.sample.Sampling;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Requests of random content. */
final class Prompts {
  private Prompts() {}

  /** For the bundled reader: lines of noise, some of them twice, and text that repeats itself. */
  static List<Request> ofLines() {
    Random random = new Random(11);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int tokens = 1 + random.nextInt(12);
      requests.add(line(noise(random, tokens * 4 * 196), tokens, 4 + random.nextInt(20)));
    }
    requests.add(requests.get(0));
    requests.add(requests.get(3));
    requests.add(text("abc abc abc ab", 20));
    requests.add(text("abc abc abc ab", 7));
    Sampling seeded = Sampling.ofTemperature(1.5).withSeed(42);
    requests.add(requests.get(1).withSampling(seeded));
    requests.add(
        text("abc abc abc ab", 20).withSampling(seeded.withFilter(new Filter(20, 0.95, 0.01))));
    requests.add(requests.get(2).withSearch(new Search.Beams(3, 1, false)));
    requests.add(requests.get(4).withSampling(seeded).withSearch(new Search.Samples(3)));
    return requests;
  }

  /** For text models: random tokens with beginnings in common. */
  static List<Request> ofTokens(int vocabulary) {
    Random random = new Random(13);
    int[] common = random.ints(20, 1, vocabulary).toArray();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int[] own = random.ints(1 + random.nextInt(30), 1, vocabulary).toArray();
      int shared = random.nextInt(common.length + 1);
      int[] prompt = Arrays.copyOf(common, shared + own.length);
      System.arraycopy(own, 0, prompt, shared, own.length);
      requests.add(new Request(prompt, List.of(), 2 + random.nextInt(20), Set.of()));
    }
    requests.add(requests.get(0).withSearch(new Search.Beams(4, 1, false)));
    requests.add(requests.get(1).withSearch(new Search.Beams(2, 1, true)));
    Sampling seeded = Sampling.ofTemperature(1).withSeed(7);
    requests.add(requests.get(2).withSampling(seeded).withSearch(new Search.Samples(4)));
    return requests;
  }

  private static Request text(String text, int maxNewTokens) {
    return new Request(text.chars().toArray(), List.of(), maxNewTokens, Set.of());
  }

  private static Request line(float[] patches, int tokens, int maxNewTokens) {
    int[] prompt = new int[tokens + 3];
    Arrays.fill(prompt, 258);
    prompt[0] = 256;
    prompt[tokens + 1] = 257;
    prompt[tokens + 2] = 259;
    PixelValues image = new PixelValues(FloatBuffer.wrap(patches), 1, 2, 2 * tokens);
    return new Request(prompt, List.of(image), maxNewTokens, Set.of(260));
  }

  private static float[] noise(Random random, int length) {
    float[] noise = new float[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
