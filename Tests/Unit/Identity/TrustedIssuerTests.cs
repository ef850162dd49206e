using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Telephony.Domain.Identity;
using Telephony.Identity.Federation;
using Xunit;

namespace Telephony.Unit.Identity;

/// <summary>Tokens of an OpenID Connect issuer, its keys, and what happens when it turns them or is away.</summary>
public sealed class TrustedIssuerTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 7, 0, 0, TimeSpan.Zero));
    private readonly FakeIssuer _fake = new();
    private readonly HttpClient _http;
    private readonly TrustedIssuer _issuer;

    public TrustedIssuerTests()
    {
        _http = new HttpClient(_fake);
        _issuer = new TrustedIssuer(new IssuerOptions { Authority = new Uri(FakeIssuer.Address), Audience = "telephony", Role = "Telephony.Manage" }, _http, _clock, NullLogger<TrustedIssuer>.Instance);
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _http.Dispose();
        _fake.Dispose();
    }

    [Fact]
    public async Task A_good_token_is_read_and_the_keys_are_fetched_once()
    {
        for (var i = 0; i < 3; i++) Assert.NotNull(await ReadAsync(Token()));
        Assert.Equal(2, _fake.Requests);      // the document and the key set
    }

    [Theory]
    [InlineData("aud")]
    [InlineData("iss")]
    [InlineData("exp")]
    [InlineData("nbf")]
    [InlineData("no exp")]
    [InlineData("key")]
    [InlineData("none")]
    [InlineData("hmac")]
    [InlineData("text")]
    public async Task Another_one_is_not(string wrong)
    {
        var token = wrong switch
        {
            "aud" => Token(audience: "other"),
            "iss" => Token(issuer: "https://other.example"),
            "exp" => Token(from: -120, to: -10),
            "nbf" => Token(from: 10, to: 60),
            "no exp" => Token(to: null),
            "key" => Token(key: new RsaSecurityKey(RSA.Create(2048)) { KeyId = _fake.Key.KeyId }),
            "none" => Unsigned(Token()),
            "hmac" => Token(key: new SymmetricSecurityKey(_fake.Key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = _fake.Key.KeyId }, algorithm: SecurityAlgorithms.HmacSha256),
            _ => "nothing",
        };
        Assert.Null(await ReadAsync(token));
    }

    [Fact]
    public async Task Turned_keys_are_fetched_for_the_first_token_that_names_them_and_not_for_each_made_up_one()
    {
        Assert.NotNull(await ReadAsync(Token()));
        var old = Token();
        _fake.Turn();
        _clock.Advance(IssuerKeys.Pause);
        Assert.NotNull(await ReadAsync(Token()));
        Assert.Null(await ReadAsync(old));

        var asked = _fake.Requests;
        for (var i = 0; i < 5; i++) Assert.Null(await ReadAsync(Token(key: new RsaSecurityKey(RSA.Create(2048)) { KeyId = $"made-up-{i}" })));
        Assert.Equal(asked, _fake.Requests);
    }

    [Fact]
    public async Task While_the_issuer_is_away_the_known_keys_go_on()
    {
        Assert.NotNull(await ReadAsync(Token()));
        _fake.IsAway = true;
        _clock.Advance(TimeSpan.FromHours(13));
        Assert.NotNull(await ReadAsync(Token()));
    }

    [Fact]
    public async Task An_issuer_that_was_never_there_is_a_refusal_until_it_is()
    {
        _fake.IsAway = true;
        Assert.Null(await ReadAsync(Token()));
        _fake.IsAway = false;
        Assert.NotNull(await ReadAsync(Token()));
    }

    [Theory]
    [InlineData("{\"roles\":[\"Other\",\"Telephony.Manage\"]}", true, true)]
    [InlineData("{\"role\":\"Telephony.Manage\"}", true, true)]
    [InlineData("{\"realm_access\":{\"roles\":[\"Telephony.Manage\"]}}", true, true)]
    [InlineData("{\"roles\":[\"Telephony.Manage.contoso\"]}", false, true)]
    [InlineData("{\"roles\":[\"telephony.manage\"]}", false, false)]
    [InlineData("{\"roles\":7}", false, false)]
    [InlineData("{}", false, false)]
    public async Task A_role_is_for_all_resources_or_for_one(string claims, bool byDefault, bool byContoso)
    {
        var token = await ReadAsync(Token(claims: claims));
        Assert.NotNull(token);
        Assert.Equal((byDefault, byContoso), (_issuer.HasRole(token, ResourceId.Default), _issuer.HasRole(token, ResourceId.Parse("contoso"))));
    }

    private async Task<JsonWebToken?> ReadAsync(string text)
    {
        var (token, why) = await _issuer.ReadAsync(text, default);
        Assert.Equal(token is null, why.Length > 0);
        return token;
    }

    private string Token(string audience = "telephony", string issuer = FakeIssuer.Address, int from = -1, int? to = 60, SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256, string claims = "{}")
    {
        var now = _clock.GetUtcNow();
        var end = to is { } minutes ? $",\"exp\":{now.AddMinutes(minutes).ToUnixTimeSeconds()}" : "";
        var payload = $"{{\"iss\":\"{issuer}\",\"aud\":\"{audience}\",\"sub\":\"me\",\"nbf\":{now.AddMinutes(from).ToUnixTimeSeconds()}{end}{(claims == "{}" ? "" : "," + claims[1..^1])}}}";
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload, new SigningCredentials(key ?? _fake.Key, algorithm));
    }

    private static string Unsigned(string token) => $"{Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{token.Split('.')[1]}.";

    /// <summary>An issuer in memory.</summary>
    private sealed class FakeIssuer : HttpMessageHandler
    {
        public const string Address = "https://issuer.example/tenant";

        public FakeIssuer() => Turn();

        public RsaSecurityKey Key { get; private set; } = null!;      // made by Turn

        public int Requests { get; private set; }

        public bool IsAway { get; set; }

        public void Turn() => Key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString() };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            if (IsAway) throw new HttpRequestException("nobody is there");
            var (n, e) = (Key.Rsa.ExportParameters(false).Modulus!, Key.Rsa.ExportParameters(false).Exponent!);
            var text = request.RequestUri!.AbsolutePath switch
            {
                "/tenant/.well-known/openid-configuration" => $"{{\"issuer\":\"{Address}\",\"jwks_uri\":\"{Address}/keys\"}}",
                "/tenant/keys" => $"{{\"keys\":[{{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"{Key.KeyId}\",\"n\":\"{Base64UrlEncoder.Encode(n)}\",\"e\":\"{Base64UrlEncoder.Encode(e)}\"}}]}}",
                _ => "",
            };
            return Task.FromResult(new HttpResponseMessage(text.Length > 0 ? HttpStatusCode.OK : HttpStatusCode.NotFound) { Content = new StringContent(text, Encoding.UTF8, "application/json") });
        }
    }
}
