using System.Collections.Immutable;
using System.Globalization;
using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.Security;

/// <summary>
/// An <c>a=crypto</c> line (RFC 4568 4 and 9.2):
/// <code>
///   1 AES_CM_128_HMAC_SHA1_80 inline:BASE64|2^31|1:4;inline:BASE64|2^31|2:4 WSH=128
///   tag suite                        key   lifetime MKI:octets             session parameters
/// </code>
/// Its text holds keys; it shows none.
/// </summary>
public sealed class CryptoAttribute
{
    /// <summary>The attribute's name.</summary>
    public const string Name = "crypto";

    internal CryptoAttribute(int tag, CryptoSuite suite, ImmutableArray<CryptoKey> keys) => (Tag, Suite, Keys) = (tag, suite, keys);

    /// <summary>What an answer names to say which line it took.</summary>
    public int Tag { get; }

    public CryptoSuite Suite { get; }

    /// <summary>One, or several told apart by identifiers of one length.</summary>
    public ImmutableArray<CryptoKey> Keys { get; }

    /// <summary>A line with one key of ours: no lifetime and no identifier, which nobody needs and some refuse.</summary>
    public static SdpAttribute Write(int tag, CryptoSuite suite, CryptoKey key) =>
        new(Name, string.Create(CultureInfo.InvariantCulture, $"{tag} {suite.ToName()} inline:{Convert.ToBase64String(key.KeyAndSalt.Span)}"));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tag} {Suite.ToName()}");
}
