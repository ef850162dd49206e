namespace Telephony.Sip.Reliability;

/// <summary>How far one side goes with reliable provisional responses (RFC 3262).</summary>
public enum ProvisionalReliability : byte
{
    /// <summary>100rel is neither offered nor used.</summary>
    Off,

    /// <summary>Offered (Supported: 100rel), and used with a peer that offers it.</summary>
    Supported,

    /// <summary>Demanded (Require: 100rel).</summary>
    Required,
}
