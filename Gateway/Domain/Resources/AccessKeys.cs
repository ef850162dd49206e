using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Telephony.Domain.Resources;

public enum AccessKeyKind : byte
{
    Primary,
    Secondary,
}

/// <summary>The two keys of a resource. Both are good at any time, so that applications move to the one while the other is made anew. Any thread.</summary>
public sealed class AccessKeys(byte[] primary, byte[] secondary) : IEquatable<AccessKeys>
{
    /// <summary>As the service that clients come from makes them: 64 bytes, the block of SHA-256.</summary>
    public const int KeyBytes = 64;

    private readonly ConcurrentBag<IncrementalHash> _primaries = [];
    private readonly ConcurrentBag<IncrementalHash> _secondaries = [];

    public ReadOnlySpan<byte> this[AccessKeyKind kind] => kind == AccessKeyKind.Primary ? primary : secondary;

    public static AccessKeys Make() => new(MakeKey(), MakeKey());

    public static byte[] MakeKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>HMAC with SHA-256 (RFC 2104). A hash that has taken its key in is kept for the next message: taking it in costs several times the message.</summary>
    /// <param name="signature">32 bytes.</param>
    public void Sign(AccessKeyKind kind, ReadOnlySpan<byte> text, Span<byte> signature)
    {
        var idle = kind == AccessKeyKind.Primary ? _primaries : _secondaries;
        if (!idle.TryTake(out var hash)) hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, this[kind]);
        hash.AppendData(text);
        hash.GetHashAndReset(signature);
        idle.Add(hash);
    }

    public bool Equals(AccessKeys? other) => other is not null && primary.AsSpan().SequenceEqual(other[AccessKeyKind.Primary]) && secondary.AsSpan().SequenceEqual(other[AccessKeyKind.Secondary]);

    public override bool Equals(object? obj) => Equals(obj as AccessKeys);

    public override int GetHashCode() => HashCode.Combine(primary.Length, secondary.Length);

    /// <summary>Says nothing: it may end in a log.</summary>
    public override string ToString() => "two keys";
}
