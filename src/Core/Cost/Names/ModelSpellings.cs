using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Cost.Names;

/// <summary>The ways to write one model name, the most literal first. Pure text: knows no price.</summary>
public static partial class ModelSpellings
{
    /// <param name="model">As the caller wrote it.</param>
    /// <param name="isOwnPrefix">Whether a first path segment only repeats who serves the model (<c>azure/</c>, <c>vertex_ai/</c>).</param>
    public static IReadOnlyList<string> Of(string model, Func<string, bool> isOwnPrefix)
    {
        var name = model.Trim().ToLowerInvariant();
        var found = new List<string> { name };
        var bare = WithoutPath(name, isOwnPrefix);
        Add(found, bare);
        Add(found, FineTuneBase(bare));
        Add(found, bare.Replace("gpt-35", "gpt-3.5", StringComparison.Ordinal));
        Add(found, MinorDash().Replace(bare, "${major}.${minor}"));
        Add(found, MinorDot().Replace(bare, "${major}-${minor}"));
        Add(found, ClaudeOld().Replace(MinorDot().Replace(bare, "${major}-${minor}"), "claude-${family}-${version}"));
        Add(found, Region().Replace(bare, ""));

        // Without version marks, one at a time, after every more literal spelling.
        for (var index = 0; index < found.Count && found.Count < 40; index++)
        {
            if (VersionSuffix.Without(found[index]) is { } shorter)
            {
                Add(found, shorter);
            }
        }
        return found;
    }

    /// <summary>The name after resource paths and prefixes: <c>projects/…/models/x</c>, a Bedrock ARN, <c>bedrock/us-east-1/x</c>.</summary>
    private static string WithoutPath(string name, Func<string, bool> isOwnPrefix)
    {
        if (Resource().Match(name) is { Success: true } resource)
        {
            name = resource.Groups["model"].Value;
        }
        while (name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            var first = name[..slash];
            if (!isOwnPrefix(first) && !Routing().IsMatch(first))
            {
                break;
            }
            name = name[(slash + 1)..];
        }
        return name;
    }

    /// <summary><c>ft:gpt-4o-2024-08-06:org::id</c> without what names the owner; the base keeps its <c>ft:</c>, because it has its own price.</summary>
    private static string FineTuneBase(string name) =>
        name.StartsWith("ft:", StringComparison.Ordinal) && name.IndexOf(':', 3) is > 0 and var end ? name[..end] : name;

    private static void Add(List<string> names, string name)
    {
        if (!names.Contains(name))
        {
            names.Add(name);
        }
    }

    [GeneratedRegex(
        @"^(projects/.+|publishers/[^/]+|arn:aws[\w-]*:bedrock:[^/]+)?/?(models|publishers/[^/]+/models|foundation-model|(?<=arn.*)inference-profile)/(?<model>[^/]+)$",
        RegexOptions.ExplicitCapture,
        100
    )]
    private static partial Regex Resource();

    [GeneratedRegex(@"^(converse|invoke|converse_like|[a-z]{2}(-gov)?-[a-z]+-\d)$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Routing();

    [GeneratedRegex(@"(?<=[a-z]-?)(?<major>\d)-(?<minor>\d)(?!\d)", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex MinorDash();

    [GeneratedRegex(@"(?<major>(?<!\d)\d)\.(?<minor>\d)(?!\d)", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex MinorDot();

    // claude-4-5-sonnet is claude-sonnet-4-5 in older and in third parties' writing.
    [GeneratedRegex(@"claude-(?<version>\d(-\d)?)-(?<family>[a-z]+)", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ClaudeOld();

    // A Bedrock cross-region profile is priced as the bare name, unless the list has an entry for it (global. is always one of its own).
    [GeneratedRegex(@"^(us|eu|apac|jp|au|ca|sa|uk|il|me|af|us-gov)\.(?=[a-z0-9]+\.)", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Region();
}
