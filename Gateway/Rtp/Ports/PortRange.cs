using System.Globalization;

namespace Telephony.Rtp.Ports;

/// <summary>Media ports from an even one to an odd one, both included, written <c>16384-32767</c>.</summary>
public readonly record struct PortRange
{
    public static readonly PortRange Default = new(16384, 32767);

    /// <exception cref="ArgumentOutOfRangeException">Not an even start below an odd end within 1024 to 65535.</exception>
    public PortRange(int first, int last)
    {
        if (!IsValid(first, last)) throw new ArgumentOutOfRangeException(nameof(first), $"Ports {first}-{last}: {Rule}");
        First = (ushort)first;
        Last = (ushort)last;
    }

    public const string Rule = "the first must be even, the last odd and larger, both within 1024 to 65535";

    public ushort First { get; }

    public ushort Last { get; }

    public int Pairs => (Last - First + 1) / 2;

    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        var dash = text.IndexOf('-');
        if (dash < 0
            || !int.TryParse(text[..dash].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(text[(dash + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || !IsValid(first, last)) return false;
        range = new PortRange(first, last);
        return true;
    }

    public override string ToString() => $"{First}-{Last}";

    private static bool IsValid(int first, int last) => first is >= 1024 and <= 65534 && last is > 1024 and <= 65535 && first % 2 == 0 && last % 2 == 1 && last > first;
}
