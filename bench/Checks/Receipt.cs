using System.Globalization;
using System.Text.Json;

namespace LlmMonitor.Bench.Checks;

/// <summary>A scanned receipt of a country that writes the day first.</summary>
internal sealed record Receipt(string Id, string Text, DateOnly Date)
{
    private static readonly string[] Formats =
    [
        "d/M/yyyy",
        "d-M-yyyy",
        "d.M.yyyy",
        "d M yyyy",
        "d/M/yy",
        "d-M-yy",
        "d.M.yy",
        "d MMM yyyy",
        "d MMM yy",
        "d/MMM/yyyy",
        "d-MMM-yyyy",
        "d-MMM-yy",
        "yyyy-M-d",
        "yyyy/M/d",
        "yyyyMMdd",
        "ddMMyyyy",
    ];

    /// <summary>Day and month exchanged; null where that is no other day.</summary>
    public DateOnly? Swapped => Date.Day <= 12 && Date.Day != Date.Month ? new DateOnly(Date.Year, Date.Day, Date.Month) : null;

    /// <summary>Those whose key date can be read; the others are counted aside.</summary>
    public static List<Receipt> ReadAll(string path)
    {
        var all = new List<Receipt>();
        foreach (var line in File.ReadLines(path))
        {
            var receipt = JsonDocument.Parse(line).RootElement;
            var written = receipt.GetProperty("date").GetString()!.Trim('(', ')', ' ');
            if (DateOnly.TryParseExact(written, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                all.Add(new(receipt.GetProperty("id").GetString()!, receipt.GetProperty("text").GetString()!, date));
            else
                Console.WriteLine($"receipt {receipt.GetProperty("id")}: key date {written} is not read by this program");
        }
        return all;
    }
}
