namespace Telephony.Ivr.Queues;

public enum AgentPresence : byte
{
    LoggedOut,

    /// <summary>Takes calls, unless he rests.</summary>
    Free,
    Ringing,
    Talking,

    /// <summary>There, and takes none.</summary>
    Paused,
}

/// <param name="Address">A number, a user, an address.</param>
/// <param name="Since">When the presence began; calls wait for nobody before <paramref name="RestsUntil"/>.</param>
/// <param name="Offer">The waiting call that rings or talks; 0: none.</param>
public sealed record Agent(string Id, string Address, IReadOnlyList<string> Skills, AgentPresence Presence, DateTimeOffset Since, DateTimeOffset RestsUntil = default, long Offer = 0, int Taken = 0, bool PausesNext = false);

/// <summary>Somebody who waits: on the line, or to be called back.</summary>
/// <param name="Call">The call; empty for a callback.</param>
/// <param name="Number">To call back; empty for who is on the line.</param>
/// <param name="Joined">By which the place is reckoned: a callback keeps that of the call it was.</param>
/// <param name="Tries">Calls back that failed.</param>
/// <param name="NotBefore">A callback rests between tries.</param>
/// <param name="Aside">The caller does something else and keeps the place: nobody is offered the call.</param>
/// <param name="OfferedUntil">The offer that rings now ends then; null: none rings.</param>
public sealed record Waiting(long Id, string Call, string Number, int Priority, IReadOnlyList<string> Skills, DateTimeOffset Joined, int Tries = 0, DateTimeOffset NotBefore = default, DateTimeOffset? OfferedUntil = null, string TalksWith = "", bool Aside = false)
{
    public bool IsCallback => Number.Length > 0;
}

/// <summary>A queue at one moment: all of it, to be stored after each step and gone on with after a restart. Immutable.</summary>
/// <param name="LastId">Of the waiting.</param>
/// <param name="LastAgent">Who was offered the last call, for the round.</param>
/// <param name="TalkSeconds">The mean length of talks so far, with the newer ones counting more; 0: none yet.</param>
public sealed record QueueState(IReadOnlyList<Agent> Agents, IReadOnlyList<Waiting> Waiting, long LastId = 0, string LastAgent = "", double TalkSeconds = 0)
{
    public static readonly QueueState Empty = new([], []);
}
