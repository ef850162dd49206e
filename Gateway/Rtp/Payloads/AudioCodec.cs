namespace Telephony.Rtp.Payloads;

/// <summary>Codecs whose quality figures or frames this room knows; anything else is relayed as <see cref="Other"/>.</summary>
public enum AudioCodec : byte
{
    Other,
    Pcmu,
    Pcma,
    G722,
    G729,
    Opus,
    AmrWb,
}
