package io.scriptorium.chaos;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** A broker's process: formats its folder if that is new, and serves. */
public final class BrokerProcess {
  private BrokerProcess() {}

  /** Takes the broker's configuration and the cluster's id. */
  public static void main(String[] args) {
    String[] format = {"format", "--ignore-formatted", "-c", args[0], "-t", args[1]};
    int code = StorageTool.execute(format, System.out);
    if (code != 0) {
      System.exit(code);
    }
    Kafka.main(new String[] {args[0]});
  }
}
