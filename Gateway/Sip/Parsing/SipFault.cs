namespace Telephony.Sip.Parsing;

/// <summary>Every way in which bytes can fail to be a SIP message. <see cref="SipFaults"/> maps each to its answer.</summary>
public enum SipFault : byte
{
    None,

    /// <summary>Nothing but line ends: a keep-alive (RFC 5626 3.5.1, 4.4.1), not an error of the peer.</summary>
    Empty,
    NotSip,
    TooLarge,
    BadRequestLine,
    BadStatusLine,
    BadRequestUri,
    UnsupportedVersion,
    BadLineEnd,
    BadHeaderLine,
    TooManyHeaders,
    TooManyVias,
    HeadersNotEnded,
    MissingVia,
    MissingFrom,
    MissingTo,
    MissingCallId,
    MissingCSeq,
    DuplicateHeader,
    BadVia,
    BadFrom,
    BadTo,
    BadCallId,
    BadCSeq,
    MethodMismatch,
    BadMaxForwards,
    BadContentLength,
    BodyTruncated,
}

/// <summary>Why bytes are not a SIP message, and at which of them.</summary>
/// <param name="Offset">Into what was handed to the parser, behind leading line ends.</param>
public readonly record struct SipRejection(SipFault Fault, int Offset)
{
    /// <summary>Whether a request with this fault can be answered statelessly: it is no ACK and its Via, as far as it can be read, is in the message.</summary>
    public bool CanAnswer { get; init; }

    /// <summary>The status code for a request, whether or not it can be answered.</summary>
    public int StatusCode => SipFaults.StatusCode(Fault);

    /// <summary>The reason phrase that names the fault.</summary>
    public ReadOnlySpan<byte> Reason => SipFaults.Reason(Fault);
}
