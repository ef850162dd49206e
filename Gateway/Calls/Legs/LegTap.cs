using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Legs;

/// <summary>
/// Writes the messages of one leg into the call's ladder. Transactions outlive the call by half a minute and know their tap: once the record is written it
/// lets go of the call, and they of it.
/// </summary>
internal sealed class LegTap(CallRecord record, Domain.Routing.DecisionTrace clock, Domain.Identity.LegId leg) : ISipTap
{
    private CallRecord? _record = record;
    private Domain.Routing.DecisionTrace? _clock = clock;

    public SipTransportKind Transport { get; set; }

    int ISipTap.Place { get; set; }

    public void OnMessage(bool outgoing, ReadOnlySpan<byte> raw, in NetEndpoint local, in NetEndpoint peer)
    {
        if (_record is not { } record || _clock is not { } clock) return;
        if (record.State == CallState.Ended)
        {
            Close();   // it is written
            return;
        }
        record.Ladder.Add(clock.Elapsed, outgoing ? MessageDirection.Sent : MessageDirection.Received, leg, Transport.ToWire(), local.ToWire(), peer.ToWire(), raw);
    }

    public void Close(UserAgent agent)
    {
        agent.Forget(this);
        Close();
    }

    private void Close()
    {
        _record = null;
        _clock = null;
    }
}

/// <summary>Between the network's words and the record's.</summary>
internal static class WireWords
{
    public static WireEndpoint ToWire(this in NetEndpoint endpoint) => new(endpoint.Address, endpoint.Port);

    public static NetEndpoint ToNet(this WireEndpoint endpoint) => new(endpoint.Address, endpoint.Port);

    public static SignallingTransport ToWire(this SipTransportKind kind) => kind switch
    {
        SipTransportKind.Udp => SignallingTransport.Udp,
        SipTransportKind.Tcp or SipTransportKind.Ws => SignallingTransport.Tcp,
        _ => SignallingTransport.Tls,
    };

    public static SipTransportKind ToSip(this SignallingTransport transport) => transport switch
    {
        SignallingTransport.Udp => SipTransportKind.Udp,
        SignallingTransport.Tcp => SipTransportKind.Tcp,
        _ => SipTransportKind.Tls,
    };
}
