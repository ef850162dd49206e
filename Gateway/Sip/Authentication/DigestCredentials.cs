using System.Text;

namespace Telephony.Sip.Authentication;

/// <summary>A user name and password for the side that is challenged. Never shown by <see cref="ToString"/>.</summary>
/// <param name="username">As the peer knows it.</param>
/// <param name="password">In clear: the realm to hash it with comes with the challenge.</param>
/// <param name="realm">Only challenges of this realm are answered; null answers any.</param>
public sealed class DigestCredentials(string username, string password, string? realm = null)
{
    internal byte[] Username { get; } = Encoding.UTF8.GetBytes(username);

    internal byte[] Password { get; } = Encoding.UTF8.GetBytes(password);

    internal byte[]? Realm { get; } = realm is null ? null : Encoding.UTF8.GetBytes(realm);

    public override string ToString() => $"DigestCredentials({username}, hidden)";
}
