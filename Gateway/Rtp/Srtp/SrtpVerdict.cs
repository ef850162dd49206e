namespace Telephony.Rtp.Srtp;

/// <summary>What became of a packet that was to be opened or protected.</summary>
internal enum SrtpVerdict : byte
{
    Done,

    /// <summary>Too short for its header, tag and key identifier, or no RTP.</summary>
    Malformed,

    /// <summary>Not made with the peer's key, or changed on the way; or the key identifier is unknown.</summary>
    NotAuthentic,

    /// <summary>Was here before, or is older than the window. On the way out: would use its place in the key stream twice (RFC 3711 9.1).</summary>
    Replayed,

    /// <summary>A key is used up (RFC 3711 9.2), or has protected more sources than a call has.</summary>
    KeyExhausted,
}
