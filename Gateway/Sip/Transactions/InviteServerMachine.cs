using static Telephony.Sip.Transactions.TransactionEffects;
using State = Telephony.Sip.Transactions.TransactionState;
using Step = Telephony.Sip.Transactions.TransactionStep;
using Trigger = Telephony.Sip.Transactions.TransactionTrigger;

namespace Telephony.Sip.Transactions;

/// <summary>
/// INVITE server transaction: RFC 3261 17.2.1 with RFC 6026 7.1 (Accepted). Timers: G repeats a failure, H gives up on its ACK, I and L linger.
/// A transport error is told and leaves the state as it is (RFC 6026 8.8).
/// </summary>
internal static class InviteServerMachine
{
    public const State Initial = State.Proceeding;

    public static Step On(State state, Trigger trigger) => (state, trigger) switch
    {
        (State.Proceeding, Trigger.Request)         => new(State.Proceeding, Retransmit),
        (State.Proceeding, Trigger.Provisional)     => new(State.Proceeding, SendResponse),
        (State.Proceeding, Trigger.Success)         => new(State.Accepted,   SendResponse | StartLinger),
        (State.Proceeding, Trigger.Failure)         => new(State.Completed,  SendResponse | StartFinalTimers),

        // The 2xx is repeated by the user until its ACK (13.3.1.4); a repeated INVITE is absorbed.
        (State.Accepted,   Trigger.Success)         => new(State.Accepted,   SendResponse),
        (State.Accepted,   Trigger.Ack)             => new(State.Accepted,   PassUp),
        (State.Accepted,   Trigger.LingerTimer)     => new(State.Terminated, StopTimers),

        (State.Completed,  Trigger.Request)         => new(State.Completed,  Retransmit),
        (State.Completed,  Trigger.RetransmitTimer) => new(State.Completed,  Retransmit | BackOff),
        (State.Completed,  Trigger.Ack)             => new(State.Confirmed,  StopTimers | StartLinger),
        (State.Completed,  Trigger.TimeoutTimer)    => new(State.Terminated, StopTimers | ReportTimeout),

        (State.Confirmed,  Trigger.LingerTimer)     => new(State.Terminated, StopTimers),

        (State.Proceeding or State.Accepted or State.Completed, Trigger.TransportError) => new(state, ReportTransportError),
        _ => new(state, None),
    };
}
