namespace Telephony.Domain.Trunks;

/// <summary>What becomes of a session change to T.38.</summary>
public enum T38Mode : byte
{
    /// <summary>It goes to the other side as it is.</summary>
    Pass,

    /// <summary>488: the fax goes on as sound.</summary>
    Off,
}

/// <summary>Fax over the trunk (DR-38).</summary>
public sealed record FaxPolicy
{
    public static readonly FaxPolicy Usual = new();

    public T38Mode T38 { get; init; } = T38Mode.Pass;

    /// <summary>Bits a second; what a peer offers above is lowered.</summary>
    public int MaxBitRate { get; init; } = 14400;
}
