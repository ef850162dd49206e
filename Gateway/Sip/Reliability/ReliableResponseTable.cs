using Telephony.Net.Machines;

namespace Telephony.Sip.Reliability;

/// <summary>The table of <see cref="ReliableResponseMachine"/> as data.</summary>
internal static class ReliableResponseTable
{
    public static StateTable<ReliableState, ReliableTrigger, ReliableEffects> Whole { get; } = new(ReliableState.Idle, ReliableState.Over, static (state, trigger) =>
    {
        var step = ReliableResponseMachine.On(state, trigger);
        return (step.Next, step.Effects);
    })
    { AnswersAfterItsEnd = true };
}
