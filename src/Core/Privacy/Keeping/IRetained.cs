namespace LlmMonitor.Core.Privacy;

/// <summary>
/// A room that ends rows itself, because their age does not show in their keys or because rows belong together. Listed in <c>KeptTables</c>.
/// It may run again, at once or after a kill, so doing it twice must come to the same.
/// </summary>
public interface IRetained
{
    /// <summary>Deletes what is older through <see cref="Forgetting.DeleteAsync(string, Storage.RowRange, Func{Storage.Row, bool}?, IReadOnlyList{string}?, CancellationToken)"/>; ends early where <see cref="Forgetting.IsOver"/> says so.</summary>
    Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation);
}
