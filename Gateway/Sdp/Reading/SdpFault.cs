namespace Telephony.Sdp.Reading;

/// <summary>Every way in which octets are not a session description.</summary>
public enum SdpFault
{
    None,
    Empty,
    TooLarge,
    TooManyLines,
    LineTooLong,
    TooManyMedia,
    TooManyFormats,
    TooManyAttributes,
    NulOctet,
    /// <summary>Not <c>letter=value</c>.</summary>
    BadLine,
    /// <summary>A type letter that RFC 8866 does not know: the whole description is to be refused (RFC 8866 5).</summary>
    UnknownType,
    /// <summary>A line that may stand once stands twice, or one that belongs elsewhere (<c>o=</c> within a media section).</summary>
    MisplacedLine,
    BadVersion,
    BadOrigin,
    BadConnection,
    BadBandwidth,
    BadTiming,
    BadAttribute,
    BadMedia,
    MissingVersion,
    MissingOrigin,
    MissingName,
}

/// <summary>What is wrong, and at which octet.</summary>
public readonly record struct SdpRejection(SdpFault Fault, int Offset)
{
    public override string ToString() => $"{Fault} at octet {Offset}";
}
