using static Telephony.Sip.Transactions.TransactionEffects;
using State = Telephony.Sip.Transactions.TransactionState;
using Step = Telephony.Sip.Transactions.TransactionStep;
using Trigger = Telephony.Sip.Transactions.TransactionTrigger;

namespace Telephony.Sip.Transactions;

/// <summary>Client transaction of every method but INVITE: RFC 3261 17.1.2.2. Timers: E repeats (also after a provisional), F gives up, K lingers.</summary>
internal static class NonInviteClientMachine
{
    public const State Initial = State.Trying;

    public static Step On(State state, Trigger trigger) => (state, trigger) switch
    {
        (State.Trying or State.Proceeding, Trigger.RetransmitTimer)             => new(state,            Retransmit | BackOff),
        (State.Trying or State.Proceeding, Trigger.TimeoutTimer)                => new(State.Terminated, StopTimers | ReportTimeout),
        (State.Trying or State.Proceeding, Trigger.TransportError)              => new(State.Terminated, StopTimers | ReportTransportError),
        (State.Trying or State.Proceeding, Trigger.GiveUp)                      => new(State.Terminated, StopTimers),
        (State.Trying or State.Proceeding, Trigger.Provisional)                 => new(State.Proceeding, PassUp),
        (State.Trying or State.Proceeding, Trigger.Success or Trigger.Failure)  => new(State.Completed,  StopTimers | StartLinger | PassUp),
        (State.Completed,                  Trigger.LingerTimer)                 => new(State.Terminated, StopTimers),
        _ => new(state, None),
    };
}
