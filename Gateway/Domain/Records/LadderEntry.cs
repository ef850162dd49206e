using Telephony.Domain.Trunks;

namespace Telephony.Domain.Records;

public enum MessageDirection : byte
{
    Received = 0,
    Sent = 1,
}

/// <summary>One SIP message of a call, as the ladder shows it.</summary>
/// <param name="Offset">After the call's start, to the microsecond.</param>
/// <param name="Leg">Ordinal of the leg the message belongs to: <see cref="Identity.LegId.Ordinal"/>.</param>
/// <param name="Local">Our socket.</param>
/// <param name="Peer">The other end.</param>
/// <param name="Summary">Method and Request-URI, or status, reason and the method answered: <c>INVITE sip:+14255550100@sbc.example</c>, <c>200 OK (INVITE)</c>.</param>
/// <param name="Message">The whole message with credentials masked; empty where only the summary was kept.</param>
public sealed record LadderEntry(
    TimeSpan Offset, MessageDirection Direction, ushort Leg, SignallingTransport Transport, WireEndpoint Local, WireEndpoint Peer, WireText Summary, ReadOnlyMemory<byte> Message);
