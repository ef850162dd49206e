using Telephony.Audio.Codecs;

namespace Telephony.Benchmarks.Conferences;

/// <summary>
/// What a party of a conference says: a tone of its own, with whole periods in a second but not in a packet, so that a packet that was lost or came late cannot be made up for. The phases keep the sum of all low (Schroeder).
/// </summary>
internal sealed class PartyTone
{
    public const int Rate = 8000;
    public const int PacketSamples = Rate / 50;
    private const int LowestHz = 403;
    private const int StepHz = 52;         // fifty of them end at 2951 Hz
    private const double PeakOfAll = 20_000;

    private readonly byte[] _second = new byte[Rate];

    public PartyTone(int index, int parties)
    {
        Hertz = LowestHz + (StepHz * index);
        var samples = new short[Rate];
        for (var i = 0; i < Rate; i++) samples[i] = (short)Math.Round(PeakOfAll / parties * Math.Sin((2 * Math.PI * Hertz * i / Rate) + (Math.PI * index * index / parties)));
        G711.Encode(G711Law.MuLaw, samples).CopyTo(_second, 0);
        Amplitude = HeardMix.AmplitudeOf(G711.Decode(G711Law.MuLaw, _second), Hertz);
    }

    public int Hertz { get; }

    /// <summary>As it is behind G.711.</summary>
    public double Amplitude { get; }

    public ReadOnlySpan<byte> Packet(int number) => _second.AsSpan(number % 50 * PacketSamples, PacketSamples);
}
