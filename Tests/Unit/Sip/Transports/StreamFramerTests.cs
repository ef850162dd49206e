using System.Text;
using Telephony.Sip.Transports;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Sip.Transports;

public sealed class StreamFramerTests
{
    private const string Ping = "\r\n\r\n";

    private static readonly string[] Messages =
    [
        "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n",
        "MESSAGE sip:a@b SIP/2.0\r\nl: 5\r\n\r\nhello",
        "SIP/2.0 200 OK\r\nCONTENT-LENGTH \t:\r\n \t12\r\n\r\n\r\n\r\nINVITE s",
        "INFO sip:a@b SIP/2.0\r\nX-Content-Length: 99\r\nSubject: Content-Length: 7\r\nLong: a\r\n l: 8\r\nContent-Length: 3\r\nContent-Length:3 \r\n\r\nabc",
    ];

    private static (List<string> Frames, int Pings, FramingFault? Fault) Cut(IEnumerable<byte[]> segments, int maxHeader = 32768, int maxMessage = 65536)
    {
        var framer = new StreamFramer(maxHeader, maxMessage);
        var (frames, pings) = (new List<string>(), 0);
        foreach (var segment in segments)
        {
            var rest = framer.Begin(segment);
            for (var kind = framer.Read(ref rest, out var frame, out var fault); kind != FrameKind.Incomplete; kind = framer.Read(ref rest, out frame, out fault))
            {
                if (kind == FrameKind.Message) frames.Add(Encoding.UTF8.GetString(frame));
                else if (kind == FrameKind.KeepAlive) pings++;
                else return (frames, pings, fault);
            }
            framer.Keep(rest);
        }
        Assert.Equal(0, framer.Kept);
        return (frames, pings, null);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void Every_two_way_split_of_several_messages_gives_the_same_messages()
    {
        var all = Bytes("\r\n" + Messages[0] + Ping + Messages[1] + Messages[2] + Messages[3] + Ping + Ping + Messages[0]);
        for (var at = 0; at <= all.Length; at++)
        {
            var (frames, pings, fault) = Cut([all[..at], all[at..]]);
            Assert.Null(fault);
            Assert.Equal([.. Messages, Messages[0]], frames);
            Assert.Equal(3, pings);
        }
    }

    [Fact]
    public void Every_three_way_split_near_a_message_edge_gives_the_same_messages()
    {
        var all = Bytes(Messages[1] + Ping + Messages[0]);
        for (var first = 0; first <= all.Length; first++)
        {
            for (var second = first; second <= all.Length; second++)
            {
                var (frames, pings, _) = Cut([all[..first], all[first..second], all[second..]]);
                Assert.Equal([Messages[1], Messages[0]], frames);
                Assert.Equal(1, pings);
            }
        }
    }

    [Fact]
    public void Byte_by_byte_gives_the_same_messages()
    {
        var (frames, pings, fault) = Cut(Bytes(Ping + string.Concat(Messages)).Select(b => new[] { b }));
        Assert.Equal(Messages, frames);
        Assert.Equal(1, pings);
        Assert.Null(fault);
    }

    [Fact]
    public void Every_proper_prefix_of_a_message_is_not_yet()
    {
        foreach (var message in Messages.Select(Bytes))
        {
            for (var length = 0; length < message.Length; length++)
            {
                var framer = new StreamFramer(32768, 65536);
                var rest = framer.Begin(message.AsSpan(0, length));
                Assert.Equal(FrameKind.Incomplete, framer.Read(ref rest, out _, out _));
                Assert.Equal(length, rest.Length);
            }
        }
    }

    [Theory]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nTo: x\r\n\r\n", FramingFault.MissingContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length:\r\n\r\n", FramingFault.BadContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n", FramingFault.BadContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1x\r\n\r\n", FramingFault.BadContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1 2\r\n\r\n", FramingFault.BadContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n", FramingFault.BadContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\nl: 2\r\n\r\n", FramingFault.BadContentLength)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 65530\r\n\r\n", FramingFault.MessageTooLong)]
    [InlineData("\u0016\u0003\u0001 a TLS hello", FramingFault.NotSip)]
    [InlineData("\rOPTIONS", FramingFault.NotSip)]
    [InlineData(" OPTIONS", FramingFault.NotSip)]
    public void What_cannot_be_framed_has_a_name(string text, FramingFault expected)
    {
        Assert.Equal(expected, Cut([Bytes(text)]).Fault);
        Assert.Equal(expected, Cut(Bytes(text).Select(b => new[] { b })).Fault);
    }

    [Fact]
    public void Headers_without_end_are_refused_at_the_limit_however_they_come()
    {
        var endless = Bytes("OPTIONS sip:a SIP/2.0\r\nX: " + new string('x', 5000));
        Assert.Equal(FramingFault.HeaderTooLong, Cut([endless], maxHeader: 1000).Fault);
        Assert.Equal(FramingFault.HeaderTooLong, Cut(endless.Chunk(7), maxHeader: 1000).Fault);
    }

    [Fact]
    public void A_message_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        const string head = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 100\r\n\r\n";
        var message = Bytes(head + new string('b', 100));
        Assert.Single(Cut([message], maxHeader: head.Length, maxMessage: message.Length).Frames);
        Assert.Equal(FramingFault.MessageTooLong, Cut([message], maxMessage: message.Length - 1).Fault);
        Assert.Equal(FramingFault.HeaderTooLong, Cut([message], maxHeader: head.Length - 1).Fault);
    }

    [Fact]
    public void Whole_messages_are_cut_without_allocation()
    {
        var framer = new StreamFramer(32768, 65536);
        var segment = Bytes(string.Concat(Messages));
        Assert.Equal(4, Once());
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 1000; i++) Once();
        }));

        int Once()
        {
            var count = 0;
            var rest = framer.Begin(segment);
            while (framer.Read(ref rest, out _, out _) == FrameKind.Message) count++;
            framer.Keep(rest);
            return count;
        }
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_keep_more_than_the_limits()
    {
        var random = new Random(7);
        var pieces = Messages.Append(Ping).Append("\r\nl: 4\r\n\r\n").Append("\0\xff:").Append("Content-Length: 70000\r\n").ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var framer = new StreamFramer(512, 1024);
            for (var part = 0; part < 6; part++)
            {
                var bytes = Bytes(pieces[random.Next(pieces.Length)]);
                if (random.Next(2) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var rest = framer.Begin(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
                FrameKind kind;
                do kind = framer.Read(ref rest, out _, out _);
                while (kind is FrameKind.Message or FrameKind.KeepAlive);
                if (kind == FrameKind.Fault) break;
                framer.Keep(rest);
                Assert.InRange(framer.Kept, 0, 1024);
            }
            framer.Release();
        }
    }
}
