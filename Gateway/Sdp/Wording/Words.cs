using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Telephony.Sdp.Wording;

/// <summary>
/// Text of the wire as strings, without a new string for the words that fill every description.
/// Octets become chars one to one (Latin-1), so writing gives the same octets back.
/// </summary>
internal static class Words
{
    private const int Slots = 2048;
    private const int LongestWord = 32;
    private static readonly string?[] Table = Build();

    public static string Get(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty) return "";
        if (octets.Length > LongestWord) return Encoding.Latin1.GetString(octets);
        for (var slot = Start(octets); Table[slot] is { } word; slot = (slot + 1) & (Slots - 1))
            if (word.Length == octets.Length && Ascii.Equals(octets, word)) return word;
        return Encoding.Latin1.GetString(octets);
    }

    public static string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return "";
        if (text.Length > LongestWord) return text.ToString();
        Span<byte> octets = stackalloc byte[LongestWord];
        return Ascii.FromUtf16(text, octets, out var written) == System.Buffers.OperationStatus.Done ? Get(octets[..written]) : text.ToString();
    }

    /// <summary>Length, first and last eight octets tell nearly all words apart; the rest is for the comparison.</summary>
    private static int Start(ReadOnlySpan<byte> octets)
    {
        ulong head, tail;
        if (octets.Length >= 8)
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(octets);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(octets[^8..]);
        }
        else if (octets.Length >= 4)
        {
            head = BinaryPrimitives.ReadUInt32LittleEndian(octets);
            tail = BinaryPrimitives.ReadUInt32LittleEndian(octets[^4..]);
        }
        else
        {
            head = octets[0];
            tail = octets[^1] | ((ulong)octets[octets.Length / 2] << 8);
        }
        var hash = ((head ^ (ulong)octets.Length) * 0x9E37_79B9_7F4A_7C15) ^ BitOperations.RotateLeft(tail * 0xC2B2_AE3D_27D4_EB4F, 31);
        return (int)((hash * 0x9E37_79B9_7F4A_7C15) >> 53);
    }

    private static string?[] Build()
    {
        var table = new string?[Slots];
        foreach (var word in List())
        {
            var slot = Start(Encoding.ASCII.GetBytes(word));
            while (table[slot] is { } taken && taken != word) slot = (slot + 1) & (Slots - 1);
            table[slot] = word;
        }
        return table;
    }

    private static IEnumerable<string> List()
    {
        string[] words =
        [
            "-", "IN", "IP4", "IP6", "AS", "CT", "RR", "RS", "TIAS", "audio", "video", "image", "application", "message", "text",
            "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF", "udptl", "t38", "TCP",
            "rtpmap", "fmtp", "rtcp-fb", "rtcp", "rtcp-mux", "ptime", "maxptime", "sendrecv", "sendonly", "recvonly", "inactive", "silenceSupp",
            "crypto", "fingerprint", "setup", "mid", "group", "candidate", "ice-ufrag", "ice-pwd", "ice-options", "extmap", "ssrc", "msid", "label",
            "msid-semantic", "connection", "actpass", "active", "passive", "end-of-candidates", "ice-lite", "rtcp-rsize", "direction", "sqn", "cdsc", "pmft",
            "PCMU", "PCMA", "G722", "G729", "G723", "GSM", "iLBC", "AMR", "AMR-WB", "opus", "SILK", "CN", "telephone-event", "red", "L16", "EVS", "X-NSE",
            "0 PCMU/8000", "8 PCMA/8000", "9 G722/8000", "18 G729/8000", "3 GSM/8000", "13 CN/8000", "4 G723/8000",
            "18 annexb=no", "18 annexb=yes", "off - - - -", "0.0.0.0", "127.0.0.1", "::1", "SIP Call", "call", "session", "Session SDP",
        ];
        foreach (var word in words) yield return word;
        for (var number = 0; number < 128; number++) yield return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var number in (int[])[150, 160, 200, 240]) yield return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var number in (int[])[96, 97, 98, 99, 100, 101, 102, 110, 120, 126, 127])
        {
            yield return $"{number} telephone-event/8000";
            foreach (var events in (string[])["0-15", "0-16", "0-11"]) yield return $"{number} {events}";
        }
    }
}
