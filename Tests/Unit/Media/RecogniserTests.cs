using Telephony.Media.Recognition;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class RecogniserTests
{
    private static readonly SphinxRecogniser Sphinx = new(Tools.Programs, new SphinxOptions { TimeLimit = TimeSpan.FromMinutes(1) });           // a busy machine is no failure here
    private static readonly Choice[] Choices =
    [
        new("Yes", ["yes", "yes please"]), new("No", ["no"]), new("Sales", ["sales department", "sales"]), new("Support", ["technical support"]), new("Operator", ["operator"]), new("Billing", ["billing"]),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yes", "Yes", "yes")]
    [InlineData("no", "No", "no")]
    [InlineData("sales department", "Sales", "sales department")]
    [InlineData("technical support", "Support", "technical support")]
    [InlineData("operator", "Operator", "operator")]
    [InlineData("billing", "Billing", "billing")]
    public async Task A_choice_is_understood_over_the_telephone(string words, string label, string phrase)
    {
        foreach (var voice in (string[])["slt", "rms"])
        {
            var heard = Assert.IsType<RecognitionOutcome.Heard>(await Sphinx.RecogniseAsync(await Spoken.TelephoneAsync(words, voice), new RecognitionTask(Choices), Cancel));
            Assert.Equal((label, phrase), (heard.Label, heard.Phrase));
        }
    }

    [Theory]
    [InlineData("I do not know what you mean")]
    [InlineData("banana")]
    [InlineData("please wait")]
    public async Task What_is_no_choice_is_no_match(string words) =>
        Assert.IsType<RecognitionOutcome.NoMatch>(await Sphinx.RecogniseAsync(await Spoken.TelephoneAsync(words), new RecognitionTask(Choices), Cancel));

    [Fact]
    public async Task Words_that_no_dictionary_has_are_pronounced_by_the_embedded_voice()
    {
        Choice[] firms = [new("A", ["Zyntrix"]), new("B", ["Brookvale"])];
        Assert.Equal("A", Assert.IsType<RecognitionOutcome.Heard>(await Sphinx.RecogniseAsync(await Spoken.TelephoneAsync("zyntrix"), new RecognitionTask(firms), Cancel)).Label);
        Assert.Equal("B", Assert.IsType<RecognitionOutcome.Heard>(await Sphinx.RecogniseAsync(await Spoken.TelephoneAsync("brookvale"), new RecognitionTask(firms), Cancel)).Label);
    }

    [Fact]
    public async Task Silence_and_noise_are_no_match()
    {
        Assert.IsType<RecognitionOutcome.NoMatch>(await Sphinx.RecogniseAsync(new(new short[8000], 8000), new RecognitionTask(Choices), Cancel));
        Assert.IsType<RecognitionOutcome.NoMatch>(await Sphinx.RecogniseAsync(new(Audio.Speech.Noise(16_000, 1500), 8000), new RecognitionTask(Choices), Cancel));
    }

    [Fact]
    public async Task What_the_engine_lacks_is_said()
    {
        Assert.Contains("English only", Assert.IsType<RecognitionOutcome.Failed>(await Sphinx.RecogniseAsync(new([1], 8000), new RecognitionTask(Choices, "de-DE"), Cancel)).Why, StringComparison.Ordinal);
        var missing = new SphinxRecogniser(Tools.Programs, new SphinxOptions { Program = "no-such-sphinx" });
        Assert.Contains("Install it", Assert.IsType<RecognitionOutcome.Failed>(await missing.RecogniseAsync(new([1], 8000), new RecognitionTask(Choices), Cancel)).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("I would like SALES, please!", "Sales", "sales")]
    [InlineData("the sales department", "Sales", "sales department")]
    [InlineData("press 1", "One", "1")]
    [InlineData("nothing", null, null)]
    [InlineData("salesman", null, null)]
    public void A_choice_is_found_in_a_text_by_its_longest_phrase(string words, string? label, string? phrase)
    {
        var outcome = ChoiceMatcher.Match(words, [.. Choices, new Choice("One", ["1"])]);
        if (label is null) Assert.IsType<RecognitionOutcome.NoMatch>(outcome);
        else Assert.Equal((label, phrase), (((RecognitionOutcome.Heard)outcome).Label, ((RecognitionOutcome.Heard)outcome).Phrase));
    }

    [Fact]
    public async Task A_service_gets_a_form_and_its_text_is_searched_for_choices()
    {
        var answer = """{"text":"Well, technical support."}""";
        await using var server = new WebServer(_ => ServedResponse.Of(200, "application/json", System.Text.Encoding.UTF8.GetBytes(answer)));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var recogniser = new HttpRecogniser(http, new RecognitionServiceOptions { Endpoint = server.Url("/"), Key = "k1" }, TimeProvider.System);
        var heard = Assert.IsType<RecognitionOutcome.Heard>(await recogniser.RecogniseAsync(new(new short[800], 8000), new RecognitionTask(Choices), Cancel));
        Assert.Equal("Support", heard.Label);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/v1/audio/transcriptions", "Bearer k1"), (request.Method, request.Path, request.Headers["Authorization"]));
        Assert.Contains("whisper-1", request.Text, StringComparison.Ordinal);
        Assert.Contains("RIFF", request.Text, StringComparison.Ordinal);
        await recogniser.RecogniseAsync(new([1], 8000), new RecognitionTask([]) { Hints = ["new order", "billing"] }, Cancel);
        Assert.Contains("new order, billing", server.Requests.Last().Text, StringComparison.Ordinal);
        var random = new Random(2);
        for (var i = 0; i < 100; i++)
        {
            answer = new string([.. """{"text":"yes"}""".Select(letter => random.Next(6) == 0 ? (char)random.Next(32, 127) : letter)]);
            Assert.NotNull(await recogniser.RecogniseAsync(new([1], 8000), new RecognitionTask(Choices), Cancel));
        }
    }

    [Fact]
    public async Task A_recogniser_that_breaks_has_failed_and_the_next_one_listens()
    {
        var log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        var task = new RecognitionTask([]);
        Assert.Contains("broke", Assert.IsType<RecognitionOutcome.Failed>(await new RecogniserChain([new Broken()], log).RecogniseAsync(new([1], 8000), task, Cancel)).Why, StringComparison.Ordinal);
        Assert.IsType<RecognitionOutcome.NoMatch>(await new RecogniserChain([new Broken(), Sphinx], log).RecogniseAsync(new(Array.Empty<short>(), 8000), task, Cancel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new RecogniserChain([new Broken()], log).RecogniseAsync(new([1], 8000), task, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Where_a_service_fails_the_embedded_recogniser_listens()
    {
        await using var server = new WebServer(static _ => ServedResponse.Of(503, "text/plain", []));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var chain = new RecogniserChain([new HttpRecogniser(http, new RecognitionServiceOptions { Endpoint = server.Url("/") }, TimeProvider.System), Sphinx], Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal("Billing", Assert.IsType<RecognitionOutcome.Heard>(await chain.RecogniseAsync(await Spoken.TelephoneAsync("billing"), new RecognitionTask(Choices), Cancel)).Label);
    }

    /// <summary>As one whose disk is full.</summary>
    private sealed class Broken : IRecogniser
    {
        public string Name => "broken";

        public Task<RecognitionOutcome> RecogniseAsync(Telephony.Audio.Sources.PcmClip utterance, RecognitionTask task, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            throw new IOException("No space left on device");
        }
    }
}
