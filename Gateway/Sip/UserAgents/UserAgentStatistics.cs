namespace Telephony.Sip.UserAgents;

/// <summary>Counters of one user agent. Written on its loop only; a reader on another thread sees values that may be a little old.</summary>
public sealed class UserAgentStatistics
{
    public long RequestsIn;
    public long RequestsOut;
    public long ResponsesIn;
    public long ResponsesOut;

    /// <summary>Requests that repeat one we know: absorbed.</summary>
    public long RetransmissionsIn;

    /// <summary>Requests and responses that we sent again.</summary>
    public long RetransmissionsOut;

    /// <summary>Timers B and F.</summary>
    public long ClientTimeouts;

    /// <summary>Timer H, and 2xx without ACK.</summary>
    public long MissingAcks;

    /// <summary>Requests that came over two paths (8.2.2.2): 482.</summary>
    public long Merged;

    public long TransportErrors;

    /// <summary>Requests that another target was tried for.</summary>
    public long Failovers;

    /// <summary>Messages that could not be parsed.</summary>
    public long Malformed;

    /// <summary>Responses that no transaction waits for.</summary>
    public long StrayResponses;

    /// <summary>ACKs that belong to nothing.</summary>
    public long StrayAcks;

    /// <summary>In-dialog requests without a dialog: 481.</summary>
    public long UnknownDialogs;

    /// <summary>New requests refused or dropped by the core's screening.</summary>
    public long Screened;

    /// <summary>New requests refused because <see cref="UserAgentOptions.MaxTransactions"/> were alive.</summary>
    public long Overloaded;

    /// <summary>Stateless answers not sent because there were too many.</summary>
    public long UnansweredRefusals;

    /// <summary>Live transactions, both sides.</summary>
    public int Transactions;

    /// <summary>Live dialogs, early ones included.</summary>
    public int Dialogs;
}
