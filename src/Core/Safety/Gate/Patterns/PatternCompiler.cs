using LlmMonitor.Core.Safety.Gate.Matching;
using LlmMonitor.Core.Safety.Gate.Normalising;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Resolves sets, numbers literals and contexts, and notes every fault on the way.</summary>
internal sealed class PatternCompiler
{
    private const int None = -1; // in place of a literal's number

    private readonly LetterReader _reader = new();
    private readonly IReadOnlyList<PatternFile> _files;
    private readonly Dictionary<string, IReadOnlyList<string>> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PatternAction?> _actions = new(StringComparer.Ordinal);
    private readonly Dictionary<Literal, int> _numbers = [];
    private readonly Dictionary<string, int> _parsed = new(StringComparer.Ordinal);
    private readonly List<Use> _uses = [];
    private readonly Dictionary<string, int> _contexts = new(StringComparer.Ordinal);

    public PatternCompiler(IReadOnlyList<PatternFile> files)
    {
        _files = files;
        foreach (var file in files)
        {
            foreach (var (name, literals) in file.Sets)
                _sets[name] = literals;
            foreach (var (id, action) in file.Actions)
                _actions[id] = action;
        }
    }

    public List<PatternFault> Faults { get; } = [];

    public List<Literal> Literals { get; } = [];

    public int ContextCount => _contexts.Count;

    public (IReadOnlyList<CompiledPattern> Patterns, LiteralUse[] Uses) Compile()
    {
        var patterns = new List<CompiledPattern>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var slot = 0;
        foreach (var file in _files)
        foreach (var (index, pattern) in file.Patterns.Index())
        {
            var path = $"patterns[{index}]";
            if (!ids.Add(pattern.Id))
                Fault($"{path}.id", $"is taken: {pattern.Id}");
            if (_actions.TryGetValue(pattern.Id, out var action) && action is null)
                continue;
            var number = patterns.Count;
            foreach (var (group, words) in pattern.All.Index())
            foreach (var literal in Resolve(words, $"{path}.all[{group}]"))
                _uses[literal].Groups.Add(new GroupUse(number, group));
            var exceptions = Contexts(pattern.Unless, $"{path}.unless").ToList();
            var excuses = Contexts([.. ExcusesOf(pattern).Select(name => $"@{name}")], $"{path}.excuses");
            patterns.Add(
                new CompiledPattern(
                    pattern,
                    action ?? pattern.Action,
                    slot,
                    pattern.All.Count,
                    [.. exceptions, .. excuses],
                    exceptions.Count
                )
            );
            slot += pattern.All.Count;
        }
        foreach (var id in _actions.Keys.Where(id => !ids.Contains(id)))
            Fault($"actions.{id}", "names no pattern");
        return (
            patterns,
            [
                .. _uses.Select(use => new LiteralUse(
                    Array.ConvertAll(
                        [.. use.Groups.Distinct().OrderByDescending(group => group.Group)],
                        group => (group.Pattern, group.Group)
                    ),
                    [.. use.Contexts.Distinct()]
                )),
            ]
        );
    }

    private IEnumerable<string> ExcusesOf(SafetyPattern pattern) =>
        pattern.Excuses?.Select(name => name.TrimStart('@')) ?? AllowContexts.Of(pattern.Category).Where(_sets.ContainsKey);

    /// <summary>Each named set is a context of its own; loose literals are one together.</summary>
    private IEnumerable<int> Contexts(IReadOnlyList<string> words, string path)
    {
        var loose = words.Where(word => word[0] != '@').ToList();
        foreach (
            var group in words
                .Where(word => word[0] == '@')
                .Select(word => new[] { word })
                .Append([.. loose])
                .Where(group => group.Length > 0)
        )
        {
            var name = string.Join('\n', group);
            if (!_contexts.TryGetValue(name, out var context))
            {
                _contexts[name] = context = _contexts.Count;
                foreach (var literal in Resolve(group, path))
                    _uses[literal].Contexts.Add(context);
            }
            yield return context;
        }
    }

    private IEnumerable<int> Resolve(IReadOnlyList<string> words, string path)
    {
        foreach (var word in words)
            if (word[0] != '@')
            {
                if (NumberOf(word, path) is { } number)
                    yield return number;
            }
            else if (_sets.TryGetValue(word[1..], out var set))
            {
                foreach (var literal in set)
                    if (NumberOf(literal, path) is { } number)
                        yield return number;
            }
            else
                Fault(path, $"names a set that is not there: {word}");
    }

    private int? NumberOf(string text, string path)
    {
        if (_parsed.TryGetValue(text, out var known))
            return known == None ? null : known;
        if (Literal.Parse(text, _reader) is not { } literal)
        {
            Fault(path, $"holds a literal without letters or with more than {Literal.MostLetters}: {text[..Math.Min(text.Length, 40)]}");
            _parsed[text] = None;
            return null;
        }
        if (!_numbers.TryGetValue(literal, out var number))
        {
            _numbers[literal] = number = Literals.Count;
            Literals.Add(literal);
            _uses.Add(new Use([], []));
            if (Literals.Count == ushort.MaxValue)
                Fault(path, $"brings the literals of all files above {ushort.MaxValue - 1}");
        }
        return _parsed[text] = number;
    }

    private void Fault(string field, string message) => Faults.Add(new PatternFault(field, message));

    private sealed record Use(List<GroupUse> Groups, List<int> Contexts);

    // A class: of generic code over a structure of its own the runtime has nothing compiled beforehand.
    private sealed record GroupUse(int Pattern, int Group);
}
