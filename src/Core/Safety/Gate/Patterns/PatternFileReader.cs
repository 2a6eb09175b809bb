using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Reads a pattern file and names every fault of it at once. A field that is not known is one: a misspelt one would change what is found.</summary>
public static class PatternFileReader
{
    public const int MostPatterns = 500;
    public const int MostLiterals = 5000;
    private const int MostExamples = 50;
    private const int TextCharacters = 2000;

    private static readonly EnumWords<Hazard> Categories = new();
    private static readonly EnumWords<PatternSeverity> Severities = new();
    private static readonly EnumWords<PatternAction> Actions = new();
    private static readonly EnumWords<TextPlaces> Places = new();

    private static readonly HashSet<string> FileFields = ["updated", "sets", "patterns", "actions"];

    private static readonly HashSet<string> PatternFields =
    [
        .. "id version category severity action languages in all within ordered unless excuses recognise match pass".Split(' '),
    ];

    /// <returns>The file, to be used only where there are no faults.</returns>
    public static (PatternFile File, IReadOnlyList<PatternFault> Faults) Read(string name, JsonElement json)
    {
        var faults = new List<CallFault>();
        var sets = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var patterns = new List<SafetyPattern>();
        var actions = new Dictionary<string, PatternAction?>(StringComparer.Ordinal);
        var updated = default(DateOnly);
        if (json.ValueKind != JsonValueKind.Object)
            faults.Add(new CallFault("", "must be an object with updated, sets and patterns"));
        else
        {
            var fields = new FieldReader(json, "", faults);
            NameUnknown(json, FileFields, fields);
            if (
                !DateOnly.TryParseExact(
                    fields.Text("updated"),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out updated
                )
            )
                fields.Fault("updated", "must be the day of the last change, such as 2026-11-23");
            foreach (var set in Members(fields, "sets"))
                sets[set.Name] = Texts(new FieldReader(fields.Get("sets", JsonValueKind.Object)!.Value, "sets.", faults), set.Name);
            var index = 0;
            foreach (var item in Items(fields, "patterns"))
                if (Pattern(item, $"patterns[{index++}].", faults) is { } pattern)
                    patterns.Add(pattern);
            foreach (var action in Members(fields, "actions"))
                actions[action.Name] =
                    action.Value.ValueKind == JsonValueKind.Null
                        ? null
                        : new FieldReader(fields.Get("actions", JsonValueKind.Object)!.Value, "actions.", faults).OneOf(
                            action.Name,
                            Actions
                        );
            if (patterns.Count > MostPatterns)
                fields.Fault("patterns", $"must be at most {MostPatterns}, not {patterns.Count}");
            var literals = sets.Values.Sum(set => set.Count) + patterns.Sum(pattern => pattern.All.Sum(group => group.Count));
            if (literals > MostLiterals)
                fields.Fault("patterns", $"must name at most {MostLiterals} literals with those of sets, not {literals}");
        }
        return (
            new PatternFile(name, updated, sets, patterns)
            {
                Actions = actions,
                Hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(json.GetRawText())),
            },
            [.. faults.Select(fault => new PatternFault(fault.Field, fault.Message))]
        );
    }

    private static SafetyPattern? Pattern(JsonElement json, string path, List<CallFault> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new CallFault(path.TrimEnd('.'), "must be an object"));
            return null;
        }
        var fields = new FieldReader(json, path, faults);
        NameUnknown(json, PatternFields, fields);
        var id = fields.Text("id") ?? "";
        if (
            id.Length is 0 or > 80
            || !id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-')
        )
            fields.Fault("id", "must be 1 to 80 lower-case letters, digits, dots and hyphens");
        var all = new List<List<string>?>();
        foreach (var group in Items(fields, "all"))
            all.Add(group.ValueKind == JsonValueKind.Array ? Texts(fields, group, $"all[{all.Count}]") : null);
        if (all.Contains(null))
            fields.Fault("all", "must be a list of groups, each a list of literals");
        var recognise = Texts(fields, "recognise");
        if (all.Count == 0 == (recognise.Count == 0))
            fields.Fault("all", "must have 1 group or more, unless recognise names marks; one of the two");
        if (all.Count > SafetyPattern.MostGroups)
            fields.Fault("all", $"must have at most {SafetyPattern.MostGroups} groups");
        var within = fields.Count("within", SafetyPattern.MostWithin);
        if (within == 0)
            fields.Fault("within", "must be 1 or more");
        return new SafetyPattern(
            id,
            (int)(fields.Count("version", 100_000) ?? 1),
            fields.OneOf("category", Categories, isRequired: true) ?? default,
            fields.OneOf("severity", Severities, isRequired: true) ?? default,
            fields.OneOf("action", Actions, isRequired: true) ?? default
        )
        {
            Languages = Texts(fields, "languages"),
            In = PlacesOf(fields),
            All = [.. all.OfType<IReadOnlyList<string>>()],
            Within = (int)(within ?? 6),
            Ordered = fields.Get("ordered", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? false,
            Unless = Texts(fields, "unless"),
            Excuses = fields.Get("excuses", JsonValueKind.Array) is null ? null : Texts(fields, "excuses"),
            Recognise = recognise,
            Match = Examples(fields, "match"),
            Pass = Examples(fields, "pass"),
        };
    }

    private static TextPlaces PlacesOf(FieldReader fields)
    {
        var places = TextPlaces.None;
        foreach (var word in Texts(fields, "in"))
            if (Places.TryGetValue(word, out var place))
                places |= place;
            else
                fields.Fault("in", $"must be a list of {string.Join(", ", Places.Words.Where(word => word != "none"))}");
        return places == TextPlaces.None ? TextPlaces.All : places;
    }

    private static List<string> Examples(FieldReader fields, string field)
    {
        var examples = Texts(fields, field);
        if (examples.Count > MostExamples)
            fields.Fault(field, $"must be at most {MostExamples} texts");
        return examples;
    }

    private static List<string> Texts(FieldReader fields, string field) =>
        fields.Get(field, JsonValueKind.Array) is { } list ? Texts(fields, list, field) : [];

    private static List<string> Texts(FieldReader fields, JsonElement list, string field)
    {
        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
            if (item.ValueKind != JsonValueKind.String)
                fields.Fault(field, "must be a list of texts");
            else if (fields.TextOf(item, field) is { } text)
                if (string.IsNullOrWhiteSpace(text) || text.Length > TextCharacters)
                    fields.Fault(field, $"must hold texts of 1 to {TextCharacters} characters");
                else
                    texts.Add(text);
        return texts;
    }

    private static IEnumerable<JsonElement> Items(FieldReader fields, string field)
    {
        if (fields.Get(field, JsonValueKind.Array) is { } list)
            foreach (var item in list.EnumerateArray())
                yield return item;
    }

    private static IEnumerable<JsonProperty> Members(FieldReader fields, string field)
    {
        if (fields.Get(field, JsonValueKind.Object) is { } members)
            foreach (var member in members.EnumerateObject())
                yield return member;
    }

    private static void NameUnknown(JsonElement json, HashSet<string> known, FieldReader fields)
    {
        foreach (var field in json.EnumerateObject())
            if (!known.Contains(field.Name))
                fields.Fault(
                    field.Name.Length <= 40 ? field.Name : field.Name[..40],
                    $"is not known; known are {string.Join(", ", known)}"
                );
    }
}
