using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Authentication;

/// <summary>
/// Challenges and checks (RFC 3261 22.4, RFC 7616 3.4, RFC 8760). A challenge is stateless; only used nonces are remembered, in a table of
/// fixed size. ACK and CANCEL cannot be challenged (22.1): do not ask for them. A retransmission carries the same count, so it must be
/// absorbed by its transaction before it comes here. One per loop: not for two threads, and a nonce is good at its own loop only.
/// </summary>
public sealed class DigestServer
{
    private readonly DigestOptions _options;
    private readonly IDigestSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly byte[] _realm;
    private readonly NonceMint _mint;
    private readonly NonceCounts _counts;

    public DigestServer(DigestOptions options, IDigestSecrets secrets, TimeProvider time, ISipRandom random)
    {
        _options = options;
        _secrets = secrets;
        _time = time;
        _realm = Encoding.UTF8.GetBytes(options.Realm);
        _mint = new NonceMint(_realm, time, random);
        _counts = new NonceCounts(options.RememberedNonces);
    }

    /// <summary>Writes the challenge lines of a 401 (WWW-Authenticate) or 407 (Proxy-Authenticate), one for each algorithm, all with one nonce.</summary>
    public void WriteChallenge(ref SipWriter writer, HeaderName header, bool stale)
    {
        Span<byte> nonce = stackalloc byte[NonceMint.Length];
        _mint.Write(nonce);
        foreach (var algorithm in _options.Algorithms)
        {
            writer.Begin(header);
            writer.Append("Digest realm="u8);
            writer.AppendQuoted(_realm);
            writer.Append(", nonce=\""u8);
            writer.Append(nonce);
            writer.Append("\", algorithm="u8);
            writer.Append(algorithm.ToBytes());
            writer.Append(stale ? ", qop=\"auth\", stale=true"u8 : ", qop=\"auth\""u8);
            writer.EndLine();
        }
    }

    /// <summary>Judges the credentials in <paramref name="header"/> (Authorization or Proxy-Authorization) that are for this realm.</summary>
    /// <param name="username">Of the user, whatever the verdict, for logs and limits; empty if there is none. A slice of the message: gone with it.</param>
    public DigestVerdict Verify(SipMessage request, HeaderName header, out ReadOnlySpan<byte> username)
    {
        foreach (var line in request.Headers)
        {
            if (line.Name == header && DigestResponse.TryParse(line.Value, out var given) && SameEscaped(given.Realm, _realm))
            {
                username = given.Username;
                return Judge(request, given);
            }
        }
        username = default;
        return DigestVerdict.Missing;
    }

    /// <summary>The user named by the first credentials of the request, unchecked; empty if there are none. A slice of the message.</summary>
    public static ReadOnlySpan<byte> UserOf(SipMessage request, HeaderName header) =>
        request.Has(header) && DigestResponse.TryParse(request.Header(header), out var given) ? given.Username : default;

    private DigestVerdict Judge(SipMessage request, scoped in DigestResponse given)
    {
        if (!given.IsComplete || !SipText.Same(given.Qop, "auth"u8) || !TryHex(given.NonceCount, out var count) || count == 0)
        {
            return DigestVerdict.Malformed;
        }
        if (!_options.Algorithms.Contains(given.Algorithm) || (_options.MatchUri && !Matches(given.Uri, request.RequestUri)))
        {
            return DigestVerdict.Refused;
        }
        if (!_mint.TryOpen(given.Nonce, out var issuedMs, out var id))
        {
            return IsRight(request, given) ? DigestVerdict.Stale : DigestVerdict.Refused;   // of another loop, or of before a restart
        }
        if (!IsRight(request, given))
        {
            return DigestVerdict.Refused;
        }
        var age = _time.GetUtcNow().ToUnixTimeMilliseconds() - issuedMs;
        return age < 0 || age > _options.NonceLifetime.TotalMilliseconds ? DigestVerdict.Stale : _counts.Use(id, issuedMs, count);
    }

    /// <summary>An unknown user costs the same sums and the same time as a wrong password.</summary>
    private bool IsRight(SipMessage request, scoped in DigestResponse given)
    {
        Span<byte> expected = stackalloc byte[DigestHash.MaxHexLength], nobody = stackalloc byte[DigestHash.MaxHexLength];
        nobody.Fill((byte)'0');
        var known = TryFindSecret(given, out var secret);
        var ha1 = known && secret is not null ? secret.Ha1(given.Algorithm) : default;
        var usable = !ha1.IsEmpty;
        var parts = new DigestParts
        {
            Method = request.MethodBytes,
            Uri = given.Uri,
            Nonce = given.Nonce,
            NonceCount = given.NonceCount,
            Cnonce = given.Cnonce,
            Qop = given.Qop,
        };
        var length = DigestHash.Response(given.Algorithm, usable ? ha1 : nobody[..given.Algorithm.HexLength()], parts, expected);
        Span<byte> lower = stackalloc byte[DigestHash.MaxHexLength];
        var same = given.Response.Length == length
            && Ascii.ToLower(given.Response, lower, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected[..length], lower[..length]);
        return same & usable;
    }

    private bool TryFindSecret(scoped in DigestResponse given, out DigestSecret? secret)
    {
        Span<byte> name = stackalloc byte[256];
        secret = null;
        return given.Username.Length <= name.Length && _secrets.TryFind(name[..SipText.Unescape(given.Username, name)], out secret);
    }

    private static bool SameEscaped(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> plain)
    {
        Span<byte> text = stackalloc byte[256];
        return escaped.Length <= text.Length ? text[..SipText.Unescape(escaped, text)].SequenceEqual(plain) : escaped.SequenceEqual(plain);
    }

    private static bool Matches(ReadOnlySpan<byte> uri, ReadOnlySpan<byte> requestUri) => uri.SequenceEqual(requestUri) || SipUriComparer.Same(uri, requestUri);

    private static bool TryHex(ReadOnlySpan<byte> text, out uint number)
    {
        number = 0;
        return text.Length == 8 && System.Buffers.Text.Utf8Parser.TryParse(text, out number, out var used, 'x') && used == 8;
    }
}
