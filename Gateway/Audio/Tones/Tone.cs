namespace Telephony.Audio.Tones;

/// <summary>A tone as a plan of a network describes it: frequencies that sound together, and when (ITU-T E.180).</summary>
/// <param name="FrequenciesHz">One or more.</param>
/// <param name="LevelDbm0">Of each frequency.</param>
/// <param name="On">How long it sounds; null sounds without end.</param>
/// <param name="Off">How long it rests before it sounds again.</param>
public sealed record Tone(IReadOnlyList<double> FrequenciesHz, double LevelDbm0 = -10, TimeSpan? On = null, TimeSpan Off = default)
{
    /// <summary>Ringing in Europe: 425 Hz, 1 s on, 4 s off.</summary>
    public static Tone Ringback { get; } = new([425], -13, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));

    /// <summary>Busy: 425 Hz, half a second on, half off.</summary>
    public static Tone Busy { get; } = new([425], -13, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5));

    /// <summary>Ringing in North America: 440 and 480 Hz, 2 s on, 4 s off.</summary>
    public static Tone NorthAmericanRingback { get; } = new([440, 480], -19, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));

    /// <summary>1004 Hz at 0 dBm0, the digital milliwatt.</summary>
    public static Tone Milliwatt { get; } = new([1004], 0);

    private static readonly double[] Rows = [697, 770, 852, 941];
    private static readonly double[] Columns = [1209, 1336, 1477, 1633];

    /// <summary>The two frequencies of a key (ITU-T Q.23).</summary>
    /// <param name="key">0 to 9, *, #, A to D.</param>
    public static Tone Dtmf(char key, double levelDbm0 = -9)
    {
        var place = "123A456B789C*0#D".IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);
        if (place < 0) throw new ArgumentOutOfRangeException(nameof(key), key, "Keys are 0 to 9, *, # and A to D.");
        return new Tone([Rows[place / 4], Columns[place % 4]], levelDbm0);
    }
}
