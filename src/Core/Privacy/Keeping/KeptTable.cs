namespace LlmMonitor.Core.Privacy;

/// <summary>One table of the product: what it holds, how long, who ends it, and how a person is erased from it.</summary>
/// <param name="Name">As its room names it.</param>
/// <param name="For">How long its rows stay.</param>
/// <param name="Age">Where a row shows its age, so that old ones are deleted without looking at others; null where its room ends them.</param>
/// <param name="Person">How a person is erased from it.</param>
public sealed record KeptTable(string Name, KeptFor For, RowAge? Age, PersonIn Person)
{
    /// <summary>Whether an export of a project holds it.</summary>
    public bool Moves { get; init; } = true;

    /// <summary>Whether the sweep deletes its old rows by their age alone.</summary>
    public bool IsSwept => For is KeptFor.Calls or KeptFor.Texts or KeptFor.Embeddings or KeptFor.Figures && Age is not null;
}

/// <summary>How long rows stay.</summary>
public enum KeptFor
{
    /// <summary>As long as calls.</summary>
    Calls,

    /// <summary>As long as texts.</summary>
    Texts,

    /// <summary>As long as vectors.</summary>
    Embeddings,

    /// <summary>As long as rollups and reports.</summary>
    Figures,

    /// <summary>Until people remove or replace it: what they set.</summary>
    Settings,

    /// <summary>Until the work that it stands for is done: its room removes it.</summary>
    Work,
}

/// <summary>How a person is erased from a table.</summary>
public enum PersonIn
{
    /// <summary>It names nobody.</summary>
    Nowhere,

    /// <summary>Rows of JSON or plain texts that may name one: <see cref="WordErasure"/> walks them.</summary>
    Words,

    /// <summary>Its room does it (<see cref="IPersonalData"/>).</summary>
    Room,
}
