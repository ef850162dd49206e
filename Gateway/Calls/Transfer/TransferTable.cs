using Telephony.Net.Machines;

namespace Telephony.Calls.Transfer;

/// <summary>The table of <see cref="TransferMachine"/> as data.</summary>
internal static class TransferTable
{
    public static StateTable<TransferPhase, TransferTrigger, TransferEffects> Whole { get; } = new(TransferPhase.Searching, TransferPhase.Over, static (state, trigger) =>
    {
        var step = TransferMachine.On(state, trigger);
        return (step.Next, step.Effects);
    })
    { Last = TransferEffects.Forget };
}
