using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Sip.Transactions;

namespace Telephony.Sip.UserAgents;

/// <summary>What one user agent is told once. Everything here is per signalling loop.</summary>
public sealed record UserAgentOptions
{
    /// <summary>Written into branches, tags and Call-IDs, so that a message that reached another loop finds its owner.</summary>
    public byte ShardIndex { get; init; }

    /// <summary>What is served; the rest is refused by 405, 415, 416 or 420. Also the values of Allow and Supported, which the user agent writes itself.</summary>
    public SipCapabilities Capabilities { get; init; } = new(
        [SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel, SipMethod.Bye, SipMethod.Options, SipMethod.Info, SipMethod.Update], [], ["application/sdp"]);

    public SipTimers Timers { get; init; } = SipTimers.Default;

    /// <summary>Above this many live transactions, new requests outside a dialog are answered 503 without state.</summary>
    public int MaxTransactions { get; init; } = 200_000;

    /// <summary>Malformed, refused and unmatched requests answered per second without state; beyond it they are dropped and counted.</summary>
    public int StatelessRepliesPerSecond { get; init; } = 2_000;

    /// <summary>A request longer than this leaves by TCP (RFC 3261 18.1.1) unless its draft says otherwise. Bytes.</summary>
    public int LargestDatagramBytes { get; init; } = 1_300;

    /// <summary>Value of User-Agent in requests and Server in responses; empty: neither is written.</summary>
    public string ProductName { get; init; } = "";
}
