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

    /// <summary>Plain RTP.</summary>
    public static bool IsPlain(string protocol) =>
        protocol.Equals(Avp, StringComparison.OrdinalIgnoreCase) || protocol.Equals(Avpf, StringComparison.OrdinalIgnoreCase);

    /// <summary>SRTP with keys in the description (RFC 3711, 5124).</summary>
    public static bool IsSecure(string protocol) =>
        protocol.Equals(Savp, StringComparison.OrdinalIgnoreCase) || protocol.Equals(Savpf, StringComparison.OrdinalIgnoreCase);

    /// <summary>SRTP keyed by DTLS (RFC 5764). Some peers put <c>a=crypto</c> beside the fingerprint and take either: then it can be served.</summary>
    public static bool IsDtls(string protocol) =>
        protocol.Equals("UDP/TLS/" + Savp, StringComparison.OrdinalIgnoreCase) || protocol.Equals("UDP/TLS/" + Savpf, StringComparison.OrdinalIgnoreCase);
}
