namespace Telephony.Domain.Trunks;

/// <summary>What becomes of the other side while a peer of the trunk holds it.</summary>
/// <param name="Music">A WAV file, relative to the data folder, that the held side hears; null: what the holding peer sends, if anything.</param>
public sealed record HoldPolicy(string? Music)
{
    public static readonly HoldPolicy Usual = new((string?)null);
}
