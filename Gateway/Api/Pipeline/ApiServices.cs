using Microsoft.Extensions.Logging;
using Telephony.Api.Audit;
using Telephony.Api.Limits;
using Telephony.Domain.Repeatability;
using Telephony.Identity.Federation;
using Telephony.Identity.Keys;
using Telephony.Identity.Tokens;

namespace Telephony.Api.Pipeline;

/// <summary>What the way in needs. An area's own services are given to its <c>Map…</c> method.</summary>
public sealed class ApiServices
{
    public required ResourceDirectory Resources { get; init; }

    public required AreaLimits Limits { get; init; }

    public required AccessTokens Tokens { get; init; }

    /// <summary>Whose tokens are good where a signature is; null: nobody's.</summary>
    public TrustedIssuer? Applications { get; init; }

    public required IRepeatabilityStore Repeatability { get; init; }

    /// <summary>How long the answer to a request that may be repeated is kept.</summary>
    public required TimeSpan AnswersKept { get; init; }

    /// <summary>Null: no audit log.</summary>
    public AuditTrail? Audit { get; init; }

    public ApiStatistics Statistics { get; init; } = new();

    /// <summary>Origins of web pages that may call what users call; empty: none.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    public required TimeProvider Clock { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
