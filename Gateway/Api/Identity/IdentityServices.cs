using Telephony.Identity.Federation;
using Telephony.Identity.Tokens;
using Telephony.Identity.Users;

namespace Telephony.Api.Identity;

/// <summary>What the operations of users and tokens are built on.</summary>
/// <param name="Exchange">The issuer whose users may have access tokens; null: nobody's.</param>
public sealed record IdentityServices(UserDirectory Users, AccessTokens Tokens, SigningKeys Keys, TrustedIssuer? Exchange);
