package io.github.pipefarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerOrderTest {
  @Test
  void theAnswerToARecallComesBeforeTheResultsOfTasksThatCameBehindIt() throws IOException {
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    // The writer thread is not started, so it is as slow as can be.
    Outbox outbox = new Outbox(pipe, new OutgoingNames());
    outbox.threw(1, 0, Payload.EMPTY);
    outbox.recalled(2);
    outbox.threw(5, 0, Payload.EMPTY);
    outbox.flush();
    FrameReader frames = new FrameReader(new ByteArrayInputStream(pipe.toByteArray()));
    assertThat(frames.read()).isInstanceOf(Frame.Threw.class);
    assertThat(frames.read()).isEqualTo(new Frame.Recalled(2));
    assertThat(frames.read()).isInstanceOf(Frame.Threw.class);
    assertThat(frames.read()).isNull();
  }
}
