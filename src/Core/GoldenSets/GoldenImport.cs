using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>Examples from files: a JSON object a line, or CSV (RFC 4180) whose header names <c>id, question, contexts, expected</c>.</summary>
internal static class GoldenImport
{
    private static readonly string[] Columns = ["id", "question", "contexts", "expected"];

    public static IReadOnlyList<GoldenExample> Lines(string text, List<CallFault> faults)
    {
        var items = new List<JsonElement>();
        foreach (var (index, line) in text.Split('\n').Index())
            if (line.Trim() is { Length: > 0 } json)
                try
                {
                    items.Add(JsonElement.Parse(json));
                }
                catch (JsonException)
                {
                    faults.Add(new($"line {index + 1}", "is no JSON"));
                }
        return faults.Count > 0 ? [] : GoldenText.Examples(items, faults);
    }

    /// <summary>A cell of contexts or of expected that begins with [ or { is read as JSON; else it is one text.</summary>
    public static IReadOnlyList<GoldenExample> Csv(string text, List<CallFault> faults)
    {
        var rows = Rows(text.TrimStart('\uFEFF'), faults);
        if (faults.Count > 0 || rows.Count == 0)
            return [];
        var header = rows[0].ConvertAll(name => name.Trim().ToLowerInvariant());
        if (!header.Contains("question"))
            faults.Add(new("line 1", $"must name the columns, question among them: {string.Join(", ", Columns)}"));
        var items = new List<JsonElement>();
        foreach (var (index, row) in rows.Skip(1).Index())
        {
            if (row.Count != header.Count)
                faults.Add(new($"record {index + 2}", $"has {row.Count} cells, the header {header.Count}"));
            else
                items.Add(ItemOf(header, row, index, faults));
        }
        return faults.Count > 0 ? [] : GoldenText.Examples(items, faults);
    }

    private static JsonElement ItemOf(List<string> header, List<string> row, int index, List<CallFault> faults)
    {
        var item = new JsonObject();
        foreach (var (name, cell) in header.Zip(row).Where(pair => Columns.Contains(pair.First) && pair.Second.Length > 0))
            try
            {
                var isJson = name is "contexts" or "expected" && cell.TrimStart() is ['[' or '{', ..];
                item[name] =
                    isJson ? JsonNode.Parse(cell)
                    : name == "contexts" ? new JsonArray(cell)
                    : cell;
            }
            catch (JsonException)
            {
                faults.Add(new($"record {index + 2}", $"holds in {name} what begins like JSON and is none"));
            }
        return JsonSerializer.SerializeToElement(item);
    }

    private static List<List<string>> Rows(string text, List<CallFault> faults)
    {
        var (rows, row, cell) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (isQuoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"')
                cell.Append(text[++at]);
            else if (letter == '"' && (isQuoted || cell.Length == 0))
                isQuoted = !isQuoted;
            else if (isQuoted || letter is not (',' or '\n' or '\r'))
                cell.Append(letter);
            else if (letter == ',')
                EndCell();
            else if (letter == '\n')
                EndRow();
        }
        if (isQuoted)
            faults.Add(new($"record {rows.Count + 1}", "opens a quote that nothing closes"));
        EndRow();
        return rows;

        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (row.Count > 1 || row[0].Length > 0)
                rows.Add(row);
            row = [];
        }
    }
}
