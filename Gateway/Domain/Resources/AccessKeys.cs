using System.Security.Cryptography;

namespace Telephony.Domain.Resources;

public enum AccessKeyKind : byte
{
    Primary,
    Secondary,
}

/// <summary>The two keys of a resource. Both are good at any time, so that applications move to the one while the other is made anew.</summary>
public sealed class AccessKeys(byte[] primary, byte[] secondary) : IEquatable<AccessKeys>
{
    /// <summary>As the service that clients come from makes them: 64 bytes, the block of SHA-256.</summary>
    public const int KeyBytes = 64;

    public ReadOnlySpan<byte> this[AccessKeyKind kind] => kind == AccessKeyKind.Primary ? primary : secondary;

    public static AccessKeys Make() => new(MakeKey(), MakeKey());

    public static byte[] MakeKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    public bool Equals(AccessKeys? other) => other is not null && primary.AsSpan().SequenceEqual(other[AccessKeyKind.Primary]) && secondary.AsSpan().SequenceEqual(other[AccessKeyKind.Secondary]);

    public override bool Equals(object? obj) => Equals(obj as AccessKeys);

    public override int GetHashCode() => HashCode.Combine(primary.Length, secondary.Length);

    /// <summary>Says nothing: it may end in a log.</summary>
    public override string ToString() => "two keys";
}
