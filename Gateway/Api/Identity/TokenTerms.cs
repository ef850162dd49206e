using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Identity.Tokens;

namespace Telephony.Api.Identity;

/// <summary>What a token is asked for, and for how long.</summary>
internal readonly record struct TokenTerms(IReadOnlyList<string> Scopes, TimeSpan Lifetime)
{
    /// <param name="field">What the request calls its scopes.</param>
    public static bool TryRead(string field, IReadOnlyList<string?>? scopes, int? minutes, out TokenTerms terms, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        terms = default;
        refused = null;
        if (scopes is not { Count: > 0 }) refused = ApiErrors.BadField(field, $"at least one scope is needed, of {string.Join(", ", TokenScopes.All)}");
        else if (TokenScopes.FirstUnknown(scopes) is { } unknown) refused = ApiErrors.BadField($"{field}[{unknown.ToString(CultureInfo.InvariantCulture)}]", $"allowed are {string.Join(", ", TokenScopes.All)}");
        else if (minutes is < AccessTokens.LeastMinutes or > AccessTokens.MostMinutes) refused = ApiErrors.BadField("expiresInMinutes", string.Create(CultureInfo.InvariantCulture, $"allowed is {AccessTokens.LeastMinutes} to {AccessTokens.MostMinutes}"));
        if (refused is not null) return false;
        terms = new TokenTerms([.. scopes!.Select(static scope => scope!).Distinct(StringComparer.Ordinal)], TimeSpan.FromMinutes(minutes ?? AccessTokens.MostMinutes));   // looked at above
        return true;
    }
}
