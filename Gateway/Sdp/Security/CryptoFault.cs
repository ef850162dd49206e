namespace Telephony.Sdp.Security;

/// <summary>Why an <c>a=crypto</c> line is passed over (RFC 4568 7.1.2: the others may still do).</summary>
public enum CryptoFault
{
    None,

    /// <summary>Tag, suite and key are not there.</summary>
    Incomplete,

    /// <summary>Not 1 to 9 digits.</summary>
    BadTag,
    UnknownSuite,

    /// <summary>Not <c>inline:</c>, no base64, or not as long as the suite wants.</summary>
    BadKey,

    /// <summary>Not 1 to 2^48 packets.</summary>
    BadLifetime,

    /// <summary>No number with its length in octets, or several keys whose identifiers are missing, differ in length or repeat.</summary>
    BadKeyIdentifier,

    /// <summary>One that would weaken the protection, or that is unknown and not optional (RFC 4568 6.3).</summary>
    SessionParameter,
}
