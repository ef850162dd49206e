using Telephony.Audio.Files;
using Telephony.Scenarios.Calls;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>Messages that callers leave, and those they do not.</summary>
public sealed class VoicemailFlowTests : FlowScenario
{
    private const string Flow = """
        "start": { "type": "voicemail", "greeting": { "play": "1000/30" }, "mailbox": "office", "silence": "20s", "exits": { "done": "thanks", "empty": "nothing" } },
        "thanks": { "type": "say", "prompt": { "play": "1500/2" }, "exits": { "done": "end" } },
        "nothing": { "type": "say", "prompt": { "play": "700/2" }, "exits": { "done": "end" } }
        """;

    [Fact]
    public void Who_skips_the_greeting_leaves_his_message_behind_the_tone()
    {
        Has(Flow);
        var phone = Calls();
        Ladder.Wait(0.5);
        Assert.True(phone.HearsNow(1000));
        Sbc.PressesKey('#');
        Ladder.Wait(0.5);      // the tone
        Voice.Talk(Ladder, 150, (phone, 440));
        Sbc.PressesKey('#');
        Hears(phone, 1500);
        Assert.InRange(Seconds(Assert.Single(Messages)), 3.0, 3.7);
        Assert.Empty(Recorded);
        HangsUp(Sbc);
    }

    [Fact]
    public void A_key_into_the_tone_is_none_of_the_messages()
    {
        Has(Flow);
        var phone = Calls();
        Ladder.Wait(0.2);
        Sbc.PressesKey('#');
        Sbc.PressesKey('#');   // he is impatient
        Ladder.Wait(0.5);
        Voice.Talk(Ladder, 150, (phone, 440));
        Sbc.PressesKey('#');
        Hears(phone, 1500);
        Assert.InRange(Seconds(Assert.Single(Messages)), 3.0, 3.7);
        HangsUp(Sbc);
    }

    [Fact]
    public void Who_says_nothing_leaves_no_file()
    {
        Has(Flow);
        var phone = Calls();
        Ladder.Wait(0.2);
        Sbc.PressesKey('#');
        Ladder.Wait(0.5);
        Sbc.PressesKey('#');
        Hears(phone, 700);
        Assert.Empty(Messages);
        Assert.Empty(Recorded);
        HangsUp(Sbc);
    }

    [Fact]
    public void Who_hangs_up_into_the_tone_leaves_no_file()
    {
        Has(Flow);
        Calls();
        Ladder.Wait(0.2);
        Sbc.PressesKey('#');
        HangsUp(Sbc);
        Until(() => Desk.Count == 0, "the flow was to end");
        Assert.Empty(Messages);
        Assert.Empty(Recorded);
    }

    [Fact]
    public void Who_just_hangs_up_has_left_his_message()
    {
        Has(Flow);
        var phone = Calls();
        Ladder.Wait(0.2);
        Sbc.PressesKey('#');
        Ladder.Wait(0.5);
        Voice.Talk(Ladder, 150, (phone, 440));
        HangsUp(Sbc);
        Until(() => Desk.Count == 0, "the flow was to end");
        Assert.InRange(Seconds(Assert.Single(Messages)), 3.0, 3.7);
    }

    private IEnumerable<string> Messages => Directory.Exists(Path.Combine(Recordings, "voicemail")) ? Directory.EnumerateFiles(Path.Combine(Recordings, "voicemail"), "*.wav", SearchOption.AllDirectories) : [];

    private IEnumerable<string> Recorded => Directory.EnumerateFiles(Recordings, "*.wav");

    /// <summary>The file is written beside the call.</summary>
    private void Hears(Voice phone, double frequency) => Until(
        () =>
        {
            Ladder.Wait(0.1);
            return phone.HearsNow(frequency);
        },
        $"{frequency} Hz were to be heard");

    private static double Seconds(string file)
    {
        Assert.True(WavReader.TryReadMono(File.ReadAllBytes(file), out var samples, out var rate, out var why), why.Sentence);
        return samples.Length / (double)rate;
    }
}
