namespace Telephony.Domain.Trunks;

/// <summary>How digits are exchanged with a trunk (DR-37).</summary>
public enum DtmfMode : byte
{
    /// <summary>As telephone-event where both sides have it; else as they come.</summary>
    Auto,

    /// <summary>As telephone-event, whatever the other side has.</summary>
    Rfc4733,

    /// <summary>As INFO: application/dtmf-relay out, that or application/dtmf in.</summary>
    Info,

    /// <summary>As tones.</summary>
    Inband,
}
