using System.Globalization;
using Telephony.Domain.Circuits;
using Telephony.Domain.Trunks;

namespace Telephony.Host.Health;

/// <summary>A trunk's state in one word, for lists.</summary>
internal static class TrunkWords
{
    /// <summary>What new calls find: ready, disabled, draining, demoted, resting, circuit open, slow start.</summary>
    public static string Of(Trunk trunk, TrunkBoard board) => (trunk.Enabled, board.AvailabilityOf(trunk)) switch
    {
        (false, _) => "disabled",
        (_, TrunkAvailability.Draining) => "draining",
        (_, TrunkAvailability.Demoted) => "demoted",
        (_, TrunkAvailability.Resting) => "resting",
        (_, TrunkAvailability.CircuitOpen) => "circuit open",
        _ when board.CircuitOf(trunk).Phase == CircuitPhase.HalfOpen => "half open",
        _ when board.ShareOf(trunk) < 1 => "slow start",
        _ => "ready",
    };

    /// <summary>The reason in the API's words, then the last error.</summary>
    public static string Why(Trunk trunk, TrunkHealthReport report) => report.Overall == OverallStatus.Inactive
        ? string.Create(CultureInfo.InvariantCulture, $"{report.Reason.ToWord()}: {report.LastError}").TrimEnd(' ', ':')
        : trunk.Description;

    public static string Of(CircuitPhase phase) => phase switch
    {
        CircuitPhase.Closed => "closed",
        CircuitPhase.Open => "open",
        _ => "halfOpen",
    };
}
