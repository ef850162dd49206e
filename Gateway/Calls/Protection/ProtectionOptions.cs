namespace Telephony.Calls.Protection;

/// <summary>How the gateway keeps strangers and overload away. Section <c>Telephony:Protection</c>.</summary>
public sealed record ProtectionOptions
{
    public const string Section = "Telephony:Protection";

    /// <summary>So many offences of one source within <see cref="BanWindow"/> ban it. 0: nobody is banned.</summary>
    public int BanAfter { get; init; } = 20;

    public TimeSpan BanWindow { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan BanTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Answers a second to one source that is no trunk's; what comes faster is dropped. 0: no limit but that of all strangers together.</summary>
    public int StrangerRequestsPerSecond { get; init; } = 10;

    /// <summary>New requests a second from one source of a trunk; more get 503. 0: no limit but those of the trunk. Requests within dialogs are never counted.</summary>
    public int SourceRequestsPerSecond { get; init; }

    /// <summary>New requests that waited longer than this for the signalling loop begin to be refused with 503 and Retry-After. Zero: none is. Half of T1 is still in time.</summary>
    public TimeSpan ShedAfter { get; init; } = TimeSpan.FromMilliseconds(100);
}
