using Telephony.Support.Calls;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Converted sound that comes over a network which delays, loses and turns round, or from a clock that runs otherwise: judged by what the other side hears, and how late.</summary>
public sealed class PlayoutTests : ConvertedCall
{
    [Fact]
    public void A_calm_stream_is_delayed_by_little()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        Voice.Talk(Ladder, 100, (caller, 700));
        Assert.InRange(DelayInPackets(caller, callee, 1500), 1, 3);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData(1, 20, 0.0)]
    [InlineData(2, 60, 0.0)]
    [InlineData(3, 20, 0.03)]
    [InlineData(4, 60, 0.03)]
    [InlineData(5, 100, 0.05)]
    public void Jitter_loss_and_disorder_leave_no_hole(int seed, int jitterMs, double loss)
    {
        Start(Converting(seed));
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        Ladder.Network.SetLink(Ladder.Gateway.WithPort(0), new LinkOptions(Jitter: TimeSpan.FromMilliseconds(jitterMs), Loss: loss, Duplicate: 0.02));
        Voice.Talk(Ladder, 200, (caller, 700));
        callee.Forget();
        Voice.Talk(Ladder, 400, (caller, 700));
        Assert.InRange(callee.ShareOf(700), 0.93, 1);
        Assert.InRange(callee.LongestGap(700).TotalMilliseconds, 0, 40);
        Assert.InRange(callee.GapShare(700), 0, 0.02);
        callee.AssertNumberedWithoutBreak();
        Assert.InRange(callee.Packets.Count, 398, 401);
        Assert.InRange(DelayInPackets(caller, callee, 1500), 1, 3 + ((jitterMs + 40) / 20));
        Ladder.Network.ClearLinks();
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData(1.002)]
    [InlineData(0.998)]
    public void A_clock_that_runs_otherwise_is_followed(double ratio)
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        for (var i = 0; i < 3000; i++)      // a minute: 120 ms apart at its end
        {
            caller.Says(700);
            Ladder.Wait(0.02 * ratio);
        }
        Assert.InRange(callee.Packets.Count, 2990 * ratio, 3001 * ratio);
        Assert.InRange(callee.ShareOf(700), 0.98, 1);
        Assert.InRange(callee.LongestGap(700).TotalMilliseconds, 0, 20);
        callee.AssertNumberedWithoutBreak();
        Assert.InRange(DelayInPackets(caller, callee, 1500), 1, 4);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_delay_that_was_needed_once_goes_away_again()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        Ladder.Network.SetLink(Ladder.Gateway.WithPort(0), new LinkOptions(Jitter: TimeSpan.FromMilliseconds(120)));
        Voice.Talk(Ladder, 300, (caller, 700));
        Ladder.Network.ClearLinks();
        Voice.Talk(Ladder, 2000, (caller, 700));
        callee.Forget();
        Voice.Talk(Ladder, 100, (caller, 700));
        Assert.InRange(callee.ShareOf(700), 0.98, 1);
        Assert.InRange(DelayInPackets(caller, callee, 1500), 1, 3);
        Ladder.HangUp(Sbc, Alpha);
    }

    /// <summary>Something like speech: a steady tone is none, and is not said twice.</summary>
    [Fact]
    public void What_Opus_says_twice_fills_what_was_lost()
    {
        var whole = HeardOf(twice: true, loses: false);
        var (once, twice) = (ErrorOf(HeardOf(twice: false, loses: true), HeardOf(twice: false, loses: false)), ErrorOf(HeardOf(twice: true, loses: true), whole));
        Assert.True(twice < once / 2, $"The error is {twice:0} with copies, {once:0} without.");
    }

    private short[] HeardOf(bool twice, bool loses)
    {
        Start(Converting());
        var (caller, callee) = Talk(["opus"], ["PCMU"]);
        if (twice) caller.SaysTwice();
        var frame = new short[caller.EncoderRate / 50];
        for (var i = 0; i < 200; i++)
        {
            Voiced(frame, i, caller.EncoderRate);
            if (loses && i % 8 == 5) caller.LosesSamples(frame);
            else caller.SaysSamples(frame);
            Ladder.Wait(0.02);
        }
        var heard = callee.Decode();
        Ladder.HangUp(Sbc, Alpha);
        return heard;
    }

    private static double ErrorOf(short[] heard, short[] wanted) => heard.Zip(wanted, static (one, other) => (double)(one - other) * (one - other)).Average();

    /// <summary>A voice that glides from 110 to 170 Hz, four syllables a second.</summary>
    private static void Voiced(short[] frame, int number, int rate)
    {
        for (var i = 0; i < frame.Length; i++)
        {
            var t = (((double)number * frame.Length) + i) / rate;
            var phase = (2 * Math.PI * 140 * t) - (5 * Math.Cos(2 * Math.PI * 3 * t));
            var sample = 0.0;
            for (var harmonic = 1; harmonic <= 20; harmonic++) sample += Math.Sin(harmonic * phase) / harmonic;
            frame[i] = (short)(5000 * sample * (0.1 + (0.9 * Math.Pow(Math.Sin(Math.PI * 4 * t), 2))));
        }
    }

    [Fact]
    public void A_new_source_in_the_middle_is_heard_at_once()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        Voice.Talk(Ladder, 50, (caller, 700));
        Sbc.ChangesSource();
        Assert.InRange(DelayInPackets(caller, callee, 1500), 1, 6);
        callee.AssertNumberedWithoutBreak();
        Ladder.HangUp(Sbc, Alpha);
    }
}
