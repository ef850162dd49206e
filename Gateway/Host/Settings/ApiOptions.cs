using System.Globalization;
using Telephony.Identity.Federation;
using Telephony.Identity.Tokens;

namespace Telephony.Host.Settings;

internal enum AuditExtent
{
    Changes,
    All,
    Off,
}

/// <summary>The settings of the API, checked and typed.</summary>
internal sealed record ApiOptions
{
    public required string DataLocation { get; init; }

    /// <summary>With a slash at its end; null: not configured.</summary>
    public string? PublicUrl { get; init; }

    public required double RequestsPerSecond { get; init; }

    public required IReadOnlyList<KeyValuePair<string, double>> RateLimits { get; init; }

    public required IReadOnlyList<string> CorsOrigins { get; init; }

    public required AuditExtent Audit { get; init; }

    public required TimeSpan AuditKept { get; init; }

    public required TimeSpan AnswersKept { get; init; }

    public required TimeSpan TokenKeyLife { get; init; }

    /// <summary>Null: not configured.</summary>
    public IssuerOptions? OpenIdConnect { get; init; }

    /// <summary>Null: not configured.</summary>
    public IssuerOptions? TokenExchange { get; init; }

    public static ApiOptions Read(ApiSettings raw, SettingMistakes mistakes) => new()
    {
        DataLocation = raw.DataLocation,
        PublicUrl = Public(raw.PublicUrl, mistakes),
        RequestsPerSecond = InRange(mistakes, "Api:RequestsPerSecond", raw.RequestsPerSecond, 0, 1_000_000),
        RateLimits = [.. Limits(raw.RateLimits, mistakes)],
        CorsOrigins = Origins(raw.CorsOrigins, mistakes),
        Audit = raw.Audit switch
        {
            "changes" => AuditExtent.Changes,
            "all" => AuditExtent.All,
            "off" => AuditExtent.Off,
            var other => mistakes.Add("Api:Audit", other, "allowed is changes, all or off", AuditExtent.Changes),
        },
        AuditKept = TimeSpan.FromDays(InRange(mistakes, "Api:AuditKeepDays", raw.AuditKeepDays, 1, 36_500)),
        AnswersKept = TimeSpan.FromHours(InRange(mistakes, "Api:RepeatHours", raw.RepeatHours, 0.1, 720)),
        TokenKeyLife = TimeSpan.FromDays(InRange(mistakes, "Api:TokenKeyDays", raw.TokenKeyDays, 2, 3650)),
        OpenIdConnect = Issuer("Api:OpenIdConnect", raw.OpenIdConnect.Authority, raw.OpenIdConnect.Audience, mistakes) is { } issuer ? issuer with { Role = raw.OpenIdConnect.Role } : null,
        TokenExchange = Exchange(raw.TokenExchange, mistakes),
    };

    // SDKs refuse an endpoint with a path.
    private static string? Public(string url, SettingMistakes mistakes)
    {
        if (url.Length == 0) return null;
        if (Uri.TryCreate(url, UriKind.Absolute, out var read) && read.Scheme is "https" or "http" && read is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }) return read.GetLeftPart(UriPartial.Path);
        return mistakes.Add<string?>("Api:PublicUrl", url, "allowed is an https or http URL without path, such as https://gw.example.com", null);
    }

    private static IEnumerable<KeyValuePair<string, double>> Limits(List<string> texts, SettingMistakes mistakes)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            var equals = texts[i].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && double.TryParse(texts[i].AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 1_000_000) yield return new(texts[i][..equals].Trim(), rate);
            else mistakes.Add($"Api:RateLimits:{i}", texts[i], "allowed is an area and requests a second, such as sms=100");
        }
    }

    private static List<string> Origins(List<string> texts, SettingMistakes mistakes)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] != "*" && !(Uri.TryCreate(texts[i], UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == texts[i]))
                mistakes.Add($"Api:CorsOrigins:{i}", texts[i], "allowed is an origin without path, such as https://app.example.com, or *");
        }
        return texts;
    }

    private static IssuerOptions? Exchange(TokenExchangeSettings raw, SettingMistakes mistakes)
    {
        var scopes = raw.Scopes.Count > 0 ? raw.Scopes : [.. TokenScopes.All];
        for (var i = 0; i < raw.Scopes.Count; i++)
        {
            if (!TokenScopes.All.Contains(raw.Scopes[i])) mistakes.Add($"Api:TokenExchange:Scopes:{i}", raw.Scopes[i], $"allowed are {string.Join(", ", TokenScopes.All)}");
        }
        if (raw.UserClaim.Length == 0) mistakes.Add("Api:TokenExchange:UserClaim", raw.UserClaim, "allowed is the name of a claim, such as sub or oid");
        return Issuer("Api:TokenExchange", raw.Authority, raw.Audience, mistakes) is { } issuer ? issuer with { UserClaim = raw.UserClaim, Scopes = scopes } : null;
    }

    private static IssuerOptions? Issuer(string section, string authority, string audience, SettingMistakes mistakes)
    {
        if (authority.Length == 0) return null;
        // Keys fetched in the clear could be anybody's; this machine itself is another matter.
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            return mistakes.Add($"{section}:Authority", authority, "allowed is the issuer's https URL (http only for this machine)", (IssuerOptions?)null);
        if (audience.Length == 0) return mistakes.Add($"{section}:Audience", audience, "allowed is what the issuer puts into the aud of tokens that are meant for this gateway", (IssuerOptions?)null);
        return new IssuerOptions { Authority = uri, Audience = audience };
    }

    private static double InRange(SettingMistakes mistakes, string field, double found, double least, double most) =>
        found >= least && found <= most
            ? found
            : mistakes.Add(field, found.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"allowed is {least} to {most}"), least);
}
