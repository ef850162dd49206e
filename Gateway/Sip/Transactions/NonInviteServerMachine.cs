using static Telephony.Sip.Transactions.TransactionEffects;
using State = Telephony.Sip.Transactions.TransactionState;
using Step = Telephony.Sip.Transactions.TransactionStep;
using Trigger = Telephony.Sip.Transactions.TransactionTrigger;

namespace Telephony.Sip.Transactions;

/// <summary>
/// Server transaction of every method but INVITE and ACK: RFC 3261 17.2.2. Timer J lingers.
/// A transport error is told and leaves the state as it is (RFC 6026 8.8).
/// </summary>
internal static class NonInviteServerMachine
{
    public const State Initial = State.Trying;

    public static Step On(State state, Trigger trigger) => (state, trigger) switch
    {
        (State.Trying or State.Proceeding,    Trigger.Provisional)                => new(State.Proceeding, SendResponse),
        (State.Trying or State.Proceeding,    Trigger.Success or Trigger.Failure) => new(State.Completed,  SendResponse | StartLinger),
        (State.Proceeding or State.Completed, Trigger.Request)                    => new(state,            Retransmit),
        (State.Completed,                     Trigger.LingerTimer)                => new(State.Terminated, StopTimers),
        (State.Trying or State.Proceeding or State.Completed, Trigger.TransportError) => new(state,            ReportTransportError),
        _ => new(state, None),
    };
}
