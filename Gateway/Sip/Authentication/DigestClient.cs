using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Authentication;

/// <summary>
/// Answers challenges (RFC 3261 22.2, 22.3): takes the strongest of each realm, counts the uses of a nonce, and says when a retry is
/// pointless. One per peer: later requests to it carry credentials at once. Not for two threads.
/// </summary>
public sealed class DigestClient(DigestCredentials credentials, ISipRandom random)
{
    private const int MaxRealms = 4;
    private readonly List<Answer> _answers = [];

    /// <summary>Whether <see cref="WriteAuthorization"/> has anything to write.</summary>
    public bool HasChallenge => _answers.Count > 0;

    /// <summary>
    /// Takes the challenges of a 401 or 407. True: send the request again, with a new CSeq and branch, and credentials. False: nothing in
    /// it can be answered, or what it refuses was the answer to its last challenge (the password is wrong, RFC 3261 22.2).
    /// </summary>
    /// <param name="attempt">How often this request has been sent again for a challenge already: 0 at its first 401 or 407.</param>
    public bool TryAccept(SipMessage response, int attempt)
    {
        if (response.StatusCode is not (401 or 407) || attempt > MaxRealms)
        {
            return false;
        }
        // A 401 may carry the challenges of proxies too, after forking (RFC 3261 16.7 step 7).
        var accepted = Collect(response, HeaderName.WwwAuthenticate, isProxy: false, attempt)
            | Collect(response, HeaderName.ProxyAuthenticate, isProxy: true, attempt);
        foreach (var answer in _answers)
        {
            answer.IsFresh = false;
        }
        return accepted;
    }

    /// <summary>One Authorization or Proxy-Authorization line for each realm that challenged, the nonce count moved on by one.</summary>
    public void WriteAuthorization(ref SipWriter writer, ReadOnlySpan<byte> method, ReadOnlySpan<byte> requestUri)
    {
        foreach (var answer in _answers)
        {
            answer.Uses++;
            Write(ref writer, answer, method, requestUri);
        }
    }

    /// <summary>Back to the state before the first challenge: for a peer that restarted.</summary>
    public void Forget() => _answers.Clear();

    private bool Collect(SipMessage response, HeaderName header, bool isProxy, int attempt)
    {
        var accepted = false;
        foreach (var line in response.Headers)
        {
            if (line.Name == header && DigestChallenge.TryParse(line.Value, isProxy, out var challenge) && challenge is not null && IsOurs(challenge))
            {
                accepted |= Take(challenge, attempt);
            }
        }
        return accepted;
    }

    private bool IsOurs(DigestChallenge challenge) => credentials.Realm is null || credentials.Realm.AsSpan().SequenceEqual(challenge.Realm);

    private bool Take(DigestChallenge challenge, int attempt)
    {
        var at = _answers.FindIndex(a => a.Challenge.IsProxy == challenge.IsProxy && a.Challenge.Realm.AsSpan().SequenceEqual(challenge.Realm));
        if (at < 0)
        {
            if (_answers.Count == MaxRealms)
            {
                return false;
            }
            _answers.Add(new Answer(challenge, credentials));
            return true;
        }
        var known = _answers[at];
        if (known.IsFresh)
        {
            if (challenge.Algorithm > known.Challenge.Algorithm)
            {
                _answers[at] = new Answer(challenge, credentials);   // of several offered for one realm the strongest counts (RFC 8760 2.4)
            }
            return true;
        }
        if (attempt > 0 && !challenge.IsStale)
        {
            return false;
        }
        var sameNonce = known.Challenge.Nonce.AsSpan().SequenceEqual(challenge.Nonce) && known.Challenge.Algorithm == challenge.Algorithm;
        _answers[at] = sameNonce ? known : new Answer(challenge, credentials);   // the count of a nonce goes on
        _answers[at].IsFresh = true;
        return true;
    }

    private void Write(ref SipWriter writer, Answer answer, ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri)
    {
        var challenge = answer.Challenge;
        Span<byte> cnonce = stackalloc byte[16], count = stackalloc byte[8], response = stackalloc byte[DigestHash.MaxHexLength];
        random.WriteText(cnonce);
        answer.Uses.TryFormat(count, out _, "x8");
        var parts = new DigestParts
        {
            Method = method,
            Uri = uri,
            Nonce = challenge.Nonce,
            NonceCount = count,
            Cnonce = cnonce,
            Qop = challenge.HasQop ? "auth"u8 : default,
        };
        response = response[..DigestHash.Response(challenge.Algorithm, answer.Ha1, parts, response)];

        writer.Begin(challenge.IsProxy ? HeaderName.ProxyAuthorization : HeaderName.Authorization);
        writer.Append("Digest username="u8);
        writer.AppendQuoted(credentials.Username);
        AppendParam(ref writer, ", realm=\""u8, challenge.Realm, "\""u8);
        AppendParam(ref writer, ", nonce=\""u8, challenge.Nonce, "\""u8);
        writer.Append(", uri=\""u8);
        writer.AppendUri(uri);
        AppendParam(ref writer, "\", response=\""u8, response, "\", algorithm="u8);
        writer.Append(challenge.Algorithm.ToBytes());
        if (challenge.HasQop)
        {
            AppendParam(ref writer, ", cnonce=\""u8, cnonce, "\", qop=auth, nc="u8);
            writer.Append(count);
        }
        if (challenge.Opaque is { } opaque)
        {
            AppendParam(ref writer, ", opaque=\""u8, opaque, "\""u8);
        }
        writer.EndLine();
    }

    private static void AppendParam(ref SipWriter writer, scoped ReadOnlySpan<byte> before, scoped ReadOnlySpan<byte> value, scoped ReadOnlySpan<byte> after)
    {
        writer.Append(before);
        writer.Append(value);
        writer.Append(after);
    }

    /// <summary>A challenge with what is needed to answer it again and again.</summary>
    private sealed class Answer
    {
        public Answer(DigestChallenge challenge, DigestCredentials credentials)
        {
            Challenge = challenge;
            Span<byte> hex = stackalloc byte[DigestHash.MaxHexLength];
            Ha1 = hex[..DigestHash.Ha1(challenge.Algorithm, credentials.Username, challenge.Realm, credentials.Password, hex)].ToArray();
        }

        public DigestChallenge Challenge { get; }

        public byte[] Ha1 { get; }

        public uint Uses { get; set; }

        /// <summary>Taken from the response that is being read.</summary>
        public bool IsFresh { get; set; } = true;
    }
}
