namespace Telephony.Sip.Transactions;

/// <summary>States of the four machines of RFC 3261 17 with RFC 6026. Each machine uses its own subset.</summary>
internal enum TransactionState : byte
{
    Calling,
    Trying,
    Proceeding,
    Accepted,
    Completed,
    Confirmed,
    Terminated,
}

/// <summary>
/// What can happen to a transaction. For a client <see cref="Provisional"/>, <see cref="Success"/> and <see cref="Failure"/> are responses that came in;
/// for a server they are responses that its user sends.
/// </summary>
internal enum TransactionTrigger : byte
{
    /// <summary>A repeated request (server).</summary>
    Request,
    Provisional,

    /// <summary>2xx.</summary>
    Success,

    /// <summary>3xx to 6xx.</summary>
    Failure,
    Ack,

    /// <summary>Timer A, E or G: time to send again.</summary>
    RetransmitTimer,

    /// <summary>Timer B, F or H: the other side has not answered.</summary>
    TimeoutTimer,

    /// <summary>Timer D, I, J, K, L or M: nothing can come late any more.</summary>
    LingerTimer,
    TransportError,

    /// <summary>The user of a client transaction waits no longer (RFC 3261 9.1: 64*T1 after CANCEL without a final response).</summary>
    GiveUp,
}

/// <summary>What the shell does after a step, in the order of the bits.</summary>
[Flags]
internal enum TransactionEffects : ushort
{
    None = 0,

    /// <summary>Stop whatever timer runs.</summary>
    StopTimers = 1,

    /// <summary>Send the last message of ours once more, byte for byte.</summary>
    Retransmit = 2,

    /// <summary>Double the interval (A: without bound; E, G: up to T2) and wait again.</summary>
    BackOff = 4,

    /// <summary>Put the response given by the user on the wire and keep it for repetition.</summary>
    SendResponse = 8,

    /// <summary>Client: send the ACK of a non-2xx response (17.1.1.3).</summary>
    SendAck = 16,

    /// <summary>Start timer G (unreliable transports) and H.</summary>
    StartFinalTimers = 32,

    /// <summary>Start the timer that ends this state: D, I, J, K, L or M.</summary>
    StartLinger = 64,

    /// <summary>Give the message to the user.</summary>
    PassUp = 128,
    ReportTimeout = 256,
    ReportTransportError = 512,
}

/// <summary>Where a machine goes and what is to be done on the way.</summary>
internal readonly record struct TransactionStep(TransactionState State, TransactionEffects Effects);
