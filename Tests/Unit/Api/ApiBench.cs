using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Api;
using Telephony.Api.Audit;
using Telephony.Api.Identity;
using Telephony.Api.Limits;
using Telephony.Api.Pipeline;
using Telephony.Domain.Audit;
using Telephony.Domain.Resources;
using Telephony.Domain.Users;
using Telephony.Identity.Federation;
using Telephony.Identity.Keys;
using Telephony.Identity.Tokens;
using Telephony.Identity.Users;
using Telephony.Storage.Audit;
using Telephony.Storage.Databases;
using Telephony.Storage.Repeatability;
using Telephony.Storage.Resources;
using Telephony.Storage.Sqlite;
using Telephony.Storage.Tokens;
using Telephony.Storage.Users;
using Telephony.Support.Storage;

namespace Telephony.Unit.Api;

/// <summary>The API on a web server of its own, on a free loopback port, with a clock that tests move.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly Database _database;
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly AuditTrail _trail;

    private ApiBench(TemporaryDirectory directory, Database database, WebApplication app, AuditTrail trail, string address)
    {
        (_directory, _database, _app, _trail) = (directory, database, app, trail);
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public required FakeTimeProvider Clock { get; init; }

    public required ResourceDirectory Resources { get; init; }

    public required IResourceStore ResourceStore { get; init; }

    public required IUserStore Users { get; init; }

    public required AccessTokens Tokens { get; init; }

    public required SigningKeys Keys { get; init; }

    public required IAuditStore AuditStore { get; init; }

    public CommunicationResource Resource => Resources.All[0];

    public string Host => _client.BaseAddress!.Authority;

    public static async Task<ApiBench> StartAsync(
        Action<ApiRoutes>? areas = null, double perSecond = 0, IIdentityData? data = null, IReadOnlyList<string>? origins = null, IssuerOptions? applications = null, IssuerOptions? exchange = null, HttpClient? issuers = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 28, 7, 0, 0, TimeSpan.Zero));
        var directory = new TemporaryDirectory();
        var database = await SqliteDatabase.OpenAsync(directory.File(SqliteDatabase.FileName), default);
        var store = new ResourceStore(database);
        var resources = new ResourceDirectory(store, clock, NullLogger<ResourceDirectory>.Instance);
        await resources.StartAsync("here", default);
        var keys = new SigningKeys(new SigningKeyStore(database), TimeSpan.FromDays(30), clock, NullLogger<SigningKeys>.Instance);
        await keys.TendAsync(default);
        var users = new UserStore(database);
        var tokens = new AccessTokens(keys, users, resources, clock);
        var audit = new AuditStore(database);
        var trail = new AuditTrail(audit, all: false, clock, NullLogger<AuditTrail>.Instance);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        ApiRoutes.AddServices(builder.Services, origins ?? []);
        var app = builder.Build();
        var api = ApiRoutes.Open(app, new ApiServices
        {
            Resources = resources,
            Limits = new AreaLimits(perSecond, [], clock),
            Tokens = tokens,
            Applications = Issuer(applications),
            Repeatability = new RepeatabilityStore(database),
            AnswersKept = TimeSpan.FromHours(24),
            Audit = trail,
            CorsOrigins = origins ?? [],
            Clock = clock,
            Loggers = NullLoggerFactory.Instance,
        });
        api.MapIdentity(new IdentityServices(new UserDirectory(users, data is null ? [] : [data], clock), tokens, keys, Issuer(exchange)));
        areas?.Invoke(api);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ApiBench(directory, database, app, trail, address)
        {
            Clock = clock, Resources = resources, ResourceStore = store, Users = users, Tokens = tokens, Keys = keys, AuditStore = audit,
        };

        TrustedIssuer? Issuer(IssuerOptions? options) => options is null ? null : new TrustedIssuer(options, issuers ?? new HttpClient(), clock, NullLogger<TrustedIssuer>.Instance);
    }

    /// <summary>A request as the SDK signs it.</summary>
    public HttpRequestMessage Signed(HttpMethod method, string pathAndQuery, string? body = null, CommunicationResource? by = null, string? host = null)
    {
        var request = Plain(method, pathAndQuery, body);
        var (date, hash) = (Clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture), Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body ?? ""))));
        var text = $"{method}\n{pathAndQuery}\n{date};{host ?? Host};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData((by ?? Resource).Keys[AccessKeyKind.Primary], Encoding.UTF8.GetBytes(text)));
        if (host is not null) request.Headers.Host = host;
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-content-sha256", hash);
        request.Headers.TryAddWithoutValidation("Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
        return request;
    }

    public static HttpRequestMessage Plain(HttpMethod method, string pathAndQuery, string? body = null)
    {
        var request = new HttpRequestMessage(method, pathAndQuery);
        if (body is null) return request;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        return request;
    }

    public async Task<BenchAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await _client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
            return new BenchAnswer((int)answer.StatusCode, text, headers);
        }
    }

    public Task<BenchAnswer> PostAsync(string pathAndQuery, string? body = null) => SendAsync(Signed(HttpMethod.Post, pathAndQuery, body));

    public async Task<string> CreateUserAsync() => (await PostAsync("/identities?api-version=1")).Json.GetProperty("identity").GetProperty("id").GetString()!;

    /// <summary>The audit log so far, newest first. The trail is closed by it.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditAsync()
    {
        await _trail.DisposeAsync();
        return await AuditStore.ListAsync(new AuditQuery(null, 1000), default);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _trail.DisposeAsync();
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}

internal sealed record BenchAnswer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>Fails where the body is not the service's error shape.</summary>
    public string Code => Json.GetProperty("error").GetProperty("message").GetString()!.Length > 0 ? Json.GetProperty("error").GetProperty("code").GetString()! : "";

    public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;

    public (int, string) StatusAndCode => (Status, Code);
}
