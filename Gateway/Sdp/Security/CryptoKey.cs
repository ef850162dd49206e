namespace Telephony.Sdp.Security;

/// <summary>One master key and salt of an <c>a=crypto</c> line (RFC 4568 6.1). Compared by content; never shown.</summary>
/// <param name="keyAndSalt">As long as the suite wants; kept, not copied.</param>
/// <param name="lifetime">Packets it may protect; null: as many as the suite allows.</param>
/// <param name="mkiBytes">Octets of the identifier in each packet, 0 for none.</param>
public sealed class CryptoKey(byte[] keyAndSalt, ulong? lifetime = null, int mkiBytes = 0, ulong mki = 0) : IEquatable<CryptoKey>
{
    public ReadOnlyMemory<byte> KeyAndSalt => keyAndSalt;

    public ulong? Lifetime => lifetime;

    public int MkiBytes => mkiBytes;

    public ulong Mki => mki;

    public bool Equals(CryptoKey? other) =>
        other is not null && mkiBytes == other.MkiBytes && mki == other.Mki && lifetime == other.Lifetime && keyAndSalt.AsSpan().SequenceEqual(other.KeyAndSalt.Span);

    public override bool Equals(object? obj) => Equals(obj as CryptoKey);

    public override int GetHashCode() => HashCode.Combine(mki, mkiBytes, keyAndSalt.Length);

    public override string ToString() => $"{keyAndSalt.Length * 8} bits";
}
