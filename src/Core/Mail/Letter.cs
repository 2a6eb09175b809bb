using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Mail;

/// <summary>
/// One e-mail to people. The same <see cref="Name"/> always gives the same Message-Id and the same file name, so that a letter sent
/// again can be recognised.
/// </summary>
public sealed partial record Letter
{
    private const int LongestSubject = 200;

    /// <param name="name">Lower-case letters, digits, dots and hyphens, at most 100: <c>daily-2026-11-23-demo</c>.</param>
    /// <param name="subject">Control characters, line breaks among them, become spaces; at most 200 characters are kept.</param>
    /// <exception cref="ArgumentException">The name has another shape.</exception>
    public Letter(string name, string subject, string html, string text)
    {
        Name = NameShape().IsMatch(name)
            ? name
            : throw new ArgumentException(
                $"The letter's name '{name}' must be 1 to 100 lower-case letters, digits, dots or hyphens.",
                nameof(name)
            );
        Subject = OneLine(subject);
        Html = html;
        Text = text;
    }

    public string Name { get; }
    public string Subject { get; }
    public string Html { get; }

    /// <summary>The same for who reads without HTML.</summary>
    public string Text { get; }

    /// <summary>Addresses, with or without a name: <c>ann@example.org</c>, <c>Ann &lt;ann@example.org&gt;</c>.</summary>
    public required IReadOnlyList<string> To { get; init; }

    public IReadOnlyList<InlineImage> Images { get; init; } = [];

    private static string OneLine(string subject)
    {
        var line = string.Join(' ', ControlCharacters().Split(subject)).Trim();
        return line.Length <= LongestSubject ? line : line[..(LongestSubject - 1)] + "…";
    }

    [GeneratedRegex(@"^[a-z0-9.-]{1,100}\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NameShape();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+", RegexOptions.NonBacktracking)]
    private static partial Regex ControlCharacters();
}

/// <summary>A picture that the HTML shows as <c>cid:{ContentId}</c>.</summary>
/// <param name="ContentId">As in an address: <c>hours@llm-monitor</c>.</param>
public sealed record InlineImage(string ContentId, byte[] Png);
