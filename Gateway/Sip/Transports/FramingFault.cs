namespace Telephony.Sip.Transports;

/// <summary>Why a stream cannot be cut into messages.</summary>
public enum FramingFault : byte
{
    /// <summary>The first byte cannot start a SIP message.</summary>
    NotSip,

    /// <summary>No end of the headers within the limit.</summary>
    HeaderTooLong,

    /// <summary>RFC 3261 18.3: on a stream Content-Length is needed.</summary>
    MissingContentLength,

    /// <summary>Not a number, too large a number, or two that differ.</summary>
    BadContentLength,

    /// <summary>Headers and body together exceed the limit.</summary>
    MessageTooLong,
}
