namespace LlmMonitor.Core.Drift;

/// <summary>Which checks say that an output is wrong, and which that it is unusual.</summary>
public static class CheckKinds
{
    /// <summary>Grounding and form hold for every good output. How often others fail in health is learned from the stream.</summary>
    public static bool ShouldNeverFail(string type) =>
        type is "dates_grounded" or "amounts_grounded" or "quotes_grounded" or "json_schema" or "enum_in" or "citations_resolve";
}
