using Telephony.Sip.Reliability;
using Telephony.Sip.Writing;
using Telephony.Unit.Sip.Parsing;
using Xunit;

namespace Telephony.Unit.Sip.Reliability;

/// <summary>RFC 3262 7.1 and 7.2.</summary>
public class ReliableHeadersTests
{
    [Theory]
    [InlineData("776656 1 INVITE", 776656u, 1u)]
    [InlineData("  1   2\t INVITE ", 1u, 2u)]
    [InlineData("4294967295 4294967295 INVITE", uint.MaxValue, uint.MaxValue)]
    public void RAck_is_read(string value, uint rseq, uint cseq)
    {
        Assert.True(ReliableHeaders.TryReadRAck(Example.Request($"RAck: {value}\r\n"), out var first, out var second));
        Assert.Equal((rseq, cseq), (first, second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 2")]
    [InlineData("1 2 UPDATE")]
    [InlineData("1 2 invite")]
    [InlineData("-1 2 INVITE")]
    [InlineData("4294967296 2 INVITE")]
    [InlineData("1 x INVITE")]
    public void What_is_no_RAck_is_not_read(string value) =>
        Assert.False(ReliableHeaders.TryReadRAck(Example.Request($"RAck: {value}\r\n"), out _, out _));

    [Fact]
    public void RAck_is_written_as_it_is_read()
    {
        var buffer = new SipBuffer(64);
        var writer = new SipWriter(buffer);
        ReliableHeaders.WriteRAck(ref writer, (776656, 12));
        Assert.Equal("RAck: 776656 12 INVITE\r\n"u8, writer.Written);
    }

    [Fact]
    public void Responses_count_in_order_without_gaps_and_once()
    {
        var order = default(ReliableOrder);
        Assert.Equal(RSeqVerdict.Next, order.Judge(1, 41));
        Assert.Equal(RSeqVerdict.Repeated, order.Judge(1, 41));
        Assert.Equal(RSeqVerdict.Gap, order.Judge(1, 43));
        Assert.Equal(RSeqVerdict.Next, order.Judge(1, 42));
        Assert.Equal(RSeqVerdict.Repeated, order.Judge(1, 40));
        Assert.Equal(RSeqVerdict.Next, order.Judge(1, 43));
        Assert.Equal(RSeqVerdict.Next, order.Judge(2, 7));   // another INVITE counts from its own start
    }
}
