namespace Telephony.Sip.UserAgents;

/// <summary>Why a request of ours came to nothing.</summary>
public enum RequestFailure : byte
{
    /// <summary>The other side answered 3xx to 6xx.</summary>
    Response,

    /// <summary>Timer B or F: no answer at all, from any target. RFC 3261 8.1.3.1: to be treated as 408.</summary>
    Timeout,

    /// <summary>It could not be sent to any target. RFC 3261 8.1.3.1: to be treated as 503.</summary>
    TransportError,

    /// <summary>The name of the target has no address (RFC 3263).</summary>
    NoTarget,

    /// <summary>Cancelled by its sender: 487, or silence for 64*T1 after CANCEL.</summary>
    Cancelled,

    /// <summary>The dialog it belongs to ended first.</summary>
    DialogEnded,
}
