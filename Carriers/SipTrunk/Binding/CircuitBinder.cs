using Telephony.Domain.Circuits;

namespace Telephony.SipTrunk.Binding;

/// <summary>The section <c>failover.breaker</c> of a trunk file.</summary>
internal static class CircuitBinder
{
    public static CircuitPolicy Bind(ConfigSection breaker) => new()
    {
        Off = breaker.Flag("off", false),
        Failures = breaker.Whole("failures") ?? CircuitPolicy.Usual.Failures,
        Share = breaker.Number("share") ?? CircuitPolicy.Usual.Share,
        MinimumCalls = breaker.Whole("minimumCalls") ?? CircuitPolicy.Usual.MinimumCalls,
        Window = breaker.Seconds("window", CircuitPolicy.Usual.Window),
        Pause = breaker.Seconds("pause", CircuitPolicy.Usual.Pause),
    };
}
