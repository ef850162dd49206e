namespace Telephony.Automation.Connections;

/// <summary>What an application gives along with an operation and gets back with its events.</summary>
/// <param name="Context">Null: none.</param>
/// <param name="CallbackUri">Where the events of this operation go; null: to the connection's.</param>
public sealed record OperationTerms(string? Context = null, Uri? CallbackUri = null)
{
    public static readonly OperationTerms None = new();
}
