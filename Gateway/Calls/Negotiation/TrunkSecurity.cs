using System.Collections.Immutable;
using System.Security.Cryptography;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Srtp;
using Telephony.Sdp.Security;

namespace Telephony.Calls.Negotiation;

/// <summary>A trunk's SRTP settings in the words of the SDP and RTP rooms. Keys are of the secure generator, one for each suite of each leg.</summary>
internal static class TrunkSecurity
{
    /// <param name="offers">Whether a first offer of ours asks for SRTP where the policy leaves it open.</param>
    public static LocalSecurity Of(Trunk trunk, bool offers)
    {
        var preferences = trunk.Srtp;
        if (preferences.Policy == SrtpPolicy.Off) return LocalSecurity.Off;
        var keys = ImmutableArray.CreateBuilder<(CryptoSuite, CryptoKey)>(preferences.Suites.Count);
        foreach (var name in preferences.Suites)
        {
            if (CryptoSuites.TryParse(name, out var suite)) keys.Add((suite, new CryptoKey(RandomNumberGenerator.GetBytes(suite.KeyAndSaltBytes()))));
        }
        return preferences.Policy == SrtpPolicy.Require
            ? new LocalSecurity(SecurityPolicy.Require, keys.DrainToImmutable())
            : new LocalSecurity(SecurityPolicy.Prefer, keys.DrainToImmutable()) { Offers = offers };
    }

    public static SrtpAgreement? ToAgreement(AgreedSecurity? security) => security is null ? null : new SrtpAgreement(
        ToSuite(security.Suite), ToKey(security.Local), [.. security.Remote.Select(ToKey)]);

    private static SrtpSuite ToSuite(CryptoSuite suite) => suite switch
    {
        CryptoSuite.AesCm128HmacSha1Tag80 => SrtpSuite.AesCm128HmacSha1Tag80,
        CryptoSuite.AesCm128HmacSha1Tag32 => SrtpSuite.AesCm128HmacSha1Tag32,
        CryptoSuite.AeadAes128Gcm => SrtpSuite.AeadAes128Gcm,
        _ => SrtpSuite.AeadAes256Gcm,
    };

    private static SrtpMasterKey ToKey(CryptoKey key) => new(key.KeyAndSalt.ToArray(), key.MkiBytes, key.Mki);
}
