using Telephony.Net.Machines;

namespace Telephony.Calls.SessionTimers;

/// <summary>The table of <see cref="SessionTimerMachine"/> as data.</summary>
internal static class SessionTimerTable
{
    public static StateTable<SessionTimerState, SessionTimerTrigger, SessionTimerEffects> Whole { get; } = new(SessionTimerState.Off, SessionTimerState.Over, static (state, trigger) =>
    {
        var step = SessionTimerMachine.On(state, trigger);
        return (step.Next, step.Effects);
    });
}
