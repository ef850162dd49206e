namespace Telephony.Domain.Trunks;

/// <summary>Whether the media of a trunk is encrypted.</summary>
public enum SrtpPolicy : byte
{
    /// <summary>Plain RTP; SRTP alone is refused.</summary>
    Off,

    /// <summary>SRTP where the trunk offers it; our offers ask for it, and take plain RTP when it is refused.</summary>
    Prefer,

    /// <summary>SRTP; plain RTP is refused.</summary>
    Require,
}

/// <summary>SRTP with keys in SDP (RFC 4568) toward a trunk.</summary>
public sealed record SrtpPreferences(SrtpPolicy Policy)
{
    /// <summary>The mandatory suite first; then those a peer may have in its place, the short tag last.</summary>
    public static readonly IReadOnlyList<string> UsualSuites = ["AES_CM_128_HMAC_SHA1_80", "AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_32"];

    public static readonly SrtpPreferences Off = new(SrtpPolicy.Off);

    public static readonly SrtpPreferences Required = new(SrtpPolicy.Require);

    /// <summary>Suites in order of preference, by their IANA names.</summary>
    public IReadOnlyList<string> Suites { get; init; } = UsualSuites;

    /// <summary>DR-7: TLS and SRTP belong together unless the trunk says otherwise; without TLS the keys would travel in clear.</summary>
    public static SrtpPreferences UsualOf(SignallingTransport transport) => transport == SignallingTransport.Tls ? Required : Off;
}
