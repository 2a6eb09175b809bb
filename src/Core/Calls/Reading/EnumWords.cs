using System.Text.Json;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// The values of an enum by their names in JSON: <c>SuicideSelfHarm</c> is <c>suicide_self_harm</c>. They are few, so that a row of names does; of a
/// dictionary over an enum the runtime has nothing compiled beforehand.
/// </summary>
internal sealed class EnumWords<T>
    where T : struct, Enum
{
    private readonly T[] _values = (T[])typeof(T).GetEnumValues();
    private readonly string[] _words = [.. typeof(T).GetEnumNames().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>In the order of the values.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <returns>False for a word that names no value.</returns>
    public bool TryGetValue(string word, out T value)
    {
        var at = Array.IndexOf(_words, word);
        value = at < 0 ? default : _values[at];
        return at >= 0;
    }
}
