namespace LlmMonitor.Core.Checks;

/// <summary>A kind of output check. The catalogue lists them; an endpoint's definitions name them by <see cref="Type"/>.</summary>
public interface IOutputCheck
{
    /// <summary>Its name in definitions: <c>dates_grounded</c>.</summary>
    string Type { get; }

    /// <summary>
    /// Reads the parameters of a definition, once. Faults are left in <paramref name="parameters"/>, and the result is then not used.
    /// The function that comes back is pure and takes time linear in the texts.
    /// </summary>
    Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters);
}
