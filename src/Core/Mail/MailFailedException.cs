namespace LlmMonitor.Core.Mail;

/// <summary>A letter was not sent, or nobody knows whether it was.</summary>
public sealed class MailFailedException(MailFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public MailFailure Failure { get; } = failure;
}

public enum MailFailure
{
    /// <summary>The letter was not taken; another try may do better.</summary>
    TryAgain,

    /// <summary>The letter was refused for good (RFC 5321, a reply of 5yz: "the client should not repeat the exact request").</summary>
    Final,

    /// <summary>The connection broke after the letter was handed over and before the server confirmed: it may have been
    /// delivered.</summary>
    Unknown,
}
