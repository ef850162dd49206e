using Telephony.Audio.Codecs;
using Telephony.Audio.Tones;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Packets of other lengths than 20 ms: what each side asked for, what it can take at most, and what it sends all the same.</summary>
public sealed class PacketTimeTests : ConvertedCall
{
    [Theory]
    [InlineData("PCMU", 10, "PCMA", 60)]
    [InlineData("PCMU", 60, "PCMA", 10)]
    [InlineData("G722", 30, "PCMU", 20)]
    [InlineData("PCMA", 20, "PCMU", 50)]
    [InlineData("PCMU", 40, "G722", 30)]
    [InlineData("opus", 60, "PCMU", 30)]
    public void Each_side_gets_the_packets_it_asked_for_whatever_the_other_sends(string near, int nearPtime, string far, int farPtime)
    {
        Start(Converting());
        var (caller, callee) = Talk([near], [far], $"a=ptime:{nearPtime}\n", $"a=ptime:{farPtime}\n", nearSends: nearPtime, farSends: farPtime);
        for (var ms = 0; ms < 2400; ms += 10)
        {
            if (ms % nearPtime == 0) caller.Says(700);
            if (ms % farPtime == 0) callee.Says(1500);
            Ladder.Wait(0.01);
        }
        caller.AssertHears(1500, besides: 700);
        callee.AssertHears(700, besides: 1500);
        caller.AssertNumberedWithoutBreak();
        callee.AssertNumberedWithoutBreak();
        Assert.All(caller.PacketLengths, length => Assert.Equal(nearPtime, length));
        Assert.All(callee.PacketLengths, length => Assert.Equal(farPtime, length));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData("a=ptime:60\na=maxptime:40\n", 40)]
    [InlineData("a=ptime:20\na=maxptime:10\n", 10)]
    [InlineData("a=maxptime:60\n", 20)]
    [InlineData("a=maxptime:25\na=ptime:30\n", 20)]
    [InlineData("a=ptime:25\n", 30)]
    [InlineData("a=ptime:0\n", 20)]
    [InlineData("a=ptime:200\n", 60)]
    public void A_side_never_gets_longer_packets_than_it_can_take(string lines, int expected)
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"], farLines: lines);
        Voice.Talk(Ladder, 60, (caller, 700));
        callee.AssertHears(700, besides: 1500);
        Assert.All(callee.PacketLengths, length => Assert.Equal(expected, length));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Both_sides_are_told_what_the_other_asks_for()
    {
        Sbc.Dials(Number, Sbc.SdpOf([("0", "PCMU")], lines: "a=ptime:30\na=maxptime:60\n"));
        var invite = Alpha.Receives("INVITE");
        Assert.Contains("a=ptime:30", SdpOf(invite));
        Assert.Contains("a=maxptime:60", SdpOf(invite));
        Alpha.Answers(invite, 200, Alpha.SdpOf([("0", "PCMU")], lines: "a=ptime:10\n"));
        var answer = Sbc.Receives("200 INVITE");
        Assert.Contains("a=ptime:10", SdpOf(answer));
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Packets_that_both_sides_can_take_are_relayed_as_they_are()
    {
        var (caller, callee) = Talk(["PCMU"], ["PCMU"], nearLines: "a=ptime:20\n", farLines: "a=ptime:20\n", nearSends: 60);
        for (var i = 0; i < 60; i++) { caller.Says(700); Ladder.Wait(0.06); }
        Assert.Equal(caller.Sent, callee.Packets.Select(static packet => packet[12..]));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Packets_longer_than_the_other_side_can_take_are_cut_once_they_are_seen()
    {
        var (caller, callee) = Talk(["PCMU"], ["PCMU"], farLines: "a=maxptime:20\n", nearSends: 60);
        for (var i = 0; i < 40; i++) { caller.Says(700); Ladder.Wait(0.06); }
        callee.Forget();
        for (var i = 0; i < 40; i++) { caller.Says(700); Ladder.Wait(0.06); }
        Assert.All(callee.PacketLengths, static length => Assert.Equal(20, length));
        callee.AssertHears(700, besides: 1500);
        callee.AssertNumberedWithoutBreak();
        Ladder.HangUp(Sbc, Alpha);
        Assert.Contains(Ladder.Record.Trace, static step => step.ToString().Contains("packets of 20 ms", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200)]      // 25 ms
    [InlineData(40)]       // 5 ms
    [InlineData(960)]      // 120 ms
    [InlineData(237)]
    public void Packets_of_odd_lengths_are_heard(int samples)
    {
        Start(Converting());
        var (_, callee) = Talk(["PCMU"], ["PCMA"]);
        var (tone, pcm) = (new ToneGenerator(new Tone([700])), new short[samples]);
        for (var sent = 0; sent < 16_000; sent += samples)
        {
            tone.Fill(pcm);
            Sbc.SendsSound(0, G711.Encode(G711Law.MuLaw, pcm), (uint)samples);
            Ladder.Wait(samples / 8000.0);
        }
        Assert.InRange(callee.LongestGap(700).TotalMilliseconds, 0, 10);      // a step of phase where a packet is left out
        Assert.InRange(callee.GapShare(700), 0, 0.03);
        Assert.InRange(callee.Packets.Count, 94, 106);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Packets_whose_length_changes_are_heard_without_a_gap()
    {
        Start(Converting());
        var (_, callee) = Talk(["PCMU"], ["PCMA"]);
        var (tone, random) = (new ToneGenerator(new Tone([700])), new Random(5));
        for (var sent = 0; sent < 40_000;)
        {
            if (sent is > 8000 and < 8500) callee.Forget();      // it is learnt first how late packets may come
            var pcm = new short[80 * random.Next(1, 7)];
            tone.Fill(pcm);
            Ladder.Wait(pcm.Length / 8000.0);
            Sbc.SendsSound(0, G711.Encode(G711Law.MuLaw, pcm), (uint)pcm.Length);
            sent += pcm.Length;
        }
        Assert.InRange(callee.ShareOf(700), 0.9, 1);
        Assert.InRange(callee.LongestGap(700).TotalMilliseconds, 0, 20);
        Ladder.HangUp(Sbc, Alpha);
    }
}
