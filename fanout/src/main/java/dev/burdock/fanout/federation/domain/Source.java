package dev.burdock.fanout.federation.domain;

/** Where a waiting PDU was read from, so that it can be forgotten there. */
public interface Source {
  /** One destination needs the PDU no more. Called once per destination. */
  void finished();
}
