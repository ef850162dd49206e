namespace Telephony.Sdp.Security;

/// <summary>Whether the media of a leg is encrypted.</summary>
public enum SecurityPolicy
{
    /// <summary>Never: what is offered as SRTP alone is refused.</summary>
    Off,

    /// <summary>Where the peer offers it; our own offers ask for it.</summary>
    Prefer,

    /// <summary>Always: what is offered as plain RTP alone is refused.</summary>
    Require,
}
