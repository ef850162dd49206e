namespace Telephony.Peers.Agents;

/// <summary>How one SIPp is started. The defaults make one call over UDP and IPv4.</summary>
/// <param name="Scenario">Name of a file in <c>Scenarios</c> without its ending.</param>
public sealed record SippRun(string Scenario)
{
    /// <summary>Where requests go, <c>host:port</c>; null for a scenario that waits for calls.</summary>
    public string? Remote { get; init; }

    /// <summary>The own signalling port; 0 takes a free one.</summary>
    public int Port { get; init; }

    public bool Tcp { get; init; }

    public bool V6 { get; init; }

    /// <summary>User part of the Request-URI and To.</summary>
    public string Called { get; init; } = "+14255550100";

    /// <summary>User part of From.</summary>
    public string Caller { get; init; } = "+14255550199";

    /// <summary>Ends after so many calls; 0 for a server that runs until it is disposed.</summary>
    public int Calls { get; init; } = 1;

    public int CallsPerSecond { get; init; } = 10;

    /// <summary>Most calls at one time; 0 leaves SIPp's own limit.</summary>
    public int AtOnce { get; init; }

    /// <summary>Length of the scenario's open pauses: hold time of a caller, ringing time of a callee.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>The tone that the scenario's media sends; use multiples of 100 Hz.</summary>
    public int ToneHertz { get; init; } = 1000;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Values for words in brackets of the scenario.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();

    /// <summary>Writes one line per answered call with its set-up time.</summary>
    public bool TraceDelays { get; init; }

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(40);

    public int? Core { get; init; }

    /// <summary>Before all other programs of its core (SCHED_RR), where we may; the system under test has to be on another one: a generator that has to wait sends what it owes at once, in bursts that no network sends.</summary>
    public bool Punctual { get; init; }

    public IReadOnlyList<string> More { get; init; } = [];
}
