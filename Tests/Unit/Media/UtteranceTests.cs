using Telephony.Audio.Detection;
using Telephony.Audio.Sources;
using Telephony.Media.Recognition;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class UtteranceTests
{
    private const int Frame = 160;

    [Fact]
    public async Task An_utterance_is_cut_out_whole_and_its_begin_is_told_at_once()
    {
        var words = await Spoken.TelephoneAsync("technical support");
        var stream = Spoken.Padded(words, before: 1.5, behind: 2);
        var collector = new UtteranceCollector(8000);
        var (started, complete) = Run(collector, stream);
        Assert.InRange(started, 1.5, 1.85);
        Assert.InRange(complete, 1.5 + words.Duration.TotalSeconds + 0.5, 1.5 + words.Duration.TotalSeconds + 1.0);
        var taken = collector.Take();
        Assert.InRange(taken.Duration.TotalSeconds, words.Duration.TotalSeconds, words.Duration.TotalSeconds + 1.3);
        var sphinx = new SphinxRecogniser(Tools.Programs, new SphinxOptions());
        var heard = await sphinx.RecogniseAsync(taken, new RecognitionTask([new("S", ["technical support"]), new("B", ["billing"])]), TestContext.Current.CancellationToken);
        Assert.Equal("S", Assert.IsType<RecognitionOutcome.Heard>(heard).Label);
    }

    [Fact]
    public void Nobody_who_speaks_ends_it_and_the_time_of_the_prompt_does_not_count()
    {
        var collector = new UtteranceCollector(8000, new UtteranceOptions { InitialSilence = TimeSpan.FromSeconds(3) }) { IsTiming = false };
        var noise = Audio.Speech.Noise(8000 * 20, 25);
        for (var at = 0; at < 8000 * 10; at += Frame) Assert.Equal(UtteranceState.Waiting, collector.Process(noise.AsSpan(at, Frame)));
        collector.IsTiming = true;
        var frames = 0;
        while (collector.Process(noise.AsSpan(frames * Frame, Frame)) == UtteranceState.Waiting) frames++;
        Assert.Equal(UtteranceState.NobodySpoke, collector.State);
        Assert.Equal(3.0, (frames + 1) * 0.02, 2);
    }

    [Fact]
    public void Speech_without_end_is_cut()
    {
        var collector = new UtteranceCollector(8000, new UtteranceOptions { MaxLength = TimeSpan.FromSeconds(4) });
        var (_, complete) = Run(collector, new PcmClip(Audio.Speech.Synthetic(8000, 10), 8000));
        Assert.InRange(complete, 3.5, 4.7);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(600)]
    public void Noise_clicks_and_a_rising_level_are_no_speech(double level)
    {
        var detector = new VoiceActivityDetector(8000);
        var noise = Audio.Speech.Noise(8000 * 30, level);
        for (var at = 0; at < noise.Length; at += 8000) noise[at] = short.MaxValue;
        // A noise that begins loud is taken for speech until it is known; after that no frame of it is.
        var speaking = 0;
        for (var at = 0; at < noise.Length; at += Frame)
        {
            detector.Process(noise.AsSpan(at, Frame));
            if (at > 8000 * 8 && detector.IsSpeaking) speaking++;
        }
        Assert.Equal(0, speaking);
    }

    [Fact]
    public async Task Speech_in_noise_is_found_where_it_is()
    {
        var words = await Spoken.TelephoneAsync("please connect me to the operator");
        var stream = Spoken.Padded(words, 3, 2, noise: 200);
        var detector = new VoiceActivityDetector(8000);
        double began = 0, ended = 0;
        for (var at = 0; at + Frame <= stream.Samples.Length; at += Frame)
        {
            var activity = detector.Process(stream.Samples.Span.Slice(at, Frame));
            if (activity == VoiceActivity.Started && began == 0) began = at / 8000.0;
            if (activity == VoiceActivity.Ended) ended = at / 8000.0;
        }
        Assert.InRange(began, 3, 3.5);
        Assert.InRange(ended, 3 + words.Duration.TotalSeconds - 0.5, 3 + words.Duration.TotalSeconds + 0.5);
    }

    [Fact]
    public void Only_the_frame_that_begins_an_utterance_allocates()
    {
        var speech = Audio.Speech.Synthetic(8000, 10);
        // A collection that another test causes counts as allocated on this thread, but not each time.
        var readings = Enumerable.Range(0, Allocated.Readings).Select(_ => Once()).ToList();
        Assert.Equal(0, readings.Min(static reading => reading.Others));
        Assert.InRange(readings.Min(static reading => reading.Began), 8000 * 20 * sizeof(short), 8000 * 21 * sizeof(short));   // room for the longest, once

        (long Began, long Others) Once()
        {
            var collector = new UtteranceCollector(8000);
            collector.Process(speech.AsSpan(0, Frame));
            var (began, others) = (0L, 0L);
            for (var at = Frame; at + Frame <= speech.Length; at += Frame)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var state = collector.Process(speech.AsSpan(at, Frame));
                var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                if (state == UtteranceState.Started) began += bytes;
                else others += bytes;
            }
            return (began, others);
        }
    }

    private static (double Started, double Complete) Run(UtteranceCollector collector, PcmClip stream)
    {
        var started = 0.0;
        for (var at = 0; at + Frame <= stream.Samples.Length; at += Frame)
        {
            var state = collector.Process(stream.Samples.Span.Slice(at, Frame));
            if (state == UtteranceState.Started) started = (double)(at + Frame) / stream.SampleRate;
            if (state == UtteranceState.Complete) return (started, (double)(at + Frame) / stream.SampleRate);
        }
        return (started, double.NaN);
    }
}
