using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Reports;

/// <summary>What became of a report's e-mail, in columns <c>state</c>, <c>since</c> and <c>note</c> beside the report.</summary>
internal static class DeliveryRow
{
    private const int LongestNote = 4000;

    public static DailyDelivery Of(Row row) =>
        new(Enum.Parse<DeliveryState>(row.Text("state")!), row.Time("since")!.Value, row.Text("note"));

    public static DailyDelivery? Find(Row row) => row.Text("state") is null ? null : Of(row);

    public static Row With(Row row, DailyDelivery delivery)
    {
        var values = row.Values.Where(value => value.Key != "note").ToDictionary(StringComparer.Ordinal);
        values["state"] = delivery.State.ToString();
        values["since"] = delivery.Since;
        if (delivery.Note is { } note)
            values["note"] = note.Length > LongestNote ? note[..LongestNote] : note;
        return row with { Values = values };
    }
}
