package io.splitplot.etl.load;

import io.splitplot.etl.ContentId;
import io.splitplot.etl.EventRule;
import io.splitplot.etl.load.Cells.BadCellException;
import io.splitplot.etl.load.ImportMapping.Events;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** The event of a row, by the rules that the primary has for events. */
final class EventPart implements RowPart {
  private final Experiment experiment;
  private final Header.Column name;
  private final TimeSource time;
  private final Header.Optionally id;
  private final Header.Optionally value;
  private final Header.Optionally order;
  private final Header.Optionally amount;
  private final Header.Optionally currency;
  private final ContentId contentId = new ContentId();

  EventPart(Events events, Header header, Experiment experiment) {
    this.experiment = experiment;
    name = header.required(events.name());
    time = TimeSource.of(events.occurredAt(), header, experiment.latest());
    if (time instanceof TimeSource.Unsaid) {
      var _ = header.required(Header.OCCURRED_AT);
    }
    id = header.optional(events.id(), "id");
    value = header.optional(events.value(), "value");
    order = header.optional(events.order(), "order");
    amount = header.optional(events.amountMinor(), "amount_minor");
    currency = header.optional(events.currency(), "currency");
  }

  @Override
  public void read(CSVRecord cells, String unitId, List<StagedRecord> records)
      throws BadCellException {
    var event =
        new Event(
            unitId,
            Cells.text(name.name(), name.of(cells), EventRule.NAME_BYTES_MAX),
            time.of(cells).orElseThrow(),
            value.read(cells, Cells::number).orElse(null),
            order
                .read(cells, (column, cell) -> Cells.text(column, cell, EventRule.KEY_BYTES_MAX))
                .orElse(null),
            amount.read(cells, Cells::amount).orElse(null),
            currency.read(cells, Cells::currency).orElse(null));
    requireWhatItsNameNeeds(event);
    var given = id.read(cells, Cells::id);
    records.add(
        StagedRecord.event(
            given.isPresent() ? given.get() : idOf(event),
            unitId,
            event.occurredAt(),
            event.name(),
            event.value(),
            event.order(),
            event.amountMinor(),
            event.currency()));
  }

  private record Event(
      String unitId,
      String name,
      Instant occurredAt,
      @Nullable BigDecimal value,
      @Nullable String order,
      @Nullable Long amountMinor,
      @Nullable String currency) {}

  private void requireWhatItsNameNeeds(Event event) throws BadCellException {
    if (EventRule.hasOrder(event.name()) && event.order() == null) {
      throw new BadCellException(
          order.name(), "is missing, the event " + event.name() + " has one");
    }
    if (EventRule.hasAmount(event.name()) && event.amountMinor() == null) {
      throw new BadCellException(
          amount.name(), "is missing, the event " + event.name() + " has one");
    }
    if (event.amountMinor() != null && event.currency() == null) {
      throw new BadCellException(currency.name(), "is missing, an amount has one");
    }
    if (event.amountMinor() == null && event.currency() != null) {
      throw new BadCellException(amount.name(), "is missing, a currency belongs to one");
    }
  }

  private UUID idOf(Event event) {
    return contentId.of(
        "event",
        experiment.key(),
        event.unitId(),
        event.name(),
        event.occurredAt().toString(),
        event.value() == null ? "" : event.value().stripTrailingZeros().toPlainString(),
        event.order() == null ? "" : event.order(),
        event.amountMinor() == null ? "" : event.amountMinor().toString(),
        event.currency() == null ? "" : event.currency());
  }
}
