using Telephony.Domain.Catalogue;

namespace Telephony.SipTrunk.Loading;

/// <summary>What came of reading a folder: a catalogue, or every mistake in all of its files.</summary>
/// <param name="Catalogue">Null when there is any mistake.</param>
/// <param name="Fingerprint">Changes with the content of any file.</param>
public sealed record SbcConfigResult(TrunkCatalogue? Catalogue, IReadOnlyList<ConfigMistake> Mistakes, string Fingerprint)
{
    public bool IsGood => Catalogue is not null;
}
