using System.Collections.Frozen;

namespace Telephony.Domain.Addresses;

/// <summary>
/// The strings that reach an emergency service, and their test strings. Number rules leave them alone unless a rule is marked for them, and limits of trunks do not hold them up.
/// Each is two to six digits; a leading '+' in front of one is ignored.
/// </summary>
public sealed class EmergencyNumbers
{
    /// <summary>What an installation has that names none: the European, American, British, Australian, Japanese and Chinese codes and the American test code.</summary>
    public static readonly EmergencyNumbers Usual = new(["112", "911", "999", "933", "000", "110", "119"]);

    private readonly FrozenSet<string> codes;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public EmergencyNumbers(IEnumerable<string> codes)
    {
        this.codes = codes.ToFrozenSet(StringComparer.Ordinal);
        lookup = this.codes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyCollection<string> Codes => codes;

    public bool Contains(ReadOnlySpan<char> dialled)
    {
        if (dialled.Length > 0 && dialled[0] == '+') dialled = dialled[1..];
        return dialled.Length is >= 2 and <= 6 && lookup.Contains(dialled);
    }
}
