using Telephony.Audio.Sources;
using Telephony.Audio.Tones;
using Telephony.Calls.Steering;
using Telephony.Media.Processes;
using Telephony.Media.Voices;
using Telephony.TestCalls.Listening;
using Telephony.TestCalls.Phones;
using Xunit;

namespace Telephony.Unit.TestCalls;

/// <summary>What a test phone says of what it has heard: here all of it is there already, and nobody waits.</summary>
public sealed class CallListenerTests : IDisposable
{
    private readonly ChildPrograms _programs = new(TimeProvider.System);
    private readonly TestCall _call = new(TimeProvider.System);

    [Fact]
    public async Task Texts_are_heard_in_their_order_and_once()
    {
        await SaysAsync("Welcome to Example Systems. For sales press 1.");
        var listener = Listener();
        Assert.True((await HearsAsync(listener, "Welcome to Example Systems")).IsMet);
        Assert.False((await HearsAsync(listener, "Welcome to Example Systems")).IsMet);
        Assert.True((await HearsAsync(listener, "press 9", "sales press 1")).IsMet);
        Assert.InRange(listener.Position, TimeSpan.FromSeconds(2), _call.Ear.Heard);
    }

    [Fact]
    public async Task What_is_missing_is_told_with_what_was_there()
    {
        await SaysAsync("Our office is closed");
        var finding = await HearsAsync(Listener(), "Please leave a message after the tone");
        Assert.False(finding.IsMet);
        Assert.Contains("nearest sound: 0.", finding.Words, StringComparison.Ordinal);
        Assert.Contains("heard:", finding.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tone_behind_words_is_heard_and_another_one_is_not()
    {
        await SaysAsync("After the tone");
        Hears(ToneGenerator.Make(new Tone([1000], -12), TimeSpan.FromMilliseconds(300), SteeredSound.SampleRate));
        Hears(new short[SteeredSound.SampleRate]);
        var listener = Listener();
        Assert.False((await listener.HearsToneAsync(440, TimeSpan.FromSeconds(0.2), TimeSpan.Zero, Cancellation)).IsMet);
        Assert.True((await listener.HearsToneAsync(1000, TimeSpan.FromSeconds(0.2), TimeSpan.Zero, Cancellation)).IsMet);
        Assert.True((await listener.HearsNothingAsync(TimeSpan.FromSeconds(0.8), TimeSpan.Zero, Cancellation)).IsMet);
        Assert.False((await listener.HearsNothingAsync(TimeSpan.FromSeconds(0.8), TimeSpan.Zero, Cancellation)).IsMet);   // it was used up
    }

    [Fact]
    public async Task A_sound_of_a_file_is_heard()
    {
        var jingle = new PcmClip([.. ToneGenerator.Make(new Tone([600], -12), TimeSpan.FromSeconds(0.4), 8000), .. ToneGenerator.Make(new Tone([900], -12), TimeSpan.FromSeconds(0.4), 8000)], 8000);
        Hears(new short[8000]);
        Hears(jingle.At(SteeredSound.SampleRate).Samples.Span);
        Hears(new short[SteeredSound.SampleRate]);
        Assert.True((await Listener().HearsAsync(jingle, TimeSpan.Zero, Cancellation)).IsMet);
    }

    [Fact]
    public async Task Keys_are_heard_in_their_order()
    {
        foreach (var key in "12#4") ((ISteeredCallUser)_call).OnDigit(null!, key, TimeSpan.Zero);   // it looks at the key alone
        var listener = Listener();
        Assert.True((await listener.HearsKeysAsync("2#", TimeSpan.Zero, Cancellation)).IsMet);
        Assert.False((await listener.HearsKeysAsync("12", TimeSpan.Zero, Cancellation)).IsMet);
        Assert.True((await listener.HearsKeysAsync("4", TimeSpan.Zero, Cancellation)).IsMet);
    }

    public void Dispose() => _programs.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CallListener Listener() => new(_call, [new EspeakVoice(_programs, new EspeakOptions())], recogniser: null);

    private static Task<Finding> HearsAsync(CallListener listener, params string[] texts) => listener.HearsAsync(texts, null, TimeSpan.Zero, Cancellation);

    private async Task SaysAsync(string text)
    {
        var spoken = Assert.IsType<VoiceOutcome.Spoken>(await new EspeakVoice(_programs, new EspeakOptions()).SpeakAsync(new SpeechText(text), Cancellation));
        Hears(spoken.Clip.At(8000).At(SteeredSound.SampleRate).Samples.Span);   // as the telephone has it
        Hears(new short[SteeredSound.SampleRate]);
    }

    private void Hears(ReadOnlySpan<short> samples)
    {
        for (; samples.Length >= SteeredSound.FrameSamples; samples = samples[SteeredSound.FrameSamples..]) _call.Ear.Hear(samples[..SteeredSound.FrameSamples]);
    }
}
