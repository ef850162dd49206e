namespace Telephony.Peers.Load;

/// <summary>What the ends of a load speak. The caller's side may be protected by SDES (RFC 4568); the callee's is plain.</summary>
/// <param name="CallerPayload">Payload type and name of the caller's codec, as in rtpmap.</param>
/// <param name="CalleePayload">The callee's.</param>
/// <param name="Suite">Of the caller's side; null for plain RTP.</param>
/// <param name="KeyAndSaltBytes">That the suite wants.</param>
public sealed record LoadMedia((int Type, string Name) CallerPayload, (int Type, string Name) CalleePayload, string? Suite = null, int KeyAndSaltBytes = 0)
{
    private static readonly (int, string) s_muLaw = (0, "PCMU/8000");

    public static LoadMedia Plain { get; } = new(s_muLaw, s_muLaw);

    /// <summary>Both ends press keys as events (RFC 4733) of type 101.</summary>
    public static LoadMedia WithKeys { get; } = Plain with { HasKeys = true };

    public static LoadMedia CounterMode { get; } = new(s_muLaw, s_muLaw, "AES_CM_128_HMAC_SHA1_80", 30);

    public static LoadMedia Gcm { get; } = new(s_muLaw, s_muLaw, "AEAD_AES_128_GCM", 28);

    public static LoadMedia MuLawToOpus { get; } = new(s_muLaw, (96, "opus/48000/2"));

    public bool HasKeys { get; init; }

    /// <param name="key">Of what the caller will send; null for plain RTP.</param>
    internal string Offer(int port, byte[]? key) => Sdp(port, CallerPayload) is var plain && key is null
        ? plain
        : plain.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + $"a=crypto:1 {Suite} inline:{Convert.ToBase64String(key)}\r\n";

    internal string Answer(int port) => Sdp(port, CalleePayload);

    private string Sdp(int port, (int Type, string Name) payload) =>
        $"v=0\r\no=load 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP {payload.Type}{(HasKeys ? " 101" : "")}\r\na=rtpmap:{payload.Type} {payload.Name}\r\n"
        + (HasKeys ? "a=rtpmap:101 telephone-event/8000\r\n" : "");
}
