using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Reports;

/// <summary>What became of a report's e-mail.</summary>
/// <param name="Since">When it came into this state.</param>
/// <param name="Note">Why, or what to know: the server's words, the recipients that it refused, the .eml file's name.</param>
public sealed record DailyDelivery(DeliveryState State, DateTimeOffset Since, string? Note)
{
    /// <summary>True where no later run will send it.</summary>
    [JsonIgnore]
    public bool IsSettled => State is not (DeliveryState.Written or DeliveryState.Sending);
}

[JsonConverter(typeof(DeliveryStateJson))]
public enum DeliveryState
{
    /// <summary>The report is kept, its e-mail is still to be sent.</summary>
    Written,

    /// <summary>A run is handing it over at this moment, or died while it did.</summary>
    Sending,

    /// <summary>The mail server confirmed it, or the .eml file is written.</summary>
    Sent,

    /// <summary>The mail server refused it for good.</summary>
    Refused,

    /// <summary>The run or the connection broke before the confirmation: it may have been delivered, and is not sent again.</summary>
    Unknown,

    /// <summary>The project names no recipients.</summary>
    NoRecipients,
}

internal sealed class DeliveryStateJson() : JsonStringEnumConverter<DeliveryState>(JsonNamingPolicy.SnakeCaseLower);
