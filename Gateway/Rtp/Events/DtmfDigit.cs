namespace Telephony.Rtp.Events;

/// <summary>One of the sixteen DTMF digits, by its event code (RFC 4733 3.2): 0 to 9, 10 is *, 11 is #, 12 to 15 are A to D; and 16, the hook flash, here an exclamation mark.</summary>
public readonly record struct DtmfDigit(byte Event)
{
    private const string Symbols = "0123456789*#ABCD!";

    public const int Count = 17;

    /// <summary>It has a tone: all but the flash.</summary>
    public bool IsAudible => Event < Count - 1;

    public char Symbol => Event < Count ? Symbols[Event] : '?';

    public static bool TryParse(char symbol, out DtmfDigit digit)
    {
        var index = Symbols.IndexOf(char.ToUpperInvariant(symbol), StringComparison.Ordinal);
        digit = new DtmfDigit((byte)Math.Max(index, 0));
        return index >= 0;
    }

    public override string ToString() => Symbol.ToString();
}
