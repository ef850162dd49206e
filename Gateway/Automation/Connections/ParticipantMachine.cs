namespace Telephony.Automation.Connections;

/// <summary>How far a phone has come into a conversation.</summary>
public enum ParticipantState : byte
{
    /// <summary>It called, and is not answered.</summary>
    Offered,

    /// <summary>It is being called.</summary>
    Invited,
    Connected,

    /// <summary>It is being hung up.</summary>
    Leaving,
    Gone,
}

public enum ParticipantTrigger : byte
{
    Answered,

    /// <summary>The controller takes the invitation back, or hangs up the phone.</summary>
    Removed,

    /// <summary>The call of the phone is over, or goes on elsewhere.</summary>
    Ended,
}

[Flags]
public enum ParticipantEffects : byte
{
    None = 0,
    Join = 1 << 0,
    HangUp = 1 << 1,

    /// <summary>It was in the conversation.</summary>
    Part = 1 << 2,

    /// <summary>It never was.</summary>
    Fail = 1 << 3,
}

/// <summary>
/// A phone of a conversation as a pure table.
/// <code>
/// Offered, Invited ─Answered─► Connected ─Removed─► Leaving ─Ended─► Gone
/// </code>
/// </summary>
internal static class ParticipantMachine
{
    internal readonly record struct Step(ParticipantState Next, ParticipantEffects Effects);

    internal static Step On(ParticipantState state, ParticipantTrigger trigger) => (state, trigger) switch
    {
        (ParticipantState.Offered or ParticipantState.Invited, ParticipantTrigger.Answered) => new(ParticipantState.Connected, ParticipantEffects.Join),
        (ParticipantState.Offered or ParticipantState.Invited, ParticipantTrigger.Removed) => new(state, ParticipantEffects.HangUp),
        (ParticipantState.Offered or ParticipantState.Invited, ParticipantTrigger.Ended) => new(ParticipantState.Gone, ParticipantEffects.Fail),
        (ParticipantState.Connected, ParticipantTrigger.Removed) => new(ParticipantState.Leaving, ParticipantEffects.HangUp),
        (ParticipantState.Connected or ParticipantState.Leaving, ParticipantTrigger.Ended) => new(ParticipantState.Gone, ParticipantEffects.Part),
        _ => new(state, ParticipantEffects.None),
    };
}
