namespace Telephony.Rtp.Srtp;

/// <summary>
/// One master key with its salt, as SDES names it (RFC 4568 6.1). Compared by content; never shown: its text is its length alone.
/// </summary>
/// <param name="keyAndSalt">Key and salt in one piece, as long as the suite wants them; kept, not copied.</param>
/// <param name="mkiBytes">Octets of the key identifier that packets carry, 0 for none, 128 at most.</param>
/// <param name="mki">Its value, big endian on the wire.</param>
public sealed class SrtpMasterKey(byte[] keyAndSalt, int mkiBytes = 0, ulong mki = 0) : IEquatable<SrtpMasterKey>
{
    public ReadOnlySpan<byte> KeyAndSalt => keyAndSalt;

    public int MkiBytes => mkiBytes;

    public ulong Mki => mki;

    public bool Equals(SrtpMasterKey? other) =>
        other is not null && mkiBytes == other.MkiBytes && mki == other.Mki && KeyAndSalt.SequenceEqual(other.KeyAndSalt);

    public override bool Equals(object? obj) => Equals(obj as SrtpMasterKey);

    public override int GetHashCode() => HashCode.Combine(mki, mkiBytes, keyAndSalt.Length);

    public override string ToString() => $"{keyAndSalt.Length * 8} bits";
}
