using Telephony.Audio.Detection;
using Telephony.Audio.Tones;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Events;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>Digits in each of three forms on either side (DR-37): the other side gets them in its own form, once, and so does who listens to the call.</summary>
public sealed class DigitTests : Scenario
{
    private const string Pressed = "1593#";

    [Theory]
    [InlineData(DtmfMode.Rfc4733, DtmfMode.Rfc4733)]
    [InlineData(DtmfMode.Rfc4733, DtmfMode.Info)]
    [InlineData(DtmfMode.Rfc4733, DtmfMode.Inband)]
    [InlineData(DtmfMode.Info, DtmfMode.Rfc4733)]
    [InlineData(DtmfMode.Info, DtmfMode.Info)]
    [InlineData(DtmfMode.Info, DtmfMode.Inband)]
    [InlineData(DtmfMode.Inband, DtmfMode.Rfc4733)]
    [InlineData(DtmfMode.Inband, DtmfMode.Info)]
    [InlineData(DtmfMode.Inband, DtmfMode.Inband)]
    public void Digits_reach_the_other_side_in_its_form_once(DtmfMode from, DtmfMode to)
    {
        Connect(from, to);
        var (voice, listener) = (new Voice(Ladder, Sbc, "PCMU"), new Voice(Ladder, Alpha, "PCMU"));
        var infos = new List<string>();
        Voice.Talk(Ladder, 20, (voice, 300));
        foreach (var key in Pressed) Press(from, key, voice, infos);
        for (var i = 0; i < 40; i++) { voice.Says(300); Ladder.Wait(0.02); Take(infos); }

        Assert.Equal(to == DtmfMode.Rfc4733 ? Pressed : "", Heard.EventsOf(Alpha));
        Assert.Equal(to == DtmfMode.Info ? Pressed : "", string.Concat(infos));
        Assert.Equal(to == DtmfMode.Inband ? Pressed : "", TonesIn(listener));
        Assert.Equal(Pressed, string.Concat(Ladder.Digits.Select(static d => d.Digit.Symbol)));
        Assert.Single(Ladder.Digits.Select(static d => d.Leg).Distinct());
        HangUp();
    }

    [Fact]
    public void Where_both_sides_have_events_they_are_relayed_at_once()
    {
        Ladder.Connect();
        Sbc.PressesKey('7');
        Assert.Equal("7", Heard.EventsOf(Alpha));
        Assert.Equal(Alpha.Datagrams.Count, Alpha.Datagrams.Count(static d => d[1] % 128 == 101 && d[12] == 7));
        Assert.Equal("7", string.Concat(Ladder.Digits.Select(static d => d.Digit.Symbol)));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void INFO_of_a_peer_that_sends_events_too_says_nothing_new()
    {
        Ladder.Connect();
        Sbc.PressesKey('7');
        Sbc.Sends("INFO", "Signal=7\nDuration=100\n", "Content-Type: application/dtmf-relay\n");
        Sbc.Receives("200 INFO");
        Alpha.ReceivesNothing();
        Assert.Single(Ladder.Digits);
        Assert.Equal("7", Heard.EventsOf(Alpha));
        Ladder.HangUp(Sbc, Alpha);
    }

    [Fact]
    public void INFO_becomes_an_event_where_the_other_side_has_events()
    {
        Ladder.Connect();
        Sbc.Sends("INFO", "5", "Content-Type: application/dtmf\n");
        Sbc.Receives("200 INFO");
        Ladder.Wait(0.5);
        Assert.Equal("5", Heard.EventsOf(Alpha));
        Ladder.HangUp(Sbc, Alpha);
    }

    private void Connect(DtmfMode from, DtmfMode to, string codec = "PCMU")
    {
        Start(new LadderSetup { Trunk = (name, trunk) => trunk with { Dtmf = name == "sbc" ? from : to } });
        Sbc.Dials(Number, Sbc.Sdp(from == DtmfMode.Rfc4733 ? [codec, "telephone-event"] : [codec]));
        var invite = Alpha.Receives("INVITE");
        Assert.Equal(to == DtmfMode.Rfc4733, invite.Body.Contains("telephone-event", StringComparison.Ordinal));
        Alpha.Answers(invite, 200, Alpha.Sdp(to == DtmfMode.Rfc4733 ? [codec, "telephone-event"] : [codec]));
        var answer = Sbc.Receives("200 INVITE");
        Assert.Equal(from == DtmfMode.Rfc4733, answer.Body.Contains("telephone-event", StringComparison.Ordinal));
        Sbc.Acks(answer);
        Alpha.Receives("ACK");
    }

    private void Press(DtmfMode form, char key, Voice voice, List<string> infos)
    {
        switch (form)
        {
            case DtmfMode.Rfc4733:
                Sbc.PressesKey(key);
                break;
            case DtmfMode.Info:
                Sbc.Sends("INFO", $"Signal={key}\nDuration=120\n", "Content-Type: application/dtmf-relay\n");
                Take(infos);
                Sbc.Receives("200 INFO");
                break;
            default:
                var samples = ToneGenerator.Make(Tone.Dtmf(key), TimeSpan.FromMilliseconds(100), voice.EncoderRate);
                for (var at = 0; at < samples.Length; at += voice.EncoderRate / 50)
                {
                    voice.SaysSamples(samples.AsSpan(at, voice.EncoderRate / 50));
                    Ladder.Wait(0.02);
                    Take(infos);
                }
                break;
        }
        for (var i = 0; i < 12; i++)
        {
            voice.SaysSamples(new short[voice.EncoderRate / 50]);
            Ladder.Wait(0.02);
            Take(infos);
        }
    }

    /// <summary>Answers the INFO that has come, if one has.</summary>
    private void Take(List<string> infos)
    {
        while (Alpha.Next() is { } message)
        {
            Assert.Equal("INFO", message.Method);
            infos.Add(message.Body.Split("Signal=")[1][..1]);
            Alpha.Answers(message, 200);
        }
    }

    private void HangUp() => Ladder.HangUp(Sbc, Alpha);

    /// <summary>The keys whose two tones make up nearly all of a stretch; each stretch of the same key counts once.</summary>
    private static string TonesIn(Voice voice)
    {
        var (samples, heard, last) = (voice.Decode(), "", '\0');
        for (var at = 0; at + 160 <= samples.Length; at += 160)
        {
            var part = samples.AsSpan(at, 160);
            var now = '\0';
            foreach (var key in "0123456789*#ABCD")
            {
                var tone = Tone.Dtmf(key);
                if (Goertzel.RootMeanSquare(part) > 500 && Goertzel.Share(part, tone.FrequenciesHz[0]) > 0.35 && Goertzel.Share(part, tone.FrequenciesHz[1]) > 0.35) now = key;
            }
            if (now != last && now != '\0') heard += now;
            last = now;
        }
        return heard;
    }
}
