namespace Telephony.Domain.Records;

/// <summary>Which side of the call a leg is.</summary>
public enum LegRole : byte
{
    /// <summary>The side that called us.</summary>
    A = 0,

    /// <summary>A side that we called.</summary>
    B = 1,
}

/// <summary>A leg within its call: 0 is leg A, 1 the first leg B that was tried, 2 the next, and so on. One number per INVITE sent.</summary>
public readonly record struct LegId(byte Number)
{
    public static LegId A => default;

    public LegRole Role => Number == 0 ? LegRole.A : LegRole.B;

    /// <summary><c>A</c>, <c>B1</c>, <c>B2</c> …</summary>
    public override string ToString() => Number == 0 ? "A" : $"B{Number}";
}
