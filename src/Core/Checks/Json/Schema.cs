using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Checks.Json;

/// <summary>A JSON Schema, read. What is null is not asked for.</summary>
public sealed class Schema
{
    /// <summary>Set on <c>true</c> and <c>false</c>, which allow everything and nothing.</summary>
    public bool? Always { get; internal set; }

    /// <summary>What <c>$ref</c> points to.</summary>
    public Schema? Ref { get; internal set; }

    public IReadOnlyList<string>? Types { get; internal set; }
    public IReadOnlyList<JsonElement>? Enum { get; internal set; }
    public JsonElement? Const { get; internal set; }

    public decimal? Minimum { get; internal set; }
    public decimal? Maximum { get; internal set; }
    public decimal? ExclusiveMinimum { get; internal set; }
    public decimal? ExclusiveMaximum { get; internal set; }
    public decimal? MultipleOf { get; internal set; }

    public int? MinLength { get; internal set; }
    public int? MaxLength { get; internal set; }
    public Regex? Pattern { get; internal set; }
    public string? Format { get; internal set; }

    public IReadOnlyDictionary<string, Schema> Properties { get; internal set; } = new Dictionary<string, Schema>(StringComparer.Ordinal);
    public IReadOnlyList<(Regex Pattern, Schema Schema)> PatternProperties { get; internal set; } = [];
    public Schema? AdditionalProperties { get; internal set; }
    public Schema? PropertyNames { get; internal set; }
    public IReadOnlyList<string> Required { get; internal set; } = [];
    public int? MinProperties { get; internal set; }
    public int? MaxProperties { get; internal set; }

    public IReadOnlyList<Schema> PrefixItems { get; internal set; } = [];
    public Schema? Items { get; internal set; }
    public Schema? Contains { get; internal set; }
    public int? MinItems { get; internal set; }
    public int? MaxItems { get; internal set; }
    public bool UniqueItems { get; internal set; }

    public IReadOnlyList<Schema> AllOf { get; internal set; } = [];
    public IReadOnlyList<Schema> AnyOf { get; internal set; } = [];
    public IReadOnlyList<Schema> OneOf { get; internal set; } = [];
    public Schema? Not { get; internal set; }
    public Schema? If { get; internal set; }
    public Schema? Then { get; internal set; }
    public Schema? Else { get; internal set; }
}
