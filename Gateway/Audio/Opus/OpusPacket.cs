namespace Telephony.Audio.Opus;

/// <summary>
/// What the first octets of an Opus packet tell (RFC 6716 3.1, 4.2.3, 4.2.4).
/// <code>
/// | config (5) | stereo (1) | frames (2) |  … first frame: | voice activity, 1 bit per 20 ms | LBRR | … the same for the side channel |
/// </code>
/// </summary>
internal static unsafe class OpusPacket
{
    private const int FirstCeltConfig = 16;

    /// <summary>Whether the packet holds a low-rate copy of the audio before it (LBRR): only the speech and hybrid modes can.</summary>
    public static bool HasRedundancy(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty || packet[0] >> 3 >= FirstCeltConfig) return false;
        var sizes = stackalloc short[LibOpus.MostFrames];
        fixed (byte* start = packet)
        {
            if (LibOpus.Parse(start, packet.Length, out _, null, sizes, out var offset) < 1 || sizes[0] < 1 || offset >= packet.Length) return false;
            var (flags, speechFrames) = (packet[offset], SpeechFrames(packet[0] >> 3));
            var stereo = (packet[0] & 0b100) != 0;
            return ((flags >> (7 - speechFrames)) & 1) != 0 || (stereo && ((flags >> (6 - (2 * speechFrames))) & 1) != 0);
        }
    }

    /// <summary>Frames of 20 ms in one of the packet's: configurations 0 to 11 have 10, 20, 40 and 60 ms, the hybrid ones 10 and 20.</summary>
    private static int SpeechFrames(int config) => config >= 12 ? 1 : (config & 3) switch { 2 => 2, 3 => 3, _ => 1 };
}
