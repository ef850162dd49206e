using System.Text;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Storage;

public sealed class LadderTests
{
    private static readonly WireEndpoint Here = WireEndpoint.Parse("192.0.2.1:5060");
    private static readonly WireEndpoint There = WireEndpoint.Parse("[2001:db8::1]:5080");

    [Fact]
    public void An_entry_comes_back_as_it_was_added()
    {
        var ladder = new CallLadder();
        Add(ladder, "INVITE sip:+14255550100@sbc.example SIP/2.0\r\nCSeq: 7 INVITE\r\n\r\n", milliseconds: 12.5);

        var entry = Assert.Single(ladder.Entries());
        Assert.Equal((12.5, 2, There, Here), (entry.Offset.TotalMilliseconds, entry.Leg, entry.Peer, entry.Local));
        Assert.Equal((MessageDirection.Sent, SignallingTransport.Tls), (entry.Direction, entry.Transport));
        Assert.Equal("INVITE sip:+14255550100@sbc.example", entry.Summary.ToString());
        Assert.StartsWith("INVITE", Encoding.ASCII.GetString(entry.Message.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SIP/2.0 200 OK\r\nVia: x\r\nCSeq: 1 INVITE\r\n\r\n", "200 OK (INVITE)")]
    [InlineData("SIP/2.0 486 Busy Here\r\ncseq :\r\n 12  BYE\r\n\r\n", "486 Busy Here (BYE)")]
    [InlineData("SIP/2.0 200 OK\r\n\r\nCSeq: 1 INVITE\r\n", "200 OK")]
    [InlineData("BYE sip:a@b SIP/2.0\r\n\r\n", "BYE sip:a@b")]
    [InlineData("\u0001\u0002x", "..x")]
    [InlineData("", "")]
    public void The_summary_says_what_the_message_is(string message, string summary)
    {
        var ladder = new CallLadder();
        Add(ladder, message);
        Assert.Equal(summary, Assert.Single(ladder.Entries()).Summary.ToString());
    }

    [Fact]
    public void It_stays_within_its_bounds_and_counts_what_it_left_out()
    {
        var ladder = new CallLadder();
        for (var i = 0; i < 100; i++) Add(ladder, $"MESSAGE sip:{new string('x', 200)} SIP/2.0\r\nCSeq: 1 MESSAGE\r\n\r\n{new string('b', 5000)}");

        Assert.Equal((CallLadder.MaxEntries, 36), (ladder.Count, ladder.Dropped));
        Assert.True(ladder.Encoded.Length <= CallLadder.MaxBytes);
        var entries = ladder.Entries();
        Assert.False(entries[0].Message.IsEmpty);
        Assert.True(entries[^1].Message.IsEmpty);
        Assert.False(entries[^1].Summary.IsEmpty);
    }

    [Fact]
    public void As_many_ladders_as_a_busy_gateway_has_take_the_arrays_of_those_before()
    {
        const int Calls = 1000;
        var message = $"INVITE sip:a SIP/2.0\r\n\r\n{new string('b', 3000)}";
        Fill(new CallLadder[Calls]);
        var ladders = new CallLadder[Calls];
        for (var i = 0; i < Calls; i++) ladders[i] = new CallLadder();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            Add(ladders[i], "100 Trying");
            ladders[i].DropMessages();
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < Calls * 500, "arrays of 1024 bytes were made anew");
        foreach (var ladder in ladders) ladder.Release();

        void Fill(CallLadder[] first)
        {
            for (var i = 0; i < Calls; i++)
            {
                first[i] = new CallLadder();
                Add(first[i], message);
                first[i].DropMessages();
            }

            foreach (var ladder in first) ladder.Release();
        }
    }

    [Fact]
    public void Dropping_the_messages_keeps_the_summaries_and_further_entries_can_follow()
    {
        var ladder = new CallLadder();
        for (var i = 0; i < 5; i++) Add(ladder, $"INFO sip:{i} SIP/2.0\r\n\r\n{new string('b', 500)}");
        ladder.DropMessages();
        Add(ladder, "BYE sip:a SIP/2.0\r\n\r\n");

        Assert.Equal(["INFO sip:0", "INFO sip:1", "INFO sip:2", "INFO sip:3", "INFO sip:4", "BYE sip:a"], ladder.Entries().Select(e => e.Summary.ToString()));
        Assert.True(ladder.Encoded.Length < 600);
        Assert.All(ladder.Entries().Take(5), entry => Assert.True(entry.Message.IsEmpty));
    }

    [Theory]
    [InlineData("Authorization: Digest username=\"bob\", response=\"secret\"", "Authorization: Digest *************** *****************")]
    [InlineData("proxy-authorization : Digest a=secret", "proxy-authorization : Digest ********")]
    [InlineData("WWW-Authenticate: Digest nonce=secret", "WWW-Authenticate: Digest ************")]
    [InlineData("Proxy-Authenticate:Digest nonce=secret", "Proxy-Authenticate:Digest ************")]
    [InlineData("Authentication-Info: rspauth=\"secret\"", "Authentication-Info: ****************")]
    [InlineData("Authorization: Digest a=b,\r\n response=secret", "Authorization: Digest ****\r\n ***************")]
    [InlineData("Authorization: secret", "Authorization: ******")]
    [InlineData("Allow: INVITE", "Allow: INVITE")]
    [InlineData("X-Authorization: fine", "X-Authorization: fine")]
    public void Credentials_are_masked_at_their_length(string header, string masked)
    {
        var message = $"INVITE sip:a@b SIP/2.0\r\nVia: v\r\n{header}\r\nContent-Length: 3\r\n\r\nabc";
        var bytes = Encoding.ASCII.GetBytes(message);
        LadderScrubber.Scrub(bytes);
        Assert.Equal(message.Replace(header, masked, StringComparison.Ordinal), Encoding.ASCII.GetString(bytes));
    }

    [Fact]
    public void Keys_of_sdes_are_masked_in_the_body()
    {
        var bytes = Encoding.ASCII.GetBytes("SIP/2.0 200 OK\r\nContent-Type: application/sdp\r\n\r\nv=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20|1:4\r\na=crypto:2 X INLINE:abc;iInline:def\r\n");
        LadderScrubber.Scrub(bytes);
        var text = Encoding.ASCII.GetString(bytes);
        Assert.Contains("inline:*****************\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith("INLINE:***;iInline:***\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_input_is_too_odd_to_scrub()
    {
        var random = new Random(20260301);
        var seed = Encoding.ASCII.GetBytes("INVITE sip:a SIP/2.0\r\nAuthorization: Digest x\r\n y\r\nCSeq: 1 INVITE\r\n\r\ninline:key\r\n");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = seed[..random.Next(seed.Length + 1)].ToArray();
            for (var flips = random.Next(6); flips > 0 && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var ladder = new CallLadder();
            ladder.Add(TimeSpan.Zero, MessageDirection.Received, default, SignallingTransport.Udp, Here, There, bytes);
            Assert.Equal(bytes.Length, Assert.Single(ladder.Entries()).Message.Length);
        }
    }

    [Fact]
    public void A_stored_ladder_that_is_none_is_refused()
    {
        var ladder = new CallLadder();
        Add(ladder, "BYE sip:a SIP/2.0\r\n\r\n");
        var encoded = ladder.Encoded.ToArray();
        for (var length = 1; length < encoded.Length; length++) Assert.False(new CallLadder().TryLoad(encoded.AsSpan(0, length), 0));
        Assert.True(new CallLadder().TryLoad(encoded, 0));
    }

    private static void Add(CallLadder ladder, string message, double milliseconds = 0) =>
        ladder.Add(
            TimeSpan.FromMilliseconds(milliseconds), MessageDirection.Sent, new LegId(default, 2), SignallingTransport.Tls, Here, There, Encoding.Latin1.GetBytes(message));
}
