using Telephony.Rtp.Events;
using Telephony.Rtp.Packets;
using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>What has arrived at a side's media port, and under which numbers.</summary>
internal static class Heard
{
    /// <summary>Digits of RFC 4733, each once.</summary>
    public static string EventsOf(Party party, int payloadType = 101)
    {
        var packets = party.Datagrams.Where(d => d.Length == 16 && d[1] % 128 == payloadType).ToList();
        return string.Concat(packets.DistinctBy(static d => (d[4], d[5], d[6], d[7])).Select(static d => new DtmfDigit(d[12]).Symbol));
    }

    public static RtpHeader Header(byte[] datagram)
    {
        Assert.True(RtpHeader.TryRead(datagram, out var header, out var fault), fault.ToString());
        return header;
    }

    /// <summary>The payload type of a codec in a description.</summary>
    public static string NumberIn(PeerMessage description, string codec) =>
        description.Body.Split("\r\n").First(l => l.StartsWith("a=rtpmap:", StringComparison.Ordinal) && l.Contains(codec.Contains('/', StringComparison.Ordinal) ? $" {codec}" : $" {codec}/", StringComparison.OrdinalIgnoreCase)).Split(':', ' ')[1];
}
