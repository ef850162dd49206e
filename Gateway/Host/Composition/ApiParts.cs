using Microsoft.Extensions.Logging;
using Telephony.Api;
using Telephony.Api.Audit;
using Telephony.Api.CallAutomation;
using Telephony.Api.Events;
using Telephony.Api.Flows;
using Telephony.Api.Identity;
using Telephony.Api.Limits;
using Telephony.Api.PhoneNumbers;
using Telephony.Api.Pipeline;
using Telephony.Api.Queues;
using Telephony.Api.SipRouting;
using Telephony.Api.Sms;
using Telephony.Automation.Reception;
using Telephony.Domain.Audit;
using Telephony.Domain.Repeatability;
using Telephony.Domain.Users;
using Telephony.Host.Settings;
using Telephony.Identity.Federation;
using Telephony.Identity.Keys;
using Telephony.Identity.Tokens;
using Telephony.Identity.Users;
using Telephony.Storage.Audit;
using Telephony.Storage.Databases;
using Telephony.Storage.Repeatability;
using Telephony.Storage.Resources;
using Telephony.Storage.Tokens;
using Telephony.Storage.Users;

namespace Telephony.Host.Composition;

/// <summary>The REST API's own parts, beside those of calls. Areas are mapped in <see cref="Map"/>, a line each.</summary>
internal sealed class ApiParts : IAsyncDisposable
{
    private static readonly TimeSpan s_issuerPatience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _issuers = new() { Timeout = s_issuerPatience };
    private readonly ApiOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _clock;
    private readonly IUserStore _users;
    private readonly AuditTrail? _audit;
    private Task _watch = Task.CompletedTask;

    private ApiParts(Database database, ApiOptions options, ILoggerFactory loggers, TimeProvider clock)
    {
        (_options, _loggers, _clock) = (options, loggers, clock);
        Resources = new ResourceDirectory(new ResourceStore(database), clock, loggers.CreateLogger<ResourceDirectory>());
        Keys = new SigningKeys(new SigningKeyStore(database), options.TokenKeyLife, clock, loggers.CreateLogger<SigningKeys>());
        Repeatability = new RepeatabilityStore(database);
        AuditStore = new AuditStore(database);
        _users = new UserStore(database);
        Users = new UserDirectory(_users, IdentityDataOf(database), clock);
        Tokens = new AccessTokens(Keys, _users, Resources, clock);
        if (options.Audit != AuditExtent.Off) _audit = new AuditTrail(AuditStore, options.Audit == AuditExtent.All, clock, loggers.CreateLogger<AuditTrail>());
    }

    public ResourceDirectory Resources { get; }

    public SigningKeys Keys { get; }

    public UserDirectory Users { get; }

    public AccessTokens Tokens { get; }

    public IRepeatabilityStore Repeatability { get; }

    public ApiStatistics Statistics { get; } = new();

    public IAuditStore AuditStore { get; }

    /// <summary>What areas delete with a user: one entry per area that keeps something of users. Also for commands, without a gateway that runs.</summary>
    internal static IReadOnlyList<IIdentityData> IdentityDataOf(Database database) => [];

    /// <summary>Makes the default resource and the first signing key at the first start, and ends what an earlier run left half done.</summary>
    public static async Task<ApiParts> StartAsync(Database database, ApiOptions options, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var parts = new ApiParts(database, options, loggers, clock);
        await parts.Resources.StartAsync(options.DataLocation, cancellation).ConfigureAwait(false);
        await parts.Keys.TendAsync(cancellation).ConfigureAwait(false);
        await parts.Users.ResumeAsync(cancellation).ConfigureAwait(false);
        parts._watch = Task.WhenAll(parts.Resources.WatchAsync(parts._stop.Token), parts.Keys.WatchAsync(parts._stop.Token));
        return parts;
    }

    /// <summary>Opens the API on the web server. Before anything else is mapped.</summary>
    public void Map(WebApplication app, SmsServices sms, EventServices events, AutomationDesk automation, PhoneNumberServices numbers, SipRoutingServices routing, FlowDesignServices flows, QueueServices queues)
    {
        var api = ApiRoutes.Open(app, new ApiServices
        {
            Resources = Resources,
            Limits = new AreaLimits(_options.RequestsPerSecond, _options.RateLimits, _clock),
            Tokens = Tokens,
            Applications = Issuer(_options.OpenIdConnect),
            Repeatability = Repeatability,
            AnswersKept = _options.AnswersKept,
            Audit = _audit,
            Statistics = Statistics,
            CorsOrigins = _options.CorsOrigins,
            Clock = _clock,
            Loggers = _loggers,
        });
        api.MapIdentity(new IdentityServices(Users, Tokens, Keys, Issuer(_options.TokenExchange)));
        api.MapSms(sms);
        api.MapEvents(events);
        api.MapCallAutomation(automation);
        api.MapPhoneNumbers(numbers);
        api.MapSipRouting(routing);
        api.MapFlows(flows);
        api.MapQueues(queues);
        api.MapPages();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_audit is not null) await _audit.DisposeAsync().ConfigureAwait(false);
        _issuers.Dispose();
        _stop.Dispose();
    }

    private TrustedIssuer? Issuer(IssuerOptions? options) => options is null ? null : new TrustedIssuer(options, _issuers, _clock, _loggers.CreateLogger<TrustedIssuer>());
}
