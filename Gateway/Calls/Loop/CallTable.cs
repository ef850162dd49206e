using Telephony.Net.Machines;

namespace Telephony.Calls.Loop;

/// <summary>The table of <see cref="CallMachine"/> as data.</summary>
internal static class CallTable
{
    public static StateTable<CallPhase, CallTrigger, CallEffects> Whole { get; } = new(CallPhase.Arriving, CallPhase.Ended, static (state, trigger) =>
    {
        var step = CallMachine.On(state, trigger);
        return (step.Next, step.Effects);
    });
}
