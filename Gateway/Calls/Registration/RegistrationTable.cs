using Telephony.Domain.Registration;
using Telephony.Net.Machines;

namespace Telephony.Calls.Registration;

/// <summary>The table of <see cref="RegistrationMachine"/> as data.</summary>
internal static class RegistrationTable
{
    public static StateTable<RegistrationPhase, RegistrationTrigger, RegistrationEffects> Whole { get; } = new(RegistrationPhase.Idle, RegistrationPhase.Gone, static (state, trigger) =>
    {
        var step = RegistrationMachine.On(state, trigger);
        return (step.Next, step.Effects);
    });
}
