using System.Buffers.Binary;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Corpus;

/// <summary>SIP as it was captured from real equipment.</summary>
public sealed class SipCaptureTests
{
    [Fact]
    public void Every_captured_message_is_accepted()
    {
        var message = new SipMessage();
        var (requests, responses) = (0, 0);
        foreach (var datagram in SipDatagrams(SipCorpus.Read("sip-capture/aaa.pcap")))
        {
            if (!SipParser.TryParseDatagram(datagram, message, out var why))
            {
                Assert.True(why.Fault == SipFault.Empty || datagram.Length < 8, $"{why.Fault} at {why.Offset}: {SipText.ToText(datagram)}");
                continue;
            }
            requests += message.IsRequest ? 1 : 0;
            responses += message.IsRequest ? 0 : 1;
            Assert.True(message.TopVia.IsValid);
            Assert.False(message.CallId.IsEmpty);
        }
        Assert.True(requests > 10 && responses > 10, $"{requests} requests, {responses} responses");
    }

    /// <summary>UDP payloads to or from port 5060 of a classic pcap with Ethernet frames and IPv4.</summary>
    private static IEnumerable<byte[]> SipDatagrams(byte[] pcap)
    {
        for (var at = 24; at + 16 <= pcap.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(pcap.AsSpan(at + 8));
            var frame = pcap[(at + 16)..(at + 16 + length)];
            at += 16 + length;
            if (length < 42 || frame[12] != 8 || frame[13] != 0 || frame[23] != 17)
            {
                continue;
            }
            var udp = 14 + ((frame[14] & 15) * 4);
            var (from, to) = (BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(udp)), BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(udp + 2)));
            if (from == 5060 || to == 5060)
            {
                yield return frame[(udp + 8)..(udp + BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(udp + 4)))];
            }
        }
    }
}
