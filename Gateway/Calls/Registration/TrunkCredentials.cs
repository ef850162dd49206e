using Telephony.Domain.Trunks;
using DigestCredentials = Telephony.Sip.Authentication.DigestCredentials;

namespace Telephony.Calls.Registration;

/// <summary>With what our requests to a trunk answer its challenges.</summary>
internal static class TrunkCredentials
{
    /// <summary>Those of <c>auth.digest</c>, else those we register with; null: challenges stand.</summary>
    public static DigestCredentials? Of(Trunk trunk) => trunk.Authentication switch
    {
        { Digest: { } digest } => new DigestCredentials(digest.User, digest.Password),
        { Registration: { } registration } => new DigestCredentials(registration.CredentialsUser, registration.Password, registration.Realm),
        _ => null,
    };
}
