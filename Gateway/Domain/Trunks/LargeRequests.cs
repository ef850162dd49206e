namespace Telephony.Domain.Trunks;

/// <summary>What becomes of a request to a trunk over UDP that is too long for a datagram: 1300 bytes (RFC 3261 18.1.1, DR-19).</summary>
public enum LargeRequests : byte
{
    /// <summary>TCP is tried first.</summary>
    Switch,

    /// <summary>It is written shorter: compact names, then fewer codecs and keys; TCP when that is not enough.</summary>
    Shrink,

    /// <summary>It leaves by UDP all the same.</summary>
    Stay,
}
