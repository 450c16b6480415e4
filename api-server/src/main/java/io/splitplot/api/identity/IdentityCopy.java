package io.splitplot.api.identity;

import io.splitplot.api.state.Kept;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Who may be linked, on disk. Without it a server that starts while the primary is away would have
 * to ask for everybody.
 */
public final class IdentityCopy implements Kept {
  private static final int FORMAT = 1;

  private final Identities identities;
  private long savedSize = -1;

  public IdentityCopy(Identities identities) {
    this.identities = identities;
  }

  @Override
  public String name() {
    return "identities";
  }

  @Override
  public int format() {
    return FORMAT;
  }

  @Override
  public Optional<byte[]> unsaved() {
    var linked = identities.linked();
    if (linked.isEmpty() || linked.get().size() == savedSize) {
      return Optional.empty();
    }
    savedSize = linked.get().size();
    return Optional.of(linked.get().bytes());
  }

  @Override
  public void restore(byte[] contents) {
    var linked = LinkedUnits.of(ByteBuffer.wrap(contents));
    savedSize = linked.size();
    identities.startReading(linked);
    identities.endReading();
  }
}
