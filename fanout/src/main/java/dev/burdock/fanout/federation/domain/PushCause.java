package dev.burdock.fanout.federation.domain;

/** Why a PDU is pushed. */
public enum PushCause {
  /** It was just sent (R21). */
  LIVE,
  /** Its destination has just joined the room (R22). */
  SERVER_JOINED,
  /** Its destination asks again after an absence (R23). */
  CATCH_UP
}
