using System.Security.Cryptography;

namespace Telephony.Domain.Events;

/// <summary>A secret shared with one endpoint; written <c>whsec_BASE64</c>, as libraries for Standard Webhooks want it. Says nothing of itself in a log.</summary>
public sealed class WebhookSecret(byte[] key) : IEquatable<WebhookSecret>
{
    public const int LeastBytes = 24;
    public const int MostBytes = 64;

    private const string Prefix = "whsec_";

    public static readonly WebhookSecret None = new([]);

    public ReadOnlySpan<byte> Key => key;

    public bool IsNone => key.Length == 0;

    public static WebhookSecret Make() => new(RandomNumberGenerator.GetBytes(32));

    public static bool TryParse(string text, out WebhookSecret secret)
    {
        secret = None;
        var base64 = text.StartsWith(Prefix, StringComparison.Ordinal) ? text.AsSpan(Prefix.Length) : text;
        Span<byte> bytes = stackalloc byte[MostBytes + 2];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length) || length is < LeastBytes or > MostBytes) return false;
        secret = new WebhookSecret(bytes[..length].ToArray());
        return true;
    }

    /// <summary>The secret itself: for its owner's eyes.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(key);

    public bool Equals(WebhookSecret? other) => other is not null && CryptographicOperations.FixedTimeEquals(key, other.Key);

    public override bool Equals(object? obj) => Equals(obj as WebhookSecret);

    public override int GetHashCode() => key.Length;

    public override string ToString() => IsNone ? "no secret" : "a secret";
}
