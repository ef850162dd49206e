using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Audio.Sources;
using Telephony.Media.Prompts;
using Telephony.Media.Voices;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class EspeakVoiceTests
{
    private static readonly EspeakVoice Voice = new(Tools.Programs, new EspeakOptions());
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Welcome to the gateway.", "en-US")]
    [InlineData("Willkommen.", "de-DE")]
    [InlineData("Bienvenue à tous.", "fr-FR")]
    [InlineData("你好", "zh-CN")]
    public async Task A_text_is_spoken_in_its_language(string words, string language)
    {
        var clip = await Spoken(new SpeechText(words, Language: language));
        Assert.InRange(clip.Duration.TotalSeconds, 0.3, 5);
        Assert.True(clip.Samples.ToArray().Max(static sample => Math.Abs((int)sample)) > 3000);
    }

    [Fact]
    public async Task Speed_and_breaks_are_heard()
    {
        const string words = "one two three four five six seven";
        var usual = (await Spoken(new SpeechText(words))).Duration;
        Assert.True((await Spoken(new SpeechText(words, Speed: 2))).Duration < 0.75 * usual);
        var paused = await Spoken(new SpeechText($"<speak xml:lang='en-US'>one two three<break time='2s'/>four five six seven</speak>", IsSsml: true));
        Assert.InRange((paused.Duration - usual).TotalSeconds, 1.5, 3.5);
    }

    [Fact]
    public async Task What_stands_in_a_text_is_no_option_and_no_markup()
    {
        Assert.True((await Spoken(new SpeechText("-w /tmp/out.wav <audio src=\"/etc/passwd\"/> is what I say"))).Duration > TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("", PromptFault.BadText)]
    [InlineData("   ", PromptFault.BadText)]
    public async Task Nothing_to_say_is_a_mistake(string words, PromptFault fault) => Assert.Equal(fault, (await Failed(new SpeechText(words))).Fault);

    [Fact]
    public async Task An_unknown_language_is_named()
    {
        var why = await Failed(new SpeechText("hello", Language: "xx-YY"));
        Assert.Equal("espeak-ng has no voice for the language 'xx-YY': 'espeak-ng --voices' lists those that there are.", why.Sentence);
        var missing = await new EspeakVoice(Tools.Programs, new EspeakOptions { Program = "no-such-espeak" }).SpeakAsync(new SpeechText("hello"), Cancel);
        Assert.Equal(PromptFault.NotInstalled, Assert.IsType<VoiceOutcome.Failed>(missing).Why.Fault);
    }

    [Fact]
    public async Task A_voice_that_fails_is_stood_in_for_and_heard_again_when_it_is_well()
    {
        var service = new Flaky();
        var chain = new VoiceChain([service, Voice], NullLogger.Instance);
        service.Fault = new(PromptFault.TimedOut, "The service did not answer.");
        Assert.NotSame(Flaky.Clip, Assert.IsType<VoiceOutcome.Spoken>(await chain.SpeakAsync(new SpeechText("hello"), Cancel)).Clip);
        service.Fault = null;
        Assert.Same(Flaky.Clip, Assert.IsType<VoiceOutcome.Spoken>(await chain.SpeakAsync(new SpeechText("hello"), Cancel)).Clip);
        await chain.SpeakAsync(new SpeechText("hello"), Cancel);
        Assert.Equal(2, service.Asked);
        service.Fault = new(PromptFault.BadText, "No.");
        Assert.IsType<VoiceOutcome.Failed>(await chain.SpeakAsync(new SpeechText("other"), Cancel));
    }

    private static async Task<PcmClip> Spoken(SpeechText text)
    {
        var outcome = await Voice.SpeakAsync(text, Cancel);
        Assert.True(outcome is VoiceOutcome.Spoken, (outcome as VoiceOutcome.Failed)?.Why.Sentence);
        return ((VoiceOutcome.Spoken)outcome).Clip;
    }

    private static async Task<PromptRejection> Failed(SpeechText text) => Assert.IsType<VoiceOutcome.Failed>(await Voice.SpeakAsync(text, Cancel)).Why;

    private sealed class Flaky : IVoice
    {
        public static readonly PcmClip Clip = new([1, 2, 3], 8000);

        public PromptRejection? Fault { get; set; }

        public int Asked { get; private set; }

        public string Name => "flaky";

        public Task<VoiceOutcome> SpeakAsync(SpeechText text, CancellationToken cancel)
        {
            Asked++;
            return Task.FromResult<VoiceOutcome>(Fault is { } why ? new VoiceOutcome.Failed(why) : new VoiceOutcome.Spoken(Clip));
        }
    }
}
