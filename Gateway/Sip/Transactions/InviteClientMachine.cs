using static Telephony.Sip.Transactions.TransactionEffects;
using State = Telephony.Sip.Transactions.TransactionState;
using Step = Telephony.Sip.Transactions.TransactionStep;
using Trigger = Telephony.Sip.Transactions.TransactionTrigger;

namespace Telephony.Sip.Transactions;

/// <summary>INVITE client transaction: RFC 3261 17.1.1.2 with RFC 6026 7.2 (Accepted). Timers: A repeats, B gives up, D and M linger.</summary>
internal static class InviteClientMachine
{
    public const State Initial = State.Calling;

    public static Step On(State state, Trigger trigger) => (state, trigger) switch
    {
        (State.Calling,                     Trigger.RetransmitTimer) => new(State.Calling,    Retransmit | BackOff),
        (State.Calling,                     Trigger.TimeoutTimer)    => new(State.Terminated, StopTimers | ReportTimeout),
        (State.Calling,                     Trigger.Provisional)     => new(State.Proceeding, StopTimers | PassUp),
        (State.Proceeding,                  Trigger.Provisional)     => new(State.Proceeding, PassUp),
        (State.Calling or State.Proceeding, Trigger.Success)         => new(State.Accepted,   StopTimers | StartLinger | PassUp),
        (State.Calling or State.Proceeding, Trigger.Failure)         => new(State.Completed,  StopTimers | SendAck | StartLinger | PassUp),
        (State.Calling or State.Proceeding, Trigger.GiveUp)          => new(State.Terminated, StopTimers),

        // Forked or repeated 2xx: the user acknowledges it.
        (State.Accepted,                    Trigger.Success)         => new(State.Accepted,   PassUp),
        (State.Accepted,                    Trigger.LingerTimer)     => new(State.Terminated, StopTimers),

        (State.Completed,                   Trigger.Failure)         => new(State.Completed,  SendAck),
        (State.Completed,                   Trigger.LingerTimer)     => new(State.Terminated, StopTimers),

        (State.Calling or State.Proceeding or State.Completed, Trigger.TransportError) => new(State.Terminated, StopTimers | ReportTransportError),
        _ => new(state, None),
    };
}
