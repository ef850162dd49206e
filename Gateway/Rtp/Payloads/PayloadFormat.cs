namespace Telephony.Rtp.Payloads;

/// <summary>What the packets of a payload type carry.</summary>
public enum PayloadKind : byte
{
    Audio,
    TelephoneEvent,
    ComfortNoise,
}

/// <summary>One agreed payload type of a leg, from its <c>a=rtpmap</c> line.</summary>
/// <param name="PayloadType">0 to 127: the number the peer sends with, as our own description says.</param>
/// <param name="Encoding">Encoding name without clock, such as <c>PCMU</c>; compared without case.</param>
/// <param name="ClockHz">The timestamp clock: 8000 for G.711, and for G.722 too (RFC 3551 4.5.2).</param>
public readonly record struct PayloadFormat(byte PayloadType, string Encoding, int ClockHz = 8000)
{
    /// <summary>The number to send with, as the peer's description says; null when it is the same (RFC 3264 5.1 lets them differ).</summary>
    public byte? SendPayloadType { get; init; }

    /// <summary>The number on the leg it is bridged with; null finds the format of the same encoding and clock there.</summary>
    public byte? FarPayloadType { get; init; }

    public byte OutgoingType => SendPayloadType ?? PayloadType;

    public PayloadKind Kind { get; } =
        Is(Encoding, "telephone-event") ? PayloadKind.TelephoneEvent : Is(Encoding, "CN") ? PayloadKind.ComfortNoise : PayloadKind.Audio;

    public AudioCodec Codec { get; } = CodecOf(Encoding);

    /// <summary>True when packets of one may be passed on as the other.</summary>
    public bool SameAs(in PayloadFormat other) => ClockHz == other.ClockHz && Is(Encoding, other.Encoding);

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static AudioCodec CodecOf(string encoding) => encoding.ToUpperInvariant() switch
    {
        "PCMU" => AudioCodec.Pcmu,
        "PCMA" => AudioCodec.Pcma,
        "G722" => AudioCodec.G722,
        "G729" => AudioCodec.G729,
        "OPUS" => AudioCodec.Opus,
        "AMR-WB" => AudioCodec.AmrWb,
        _ => AudioCodec.Other,
    };
}
