namespace LlmMonitor.Core.Checks.Json;

/// <summary>The output is JSON that <c>schema</c> allows: JSON Schema 2020-12 as <see cref="SchemaReader"/> reads it.</summary>
public sealed class JsonSchemaCheck : IOutputCheck
{
    public string Type => "json_schema";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var allowFence = parameters.Flag("allow_fence");
        Schema? schema = null;
        if (parameters.Find("schema") is { } given)
        {
            var reader = new SchemaReader(given);
            schema = reader.Read();
            foreach (var (place, message) in reader.Faults)
                parameters.Fault($"schema{place}", message);
        }
        else
            parameters.Fault("schema", "is required");
        return subject =>
        {
            var (json, fault) = JsonOutput.Read(subject.Response, allowFence);
            return json is null ? CheckFinding.Failed(fault!)
                : new SchemaWalk().Fault(schema!, json.Value, "") is { } found ? CheckFinding.Failed($"output{found}")
                : CheckFinding.Passed;
        };
    }
}
