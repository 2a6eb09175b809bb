using System.Text.Json;

namespace LlmMonitor.Core.Checks.Json;

/// <summary>The whole output, or the JSON <c>field</c> of it, is one of <c>values</c>; a list in the field, each item. Case counts with <c>match_case</c>.</summary>
public sealed class EnumInCheck : IOutputCheck
{
    public string Type => "enum_in";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var values = parameters.Texts("values", 1000);
        if (values is null && parameters.Faults.All(fault => fault.Field != "values"))
            parameters.Fault("values", "is required");
        var field = parameters.Text("field", 200);
        var matchCase = parameters.Flag("match_case");
        var allowFence = parameters.Flag("allow_fence", otherwise: true);
        var allowed = (values ?? []).ToHashSet(matchCase ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        return subject => field is null ? Whole(subject.Response, allowed) : OfField(subject.Response, field, allowFence, allowed);
    }

    private static CheckFinding Whole(string output, HashSet<string> allowed)
    {
        var said = output.Trim().Trim('"', '\'', '`').Trim().TrimEnd('.');
        return allowed.Contains(said) || allowed.Contains(output.Trim()) ? CheckFinding.Passed : Failed("output", said, allowed);
    }

    private static CheckFinding OfField(string output, string field, bool allowFence, HashSet<string> allowed)
    {
        var (json, fault) = JsonOutput.Read(output, allowFence);
        if (json is null)
            return CheckFinding.Failed(fault!);
        if (JsonOutput.At(json.Value, field) is not { } value)
            return CheckFinding.Failed($"output has no field {field}");
        IEnumerable<JsonElement> items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        foreach (var item in items)
            if (!allowed.Contains(item.ToString()))
                return Failed(field, item.ToString(), allowed);
        return CheckFinding.Passed;
    }

    private static CheckFinding Failed(string what, string said, HashSet<string> allowed) =>
        CheckFinding.Failed(
            $"{what} is \"{(said.Length <= 80 ? said : said[..79] + "…")}\", not one of {string.Join(", ", allowed.Take(10))}{(allowed.Count > 10 ? ", …" : "")}"
        );
}
