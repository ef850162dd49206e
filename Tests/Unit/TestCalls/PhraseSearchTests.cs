using Telephony.Audio.Codecs;
using Telephony.Audio.Sources;
using Telephony.Media.Processes;
using Telephony.Media.Voices;
using Telephony.TestCalls.Listening;
using Xunit;

namespace Telephony.Unit.TestCalls;

/// <summary>Known prompts in what a telephone brings of them: companded, softer, in another sentence, behind other words.</summary>
public sealed class PhraseSearchTests : IDisposable
{
    private const string Greeting = "Welcome to Example Systems. For sales press 1. For support press 2. To reach somebody by name press 3.";

    private readonly ChildPrograms _programs = new(TimeProvider.System);

    [Theory]
    [InlineData("Welcome to Example Systems")]
    [InlineData("For support press 2")]
    [InlineData("To reach somebody by name")]
    [InlineData("sales press 1")]
    public async Task A_part_of_a_prompt_is_found(string phrase)
    {
        var score = await ScoreAsync(phrase, Greeting);
        Assert.True(score < CallListener.Same, $"\"{phrase}\" differs by {score}.");
    }

    [Theory]
    [InlineData("Our office is closed")]
    [InlineData("Please leave a message after the tone")]
    [InlineData("For support press 9")]
    [InlineData("Goodbye")]
    [InlineData("Welcome to Simple Sisters")]
    public async Task Another_text_is_not(string phrase)
    {
        var score = await ScoreAsync(phrase, Greeting);
        Assert.True(score >= CallListener.Same, $"\"{phrase}\" differs by {score} only.");
    }

    [Theory]
    [InlineData("Good morning", "Good evening")]
    [InlineData("For support press 3", Greeting)]
    [InlineData("Your appointment is on Tuesday at three", "Your appointment is on Tuesday at two")]
    [InlineData("Your appointment is on Tuesday at three", "Your appointment is on Thursday at three")]
    [InlineData("You have chosen sales. Thank you for calling Example Systems", "You have chosen support. Thank you for calling Example Systems")]
    [InlineData("Your call is important to us. An agent will be with you shortly", "Your call is important to us. An agent will be with you tomorrow")]
    [InlineData("Your PIN is four two seven one", "Your PIN is four two nine one")]
    [InlineData("We are open from nine to five", "We are open from nine to six")]
    [InlineData("The line is not busy", "The line is now busy")]
    [InlineData("Press one for sales", "Press nine for sales")]
    public async Task A_prompt_that_differs_by_a_word_is_another_one(string phrase, string prompt)
    {
        var (other, same) = (await ScoreAsync(phrase, prompt), await ScoreAsync(phrase, $"Hello. {phrase}. Goodbye."));
        Assert.True(other >= CallListener.Same, $"\"{prompt}\" differs from \"{phrase}\" by {other} only.");
        Assert.True(same < CallListener.Same * 0.8, $"\"{phrase}\" differs from itself in another sentence by {same}.");
    }

    [Fact]
    public void Silence_is_no_phrase() => Assert.Equal(0, SoundShape.Of(new short[8000]).Count);

    public void Dispose() => _programs.Dispose();

    private async Task<float> ScoreAsync(string phrase, string prompt)
    {
        var (wanted, said) = (await SpeakAsync(phrase), await SpeakAsync(prompt));
        var line = new short[4000 + said.Length];
        for (var i = 0; i < said.Length; i++) line[4000 + i] = (short)(said[i] / 3);
        line = G711.Decode(G711Law.MuLaw, G711.Encode(G711Law.MuLaw, line));
        var heard = new SoundShape();
        heard.Add(line);
        var search = new PhraseSearch(SoundShape.Of(wanted));
        search.Follow(heard);
        return search.Best;
    }

    private async Task<short[]> SpeakAsync(string text)
    {
        var spoken = await new EspeakVoice(_programs, new EspeakOptions()).SpeakAsync(new SpeechText(text), TestContext.Current.CancellationToken);
        return Assert.IsType<VoiceOutcome.Spoken>(spoken).Clip.At(SoundShape.SampleRate).Samples.ToArray();
    }
}
