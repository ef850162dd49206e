namespace Telephony.Sip.Authentication;

/// <summary>How a <see cref="DigestServer"/> challenges.</summary>
public sealed record DigestOptions
{
    /// <summary>Shown to the peer and hashed with the password: what the secrets of <see cref="IDigestSecrets"/> were made for.</summary>
    public required string Realm { get; init; }

    /// <summary>One challenge each, in this order: the peer takes the first it knows (RFC 8760 2.3).</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];

    /// <summary>After that the peer gets stale=true and a new nonce, and asks nobody for a password.</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether the uri parameter must be the Request-URI (RFC 3261 22.4 lets a server check it). Off: SBCs and proxies rewrite the Request-URI
    /// on the way, and several clients send their registrar's address; a nonce's count already keeps a response from being used twice.
    /// </summary>
    public bool MatchUri { get; init; }

    /// <summary>Nonces whose counts are remembered at one time, a power of two. One that is crowded out is only asked to start anew.</summary>
    public int RememberedNonces { get; init; } = 4096;
}

/// <summary>Where a server finds the secret of a user. Called on the loop's thread: answer from memory.</summary>
public interface IDigestSecrets
{
    /// <param name="username">Unescaped, as the peer sent it.</param>
    bool TryFind(ReadOnlySpan<byte> username, out DigestSecret? secret);
}

/// <summary>What a request's credentials are worth.</summary>
public enum DigestVerdict : byte
{
    Accepted,

    /// <summary>None for this realm: challenge.</summary>
    Missing,

    /// <summary>Right, but with a nonce that is too old or forgotten: challenge with stale=true.</summary>
    Stale,

    /// <summary>Unknown user, wrong password, or a nonce or count that was used before: challenge or 403.</summary>
    Refused,

    /// <summary>Not a digest by RFC 7616: 400.</summary>
    Malformed,
}
