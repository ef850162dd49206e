using System.Net;
using Telephony.Domain.Circuits;

namespace Telephony.Domain.Trunks;

/// <summary>Health checks by OPTIONS (RFC 3261 11).</summary>
public sealed record OptionsPing
{
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(600);

    public static readonly OptionsPing Usual = new();

    /// <summary>No OPTIONS from us: health is then what calls and the peer's own OPTIONS show.</summary>
    public static readonly OptionsPing Never = new() { Off = true };

    /// <summary>1 to 600 s between our OPTIONS; the prober spreads it by a tenth either way.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one OPTIONS waits for its response before it counts as missed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Misses in a row that demote the trunk.</summary>
    public int Misses { get; init; } = 3;

    /// <summary>Responses in a row that bring a demoted trunk back.</summary>
    public int Recoveries { get; init; } = 2;

    public bool Off { get; init; }

    /// <summary>Only 200 counts as alive. Else every final response but 408 and 503 does: many devices answer 404 or 405.</summary>
    public bool Strict { get; init; }

    /// <summary>How long the share of calls grows after a recovery; zero: all of them at once.</summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence of the peer's own OPTIONS after which they count as expired.</summary>
    public TimeSpan PeerSilence => Interval * Misses;

    /// <summary>Whether a response of this status shows a living trunk.</summary>
    public bool IsAlive(int statusCode) => Strict ? statusCode == 200 : statusCode is >= 200 and <= 699 and not (408 or 503);
}

/// <summary>What a trunk may carry; null is "no limit".</summary>
public sealed record TrunkLimits
{
    public static readonly TrunkLimits None = new();

    /// <summary>Calls at once, both ways together.</summary>
    public int? Channels { get; init; }

    /// <summary>New calls per second from the trunk. Bursts up to one second's worth pass.</summary>
    public double? CpsIn { get; init; }

    /// <summary>New calls per second to the trunk.</summary>
    public double? CpsOut { get; init; }

    /// <summary>Requests per second from the trunk outside of dialogs, OPTIONS included.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Calls begun within any 60 minutes, both ways together.</summary>
    public int? CallsPerHour { get; init; }

    /// <summary>Answered minutes within any 60 minutes, calls that still run included.</summary>
    public int? MinutesPerHour { get; init; }

    /// <summary>Share of <see cref="Channels"/> in use that raises the capacity alarm; 0.01 to 1.</summary>
    public double AlarmAt { get; init; } = 0.9;

    /// <summary>An emergency call that finds all <see cref="Channels"/> taken ends the youngest other call of the trunk.</summary>
    public bool Preempt { get; init; } = true;
}

/// <summary>When a failed attempt on this trunk moves on to the next one.</summary>
public sealed record TrunkFailover
{
    public static readonly IReadOnlyList<int> UsualCodes = [408, 500, 502, 503, 504];

    public static readonly TrunkFailover Usual = new();

    /// <summary>Final status codes that move on. Every other one is the callee's answer and ends the search.</summary>
    public IReadOnlyList<int> Codes { get; init; } = UsualCodes;

    /// <summary>INVITE without any response at all.</summary>
    public TimeSpan NoReply { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>INVITE without 18x or final response.</summary>
    public TimeSpan NoProgress { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When too many calls fail.</summary>
    public CircuitPolicy Breaker { get; init; } = CircuitPolicy.Usual;
}

/// <summary>The interface that faces the trunk.</summary>
/// <param name="Address">An address of this machine.</param>
/// <param name="Advertised">What the peer must be told instead (address or name outside of the NAT); null: the address itself.</param>
public sealed record LocalAddress(IPAddress Address, string? Advertised);

/// <summary>What an INVITE without offer gets (RFC 3264 5).</summary>
public enum LateOffer : byte
{
    /// <summary>We offer in the 200.</summary>
    Accept,

    /// <summary>488.</summary>
    Reject,
}

/// <summary>Codecs toward the trunk by SDP encoding name, lower case.</summary>
public sealed record CodecPreferences
{
    public static readonly CodecPreferences Usual = new();

    /// <summary>Preferred first; codecs not named keep their place behind. Empty: the other leg's order.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>Never offered to the trunk and never accepted from it.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Where no codec is common to both sides, sound is converted; one of the two trunks has to allow it.</summary>
    public bool Transcode { get; init; }
}
