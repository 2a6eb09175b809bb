namespace LlmMonitor.Functions.Host;

/// <summary>The queue and timer functions of the app by their name, which is the name of their type; case does not matter, as in the Functions host.</summary>
public sealed class FunctionCatalogue(IEnumerable<FunctionEntry> entries)
{
    private readonly Dictionary<string, FunctionEntry> byName = entries.ToDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Names => byName.Keys;

    /// <summary>The function of this name, or null.</summary>
    public FunctionEntry? Find(string name) => byName.GetValueOrDefault(name);
}

/// <summary>One line of the catalogue.</summary>
public sealed record FunctionEntry(string Name, Type Type);

public static class FunctionCatalogueLines
{
    /// <summary>Adds a function under its type's name; it is made anew for each invocation, in a scope of its own.</summary>
    public static IServiceCollection AddFunction<TFunction>(this IServiceCollection services)
        where TFunction : class, IFunction =>
        services.AddTransient<TFunction>().AddSingleton(new FunctionEntry(typeof(TFunction).Name, typeof(TFunction)));
}
