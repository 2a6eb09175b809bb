using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace LlmMonitor.Core.Mail;

/// <summary>How e-mail leaves the house. Section <c>Smtp</c>.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Smtp";

    /// <summary>The mail server. While it is empty, each letter is written as an .eml file into <see cref="Folder"/> instead.</summary>
    public string? Host { get; set; }

    /// <summary>587 is the port for handing in mail (RFC 6409), 465 the one with TLS from the first byte (RFC 8314).</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>The account to sign in with; empty where the server takes mail without.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender's address, with or without a name. Needed where <see cref="Host"/> is set.</summary>
    public string? From { get; set; }

    public MailSecurity Security { get; set; } = MailSecurity.Auto;

    /// <summary>
    /// What the app calls itself in EHLO and behind the @ of a Message-Id. Not the machine's name, which would tell strangers
    /// about the network.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$")]
    public string LocalDomain { get; set; } = "llm-monitor";

    /// <summary>How long to wait for the server: to connect, and then for each of its answers. Seconds.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Where .eml files are written while no host is set. The app puts it into its data folder.</summary>
    public string Folder { get; set; } = Path.Combine("data", "mail");

    public bool UsesServer => !string.IsNullOrWhiteSpace(Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (UsesServer && !MailboxAddress.TryParse(From, out _))
            yield return new($"Smtp:From must be an e-mail address where Smtp:Host is set, and is '{From}'.", [nameof(From)]);
        if (!string.IsNullOrEmpty(User) && string.IsNullOrEmpty(Password))
            yield return new("Smtp:Password is missing: Smtp:User is set.", [nameof(Password)]);
        if (!Enum.IsDefined(Security))
            yield return new("Smtp:Security must be auto, starttls, tls or none.", [nameof(Security)]);
    }
}

public enum MailSecurity
{
    /// <summary>TLS on port 465, STARTTLS elsewhere where the server offers it. A password is never sent without either.</summary>
    Auto,

    /// <summary>STARTTLS, or no mail.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>No encryption, the password included. For a relay on the same machine.</summary>
    None,
}
