package dev.burdock.http.server;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.domain.Allowance;
import dev.burdock.http.domain.Refusal;
import dev.burdock.http.domain.RequestFraming;
import dev.burdock.http.domain.RequestFraming.Phase;
import dev.burdock.schemas.run.Fatal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The first that sees the bytes of a connection: lets only requests with an exact framing through
 * to the decoder, and ends a connection whose client is silent or slow when it is the client's
 * turn. Lives on the event loop of its channel.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
  private static final long MAX_TICK_MS = 2_000;

  /** How long what still comes is thrown away after a refusal, so that the refusal is read. */
  private static final long LINGER_MS = 1_000;

  private final RequestFraming framing;
  private final Consumer<String> ended;
  private final long headNanos;
  private final long idleNanos;
  private final long tickNanos;
  private final Allowance body;
  private final Allowance reading;
  private Phase phase = Phase.HEAD;
  private long begun;
  private long answered;
  private boolean answering;
  private long turnSince;
  private long written;
  private long taken;
  private boolean refused;
  private long lastTick;
  private Future<?> tick;

  /**
   * The guard of a new connection.
   *
   * @param ended told why, when a connection is ended
   */
  ConnectionGuard(ListenerConfig config, RequestFraming framing, Consumer<String> ended) {
    this.framing = framing;
    this.ended = ended;
    this.headNanos = TimeUnit.MILLISECONDS.toNanos(config.headMs());
    this.idleNanos = TimeUnit.MILLISECONDS.toNanos(config.idleMs());
    long shortest = Math.min(config.headMs(), Math.min(config.idleMs(), config.stallMs()));
    this.tickNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(MAX_TICK_MS, shortest / 4));
    this.body = new Allowance(config.stallMs(), ListenerConfig.MIN_BYTES_PER_SECOND);
    this.reading = new Allowance(config.stallMs(), ListenerConfig.MIN_BYTES_PER_SECOND);
  }

  /** The answer to a request has begun. */
  void answering() {
    answering = true;
  }

  /** A request has its whole answer. */
  void answered(ChannelHandlerContext ctx) {
    answering = false;
    answered++;
    turnSince = now(ctx);
    watch(ctx);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    turnSince = now(ctx);
    watch(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (tick != null) {
      tick.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    Optional<Refusal> refusal = framing.read(bytes.nioBuffer());
    if (refusal.isPresent()) {
      bytes.release();
      refuse(ctx, refusal.get());
      return;
    }
    moved(ctx, bytes.readableBytes());
    watch(ctx);
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    if (refused) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new IllegalStateException("the connection is being ended"));
      return;
    }
    written += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    super.write(ctx, message, promise);
    watch(ctx);
  }

  /** Reading may be what finds that there is no memory outside of the heap. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    Fatal.tell(cause);
    super.exceptionCaught(ctx, cause);
  }

  private void moved(ChannelHandlerContext ctx, int bytes) {
    if (framing.phase() != phase || framing.begun() != begun) {
      turnSince = now(ctx);
      body.renew();
    } else if (phase == Phase.BODY) {
      body.earn(bytes);
    }
    phase = framing.phase();
    begun = framing.begun();
  }

  private void watch(ChannelHandlerContext ctx) {
    if (tick == null && !refused && (isClientsTurn() || unsent(ctx) > 0)) {
      lastTick = now(ctx);
      tick = ctx.executor().schedule(() -> tick(ctx), tickNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Not so while it waits for an answer and sends nothing. */
  private boolean isClientsTurn() {
    return phase != Phase.BETWEEN || begun == answered;
  }

  private void tick(ChannelHandlerContext ctx) {
    tick = null;
    if (refused) {
      return;
    }
    long now = now(ctx);
    passed(ctx, now - lastTick);
    String late = late(now);
    if (late == null) {
      watch(ctx);
    } else {
      refused = true;
      ended.accept(late);
      end(ctx);
    }
  }

  private void passed(ChannelHandlerContext ctx, long nanos) {
    long unsent = unsent(ctx);
    long before = taken;
    taken = Math.max(taken, written - unsent);
    if (unsent == 0) {
      reading.renew();
    } else {
      reading.earn(taken - before);
      reading.pass(nanos);
    }
    if (phase == Phase.BODY && ctx.channel().config().isAutoRead()) {
      body.pass(nanos);
    }
  }

  /** What the client is late with; null when it is not. */
  private String late(long now) {
    if (reading.isOver()) {
      return "answer-not-read";
    }
    return switch (phase) {
      case HEAD -> now - turnSince >= headNanos ? "head-late" : null;
      case BODY -> body.isOver() ? "body-late" : null;
      case BETWEEN -> isClientsTurn() && now - turnSince >= idleNanos ? "idle" : null;
    };
  }

  /** Bytes of answers that the client has not taken yet. */
  private static long unsent(ChannelHandlerContext ctx) {
    ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes() - pending.currentProgress();
  }

  /** Answers, if the refused request is the next to be answered, and ends the connection. */
  private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
    long own = framing.phase() == Phase.BODY ? 1 : 0;
    boolean next = !answering && framing.begun() - answered == own;
    refused = true;
    handlerRemoved(ctx);
    ended.accept("malformed");
    if (next) {
      var unused = ctx.writeAndFlush(RawAnswer.of(refusal));
      tick = ctx.executor().schedule(() -> end(ctx), LINGER_MS, TimeUnit.MILLISECONDS);
    } else {
      end(ctx);
    }
  }

  private static void end(ChannelHandlerContext ctx) {
    var unused = ctx.close();
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }
}
