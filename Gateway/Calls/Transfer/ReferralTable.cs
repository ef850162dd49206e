using Telephony.Net.Machines;

namespace Telephony.Calls.Transfer;

/// <summary>The table of <see cref="ReferralMachine"/> as data.</summary>
internal static class ReferralTable
{
    public static StateTable<ReferralPhase, ReferralTrigger, ReferralEffects> Whole { get; } = new(ReferralPhase.Asking, ReferralPhase.Over, static (state, trigger) =>
    {
        var step = ReferralMachine.On(state, trigger);
        return (step.Next, step.Effects);
    })
    { Last = ReferralEffects.Forget };
}
