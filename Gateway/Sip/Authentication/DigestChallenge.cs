using Telephony.Sip.Messages;

namespace Telephony.Sip.Authentication;

/// <summary>
/// One challenge of a 401 or 407 (RFC 3261 22.1, RFC 7616 3.3), kept over the retry. Values are as between the quotes, escapes included:
/// that is what is hashed and echoed.
/// </summary>
public sealed class DigestChallenge
{
    private DigestChallenge(byte[] realm, byte[] nonce, byte[]? opaque, DigestAlgorithm algorithm, bool hasQop, bool stale, bool isProxy)
    {
        Realm = realm;
        Nonce = nonce;
        Opaque = opaque;
        Algorithm = algorithm;
        HasQop = hasQop;
        IsStale = stale;
        IsProxy = isProxy;
    }

    public byte[] Realm { get; }

    public byte[] Nonce { get; }

    /// <summary>Null if absent: it is echoed only when it was there.</summary>
    public byte[]? Opaque { get; }

    public DigestAlgorithm Algorithm { get; }

    /// <summary>Whether qop "auth" is offered; without, the response has the form of RFC 2069.</summary>
    public bool HasQop { get; }

    /// <summary>The nonce was too old, the password was right.</summary>
    public bool IsStale { get; }

    /// <summary>Of Proxy-Authenticate: answered by Proxy-Authorization.</summary>
    public bool IsProxy { get; }

    /// <summary>
    /// Reads the value of one WWW-Authenticate or Proxy-Authenticate line. False for other schemes, no realm or nonce, an unknown
    /// algorithm, or a qop that does not offer "auth".
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> value, bool isProxy, out DigestChallenge? challenge)
    {
        challenge = null;
        if (!AuthParamReader.TryStart(value, out var reader))
        {
            return false;
        }
        ReadOnlySpan<byte> realm = default, nonce = default, opaque = default, algorithm = default, qop = default;
        bool hasRealm = false, hasOpaque = false, hasQop = false, stale = false;
        while (reader.MoveNext())
        {
            switch (reader.Name.Length)
            {
                case 5 when SipText.Same(reader.Name, "realm"u8):
                    realm = reader.Value;
                    hasRealm = true;
                    break;
                case 5 when SipText.Same(reader.Name, "nonce"u8):
                    nonce = reader.Value;
                    break;
                case 6 when SipText.Same(reader.Name, "opaque"u8):
                    opaque = reader.Value;
                    hasOpaque = true;
                    break;
                case 9 when SipText.Same(reader.Name, "algorithm"u8):
                    algorithm = reader.Value;
                    break;
                case 3 when SipText.Same(reader.Name, "qop"u8):
                    qop = reader.Value;
                    hasQop = !SipText.Trim(qop).IsEmpty;
                    break;
                case 5 when SipText.Same(reader.Name, "stale"u8):
                    stale = SipText.Same(reader.Value, "true"u8);
                    break;
            }
        }
        var found = DigestAlgorithms.Find(algorithm);
        if (!hasRealm || nonce.IsEmpty || found == DigestAlgorithm.Unknown || (hasQop && !OffersAuth(qop)) || (found.IsSession() && !hasQop))
        {
            return false;
        }
        challenge = new DigestChallenge(realm.ToArray(), nonce.ToArray(), hasOpaque ? opaque.ToArray() : null, found, hasQop, stale, isProxy);
        return true;
    }

    /// <summary>Realm and algorithm only.</summary>
    public override string ToString() => $"Digest realm=\"{SipText.ToText(Realm)}\" {Algorithm}";

    private static bool OffersAuth(ReadOnlySpan<byte> qop)
    {
        foreach (var part in qop.Split((byte)','))
        {
            if (SipText.Same(SipText.Trim(qop[part]), "auth"u8))
            {
                return true;
            }
        }
        return false;
    }
}
