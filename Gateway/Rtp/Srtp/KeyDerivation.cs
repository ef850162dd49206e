using System.Runtime.Intrinsics;

namespace Telephony.Rtp.Srtp;

/// <summary>What each derived key is for (RFC 3711 4.3.1, 4.3.2).</summary>
internal enum KeyLabel : byte
{
    RtpEncryption,
    RtpAuthentication,
    RtpSalt,
    RtcpEncryption,
    RtcpAuthentication,
    RtcpSalt,
}

/// <summary>
/// Session keys from a master key, derivation rate 0 (RFC 3711 4.3). A salt of 96 bits is filled up with zeros at its end (RFC 7714 11).
/// </summary>
internal static class KeyDerivation
{
    private const int SaltBytes = 14;
    private const int LabelAt = 7;

    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, KeyLabel label, int bytes)
    {
        Span<byte> counter = stackalloc byte[16];
        counter.Clear();
        masterSalt[..Math.Min(SaltBytes, masterSalt.Length)].CopyTo(counter);
        counter[LabelAt] ^= (byte)label;
        var derived = new byte[bytes];
        new AesCounter(masterKey).Apply(derived, Vector128.Create<byte>(counter));
        return derived;
    }
}
