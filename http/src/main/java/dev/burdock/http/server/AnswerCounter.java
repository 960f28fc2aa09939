package dev.burdock.http.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Tells a connection's guard which answers went out; stands before the encoder. */
final class AnswerCounter extends ChannelOutboundHandlerAdapter {
  private final ConnectionGuard guard;

  AnswerCounter(ConnectionGuard guard) {
    this.guard = guard;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpResponse head
        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      super.write(ctx, message, promise);
      return;
    }
    if (message instanceof HttpResponse) {
      guard.answering();
    }
    super.write(ctx, message, promise);
    if (message instanceof LastHttpContent) {
      guard.answered(ctx);
    }
  }
}
