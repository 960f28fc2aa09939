package dev.burdock.fanout.federation.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.retry.OwnedMemos.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OwnedMemosTest {
  private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
  private boolean confirmed;
  private final OwnedMemos memos =
      new OwnedMemos(0, this::producer, () -> () -> confirmed, OwnedMemosTest::record);

  @Test
  @DisplayName("R25 what a fenced producer could not write is written by a new one, once confirmed")
  void isTakenAgain() {
    memos.take();
    producers.get(0).fenceProducer();
    CompletableFuture<Void> done = add("a.example");
    memos.write();
    memos.write();
    assertThat(producers).as("before the group has confirmed the partition").hasSize(1);
    assertThat(memos.waits()).isTrue();

    confirmed = true;
    memos.write();

    assertThat(done).isCompleted();
    assertThat(memos.waits()).isFalse();
    assertThat(producers.get(1).history()).hasSize(1);
  }

  @Test
  @DisplayName("R25 a partition that was lost is not taken again, and nothing of it is ever done")
  void isNotTakenAfterLoss() {
    memos.take();
    CompletableFuture<Void> done = add("a.example");
    confirmed = true;

    memos.close();
    memos.write();
    memos.write();

    assertThat(done).isNotDone();
    assertThat(producers).allMatch(MockProducer::closed);
    assertThat(producers).allMatch(producer -> producer.history().isEmpty());
  }

  private CompletableFuture<Void> add(String destination) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    memos.add(new Entry(destination, Memo.NOTHING, done));
    return done;
  }

  private Producer<byte[], byte[]> producer() {
    var fresh =
        new MockProducer<byte[], byte[]>(
            true, null, new ByteArraySerializer(), new ByteArraySerializer());
    producers.add(fresh);
    return fresh;
  }

  private static ProducerRecord<byte[], byte[]> record(Entry entry) {
    byte[] key = entry.destination().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>("destinations", key, key);
  }
}
