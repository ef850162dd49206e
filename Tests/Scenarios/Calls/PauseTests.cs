using Telephony.Audio.Detection;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Comfort noise (RFC 3389) in converted calls: pauses of the speaker cross as pauses where the listener takes that, else as noise.</summary>
public sealed class PauseTests : ConvertedCall
{
    private const byte Level = 52;

    [Fact]
    public void A_described_pause_crosses_as_its_description_and_is_repeated()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU", "CN"], ["PCMA", "CN"]);
        Voice.Talk(Ladder, 50, (caller, 700));
        callee.Forget();
        Sbc.SendsSound(13, [Level, 100, 140], 160);
        Ladder.Wait(3);
        var pauses = Alpha.Datagrams.Where(static d => d[1] % 128 == 13).ToList();
        Assert.InRange(pauses.Count, 6, 9);
        Assert.All(pauses, static d => Assert.Equal([Level, 100, 140], d[12..]));
        Assert.InRange(callee.Packets.Count, 0, 4);      // what was still under way
        Sbc.SkipsTime(8000 * 3);
        callee.Forget();
        Voice.Talk(Ladder, 50, (caller, 700));
        callee.AssertHears(700, besides: 1500);
        Assert.True(Heard.Header(callee.Packets[0]).Marker);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void A_listener_without_comfort_noise_hears_the_noise()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU", "CN"], ["PCMA"]);
        Voice.Talk(Ladder, 50, (caller, 700));
        Sbc.SendsSound(13, [Level], 160);
        Ladder.Wait(0.5);
        callee.Forget();
        Ladder.Wait(2);
        Assert.InRange(callee.Packets.Count, 98, 101);
        var level = -20 * Math.Log10(Goertzel.RootMeanSquare(callee.Decode()) / 32_767);
        Assert.InRange(level, Level - 2, Level + 2);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Silence_in_the_sound_becomes_a_description_where_that_is_taken()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU", "CN"], ["PCMA", "CN"]);
        var (random, noise) = (new Random(4), new short[160]);
        Voice.Talk(Ladder, 50, (caller, 700));
        for (var i = 0; i < 150; i++)
        {
            for (var n = 0; n < noise.Length; n++) noise[n] = (short)random.Next(-60, 60);
            if (i == 25) callee.Forget();                // speech counts on for a while
            caller.SaysSamples(noise);
            Ladder.Wait(0.02);
        }
        var pauses = Alpha.Datagrams.Where(static d => d[1] % 128 == 13).ToList();
        Assert.InRange(pauses.Count, 5, 8);
        Assert.Empty(callee.Packets);
        Assert.All(pauses, static d => Assert.InRange(d[12], 57, 62));   // 35 of root mean square
        Voice.Talk(Ladder, 50, (caller, 700));
        callee.AssertHears(700, besides: 1500);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Without_comfort_noise_silence_is_sent_as_it_is()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        for (var i = 0; i < 100; i++) { caller.SaysSamples(new short[160]); Ladder.Wait(0.02); }
        Assert.InRange(callee.Packets.Count, 97, 100);
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void What_was_never_agreed_to_is_not_sent()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        Voice.Talk(Ladder, 50, (caller, 700));
        Ladder.Wait(1);
        callee.Forget();
        Ladder.Wait(2);
        Assert.All(Alpha.Datagrams, static d => Assert.InRange(d[1] % 128, 72, 76));      // reports alone
        Ladder.HangUp(Sbc, Alpha);
    }
}
