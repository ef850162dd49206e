using Telephony.Audio.Detection;
using Telephony.Audio.Sources;
using Telephony.Audio.Tones;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class AnswerClassifierTests
{
    [Theory]
    [InlineData("Hello?", "slt")]
    [InlineData("Hello?", "espeak")]
    [InlineData("Yes, Miller speaking.", "rms")]
    [InlineData("Good morning, who is this?", "slt")]
    [InlineData("Smith.", "rms")]
    public async Task A_person_says_little_and_waits(string words, string voice)
    {
        var classifier = Run(Spoken.Padded(await Spoken.TelephoneAsync(words, voice), 0.6, 4));
        Assert.Equal(AnswerKind.Human, classifier.Kind);
        Assert.InRange(classifier.DecidedAfter.TotalSeconds, 1, 4.5);
    }

    [Theory]
    [InlineData("Hi, you have reached the voice mail of John Smith. I am not able to take your call right now, please leave a message after the tone.", "slt")]
    [InlineData("The person you are calling is not available. Please record your message.", "rms")]
    [InlineData("Thank you for calling Contoso. Our offices are closed at the moment. Please call again tomorrow.", "espeak")]
    public async Task A_machine_talks_on_and_is_ready_after_its_beep(string greeting, string voice)
    {
        var words = Spoken.Padded(await Spoken.TelephoneAsync(greeting, voice), 0.8, 0.6).Samples.ToArray();
        foreach (var (frequency, length) in (ReadOnlySpan<(double, double)>)[(1000, 0.5), (440, 0.3), (1400, 0.2), (850, 1.2)])
        {
            short[] stream = [.. words, .. ToneGenerator.Make(new Tone([frequency], -12), TimeSpan.FromSeconds(length)), .. Audio.Speech.Noise(8000, 20)];
            var classifier = Run(new PcmClip(stream, 8000));
            Assert.Equal((AnswerKind.Machine, true, true), (classifier.Kind, classifier.IsReadyForMessage, classifier.HasBeeped));
            Assert.True(classifier.DecidedAfter < TimeSpan.FromSeconds(4.5), $"decided after {classifier.DecidedAfter}");
        }
    }

    [Fact]
    public async Task A_machine_without_a_beep_is_ready_after_silence_and_not_in_the_pauses_of_its_greeting()
    {
        var greeting = Spoken.Padded(await Spoken.TelephoneAsync("You have reached the office of Miller and sons. We are closed today. Please leave a message."), 0.5, 4);
        var classifier = new AnswerClassifier();
        var ready = Feed(classifier, greeting);
        Assert.Equal((AnswerKind.Machine, false), (classifier.Kind, classifier.HasBeeped));
        Assert.InRange(ready, greeting.Duration.TotalSeconds - 4 + 1.5, greeting.Duration.TotalSeconds - 4 + 2.6);
    }

    [Theory]
    [InlineData(0, AnswerKind.Silence)]
    [InlineData(30, AnswerKind.Silence)]
    [InlineData(150, AnswerKind.Silence)]
    public void Nobody_is_silence(double noise, AnswerKind expected) =>
        Assert.Equal(expected, Run(new PcmClip(noise == 0 ? new short[80_000] : Audio.Speech.Noise(80_000, noise), 8000)).Kind);

    [Theory]
    [InlineData("2100 3/1", AnswerKind.Fax, CallProgress.None)]
    [InlineData("950 0.33 1400 0.33 1800 0.33", AnswerKind.Network, CallProgress.SpecialInformation)]
    [InlineData("425 0.5/0.5", AnswerKind.Network, CallProgress.Busy)]
    [InlineData("440+480 2/4", AnswerKind.Network, CallProgress.Ringback)]
    public void Tones_are_not_taken_for_voices(string tones, AnswerKind kind, CallProgress progress)
    {
        var classifier = Run(new PcmClip([.. new short[4000], .. Audio.Detection.CallProgressTests.Make(tones, -15, 10)], 8000));
        Assert.Equal((kind, progress), (classifier.Kind, classifier.Progress));
    }

    private static AnswerClassifier Run(PcmClip stream)
    {
        var classifier = new AnswerClassifier();
        Feed(classifier, stream);
        return classifier;
    }

    /// <summary>When it heard all it wanted to hear, in seconds.</summary>
    private static double Feed(AnswerClassifier classifier, PcmClip stream)
    {
        for (var at = 0; at + 160 <= stream.Samples.Length; at += 160)
        {
            classifier.Process(stream.Samples.Span.Slice(at, 160));
            if (!classifier.IsListening) return at / 8000.0;
        }
        return double.NaN;
    }
}
