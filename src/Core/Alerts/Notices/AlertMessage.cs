using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Alerts;

/// <summary>A notice in words, which each channel lays out in its own way. Made by <see cref="MessageRules"/>.</summary>
/// <param name="Title">One line: how bad, what, whose.</param>
public sealed record AlertMessage(Notice Notice, string Title, string ProjectName, IReadOnlyList<AlertItem> Items)
{
    public bool IsResolved => Items.All(item => item.Kind == NoticeKind.Resolved);
}

/// <summary>One alert of a message.</summary>
/// <param name="Heading">How bad it is and what it is about.</param>
/// <param name="Lines">What a person asks of an alert, and the answers: label and text, none of it escaped.</param>
/// <param name="Where">Address of the alert.</param>
/// <param name="Page">Address of the page that says what to do first.</param>
public sealed record AlertItem(
    string AlertId,
    NoticeKind Kind,
    AlertState State,
    string Heading,
    IReadOnlyList<(string Label, string Text)> Lines,
    string Where,
    string Page
)
{
    public JsonObject? Evidence => State.Verdict.Evidence;
}
