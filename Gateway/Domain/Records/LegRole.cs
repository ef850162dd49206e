namespace Telephony.Domain.Records;

/// <summary>Which side of the call a leg is.</summary>
public enum LegRole : byte
{
    /// <summary>The side that called us.</summary>
    A = 0,

    /// <summary>A side that we called; there may be several, one per attempt.</summary>
    B = 1,
}
