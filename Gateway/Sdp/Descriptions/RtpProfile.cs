namespace Telephony.Sdp.Descriptions;

/// <summary>Transports of media sections (RFC 3551, 4585, 3711, 5124, 5764).</summary>
public static class RtpProfile
{
    public const string Avp = "RTP/AVP";
    public const string Avpf = "RTP/AVPF";
    public const string Savp = "RTP/SAVP";
    public const string Savpf = "RTP/SAVPF";

    /// <summary>Formats of such a section are RTP payload types.</summary>
    public static bool IsRtp(string protocol) => protocol is Avp or Avpf or Savp or Savpf || protocol.Contains("RTP/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Served today: plain RTP. The one place to widen when encrypted media is served too.</summary>
    public static bool IsServed(string protocol) =>
        protocol.Equals(Avp, StringComparison.OrdinalIgnoreCase) || protocol.Equals(Avpf, StringComparison.OrdinalIgnoreCase);
}
