using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Telephony.Identity.Tokens;

namespace Telephony.Events.Webhooks;

/// <summary>
/// The header by which an application knows a webhook of its gateway, checked with the published keys (<c>/.well-known/openid-configuration</c>):
/// <code>
/// Authorization: Bearer TOKEN      iss our endpoint, aud the resource's immutable id, body_sha256 base64url
/// </code>
/// </summary>
public sealed class WebhookTokens(ServiceTokens tokens)
{
    public const string BodyHash = "body_sha256";

    /// <param name="audience">For whom: the resource's immutable id, or what the application asked for.</param>
    public KeyValuePair<string, string> Header(string audience, ReadOnlySpan<byte> body) =>
        new("Authorization", "Bearer " + tokens.Issue(audience, new Dictionary<string, object>(1) { [BodyHash] = Base64UrlEncoder.Encode(SHA256.HashData(body)) }));
}
