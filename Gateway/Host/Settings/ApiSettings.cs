namespace Telephony.Host.Settings;

internal sealed class ApiSettings
{
    /// <summary>Where the default resource says that its data lies; words for applications.</summary>
    public string DataLocation { get; set; } = "local";

    /// <summary>How applications reach the API, where that is not the first https address of <c>Urls</c>: such as that of a reverse proxy.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Requests a second of one resource for one area of the API; more get 429. 0: no limit.</summary>
    public double RequestsPerSecond { get; set; } = 1000;

    /// <summary>Other limits for some areas: <c>sms=100</c>.</summary>
    public List<string> RateLimits { get; set; } = [];

    /// <summary>Web pages that may call the services of user tokens: origins such as <c>https://app.example.com</c>, or <c>*</c>.</summary>
    public List<string> CorsOrigins { get; set; } = [];

    /// <summary>What the audit log takes: <c>changes</c> and refusals (401, 403), <c>all</c> requests, or <c>off</c>.</summary>
    public string Audit { get; set; } = "changes";

    public int AuditKeepDays { get; set; } = 90;

    /// <summary>How long the answer to a request that may be repeated is kept.</summary>
    public double RepeatHours { get; set; } = 24;

    /// <summary>Access tokens are signed with another key after this.</summary>
    public double TokenKeyDays { get; set; } = 30;

    public OpenIdConnectSettings OpenIdConnect { get; set; } = new();

    public TokenExchangeSettings TokenExchange { get; set; } = new();
}

internal sealed class OpenIdConnectSettings
{
    /// <summary>The issuer whose tokens are good where a signature of an access key is; empty: none is.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What must stand in the token's <c>aud</c>.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The role that the token must name, in <c>roles</c> or <c>role</c>; with <c>.RESOURCE</c> behind it, it is good for that resource alone.</summary>
    public string Role { get; set; } = "Telephony.Manage";
}

internal sealed class TokenExchangeSettings
{
    /// <summary>The issuer whose users may have access tokens of their own; empty: nobody's.</summary>
    public string Authority { get; set; } = "";

    public string Audience { get; set; } = "";

    /// <summary>The claim that names the user: <c>sub</c>, or <c>oid</c> at Entra ID.</summary>
    public string UserClaim { get; set; } = "sub";

    /// <summary>The most that such a token may be for.</summary>
    public List<string> Scopes { get; set; } = [];
}
