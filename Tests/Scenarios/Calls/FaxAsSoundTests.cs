using Telephony.Audio.Codecs;
using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>A fax without T.38 (DR-38): its sound crosses unspoilt, from the moment it is known for one.</summary>
public sealed class FaxAsSoundTests : ConvertedCall
{
    [Fact]
    public void With_a_common_codec_every_octet_crosses_as_it_is_even_where_digits_would_be_listened_for()
    {
        Start(Converting(change: static (name, trunk) => trunk with { Dtmf = name == "sbc" ? DtmfMode.Inband : DtmfMode.Rfc4733 }));
        var (fax, other) = Talk(["PCMU"], ["PCMU", "telephone-event"]);
        Voice.Talk(Ladder, 25, (fax, 1100));
        RefuseT38();
        other.Forget();
        fax.Sent.Clear();
        var random = new Random(1);
        for (var i = 0; i < 100; i++) { fax.SaysSamples(Modem(random)); Ladder.Wait(0.02); }
        Assert.Equal(fax.Sent, other.Packets.Select(static packet => packet[12..]));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void Between_the_two_laws_nothing_is_made_up_and_nothing_left_out()
    {
        Start(Converting(seed: 7));
        var (fax, other) = Talk(["PCMU", "CN"], ["PCMA", "CN"]);
        Voice.Talk(Ladder, 50, (fax, 700));
        RefuseT38();
        Ladder.Wait(1);
        other.Forget();
        fax.Sent.Clear();
        Ladder.Network.SetLink(Ladder.Gateway.WithPort(0), new() { Jitter = TimeSpan.FromMilliseconds(60) });
        var random = new Random(2);
        for (var i = 0; i < 500; i++) { fax.SaysSamples(i % 100 < 20 ? new short[160] : Modem(random)); Ladder.Wait(0.02); }
        Ladder.Network.ClearLinks();
        Ladder.Wait(0.3);
        Assert.DoesNotContain(Alpha.Datagrams, static d => d[1] % 128 == 13);      // silence is sent, not described
        var said = fax.Sent.SelectMany(static payload => payload).Select(static octet => G711.Decode(G711Law.MuLaw, [octet])[0]).ToArray();
        Assert.Equal(said.Select(static sample => G711.Encode(G711Law.ALaw, [sample])[0]), other.Packets.SelectMany(static packet => packet[12..]).Take(said.Length));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Theory]
    [InlineData(1100, 600)]
    [InlineData(2100, 3000)]
    public void A_machine_that_is_heard_ends_all_that_would_spoil_it_and_silence_does_not_end_the_call(int hertz, int milliseconds)
    {
        Start(Converting(endsOnSilence: true));
        var (fax, other) = Talk(["PCMU", "CN"], ["PCMA", "CN"]);
        Voice.Talk(Ladder, 20, (other, 400));
        fax.Plays(ToneGenerator.Make(new Tone([hertz], LevelDbm0: -12), TimeSpan.FromMilliseconds(milliseconds)));
        Ladder.Wait(0.5);
        other.Forget();
        for (var i = 0; i < 50; i++) { fax.SaysSamples(new short[160]); Ladder.Wait(0.02); }
        Assert.DoesNotContain(Alpha.Datagrams, static d => d[1] % 128 == 13);
        Assert.InRange(other.Packets.Count, 40, 50);
        Ladder.Wait(120);
        Sbc.ReceivesNothing();
        Ladder.HangUp(Sbc, Alpha);
        Assert.Contains(Ladder.Record.Trace, static step => step.ToString().Contains("fax machine or modem was heard", StringComparison.Ordinal));
    }

    [Fact]
    public void Digits_and_speech_are_no_fax()
    {
        Start(Converting());
        var (caller, callee) = Talk(["PCMU"], ["PCMA"]);
        foreach (var key in "159*") caller.Plays(ToneGenerator.Make(Tone.Dtmf(key), TimeSpan.FromMilliseconds(600)));
        Voice.Talk(Ladder, 100, (caller, 1000), (callee, 440));
        Ladder.HangUp(Sbc, Alpha);
        Assert.DoesNotContain(Ladder.Record.Trace, static step => step.ToString().Contains("fax machine", StringComparison.Ordinal));
    }

    /// <summary>Sound without any pattern a jitter buffer or concealment could hide behind.</summary>
    private static short[] Modem(Random random)
    {
        var samples = new short[160];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)random.Next(-9000, 9000);
        return samples;
    }

    private void RefuseT38()
    {
        Sbc.Sends("INVITE", Sbc.FaxSdp());
        Alpha.Answers(Alpha.Receives("INVITE"), 488);
        Alpha.Receives("ACK");
        Sbc.Receives("488");
    }
}
