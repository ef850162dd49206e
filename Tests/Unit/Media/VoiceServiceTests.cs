using Microsoft.Extensions.Time.Testing;
using Telephony.Audio.Files;
using Telephony.Media.Prompts;
using Telephony.Media.Voices;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Media;

public sealed class VoiceServiceTests
{
    private static readonly byte[] Wav = WavWriter.Pcm16(new short[16_000], 16_000);
    private static readonly SoundDecoder Decoder = new(Tools.Programs, new DecodeLimits { Ffmpeg = "" });
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_openai_compatible_service_gets_text_voice_and_speed()
    {
        await using var server = new WebServer(static _ => ServedResponse.Of(200, "audio/wav", Wav));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var voice = new OpenAiVoice(http, Decoder, new VoiceServiceOptions { Endpoint = server.Url("/"), Key = "secret-1", Model = "m" }, TimeProvider.System);
        var spoken = Assert.IsType<VoiceOutcome.Spoken>(await voice.SpeakAsync(new SpeechText("Say \"hi\" & go", Voice: "nova", Speed: 1.5), Cancel));
        Assert.Equal(1, spoken.Clip.Duration.TotalSeconds);
        await voice.SpeakAsync(new SpeechText("<speak>Hello <break/> you</speak>", IsSsml: true), Cancel);
        var requests = server.Requests.ToArray();
        Assert.Equal(("POST", "/v1/audio/speech", "Bearer secret-1"), (requests[0].Method, requests[0].Path, requests[0].Headers["Authorization"]));
        Assert.Equal("""{"model":"m","input":"Say \u0022hi\u0022 \u0026 go","voice":"nova","response_format":"wav","speed":1.5}""", requests[0].Text);
        Assert.Contains("\"input\":\"Hello you\"", requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_azure_compatible_service_gets_a_document()
    {
        await using var server = new WebServer(static _ => ServedResponse.Of(200, "audio/x-wav", Wav));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var voice = new AzureVoice(http, Decoder, new VoiceServiceOptions { Endpoint = server.Url("/"), Key = "secret-2" }, TimeProvider.System);
        Assert.IsType<VoiceOutcome.Spoken>(await voice.SpeakAsync(new SpeechText("One < two", Language: "en-GB", Voice: "en-GB-RyanNeural"), Cancel));
        const string own = "<speak version='1.0' xml:lang='en-US'><voice name='en-US-GuyNeural'>Hi</voice></speak>";
        Assert.IsType<VoiceOutcome.Spoken>(await voice.SpeakAsync(new SpeechText(own, IsSsml: true), Cancel));
        var requests = server.Requests.ToArray();
        Assert.Equal(("/cognitiveservices/v1", "secret-2", "riff-16khz-16bit-mono-pcm"), (requests[0].Path, requests[0].Headers["Ocp-Apim-Subscription-Key"], requests[0].Headers["X-Microsoft-OutputFormat"]));
        Assert.Contains("xml:lang=\"en-GB\"><voice name=\"en-GB-RyanNeural\">One &#60; two</voice>", requests[0].Text, StringComparison.Ordinal);
        Assert.Equal(own, requests[1].Text);
    }

    [Theory]
    [InlineData(401, PromptFault.VoiceFailed, "check its key")]
    [InlineData(400, PromptFault.BadText, "no such voice")]
    [InlineData(429, PromptFault.VoiceFailed, "answered 429")]
    [InlineData(503, PromptFault.VoiceFailed, "answered 503")]
    public async Task A_refusal_is_explained_without_the_key(int status, PromptFault fault, string words)
    {
        await using var server = new WebServer(_ => ServedResponse.Of(status, "text/plain", "no such voice"u8.ToArray()));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var voice = new AzureVoice(http, Decoder, new VoiceServiceOptions { Endpoint = server.Url("/"), Key = "secret-3" }, TimeProvider.System);
        var why = Assert.IsType<VoiceOutcome.Failed>(await voice.SpeakAsync(new SpeechText("hello"), Cancel)).Why;
        Assert.Equal((fault, status), (why.Fault, why.Status));
        Assert.Contains(words, why.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-3", why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_hangs_is_given_up_and_the_embedded_voice_speaks()
    {
        var clock = new FakeTimeProvider();
        await using var server = new WebServer(static _ => ServedResponse.Raw("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nRIFF", hangs: true));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var options = new VoiceServiceOptions { Endpoint = server.Url("/") };
        var chain = new VoiceChain([new OpenAiVoice(http, Decoder, options, clock), new EspeakVoice(Tools.Programs, new EspeakOptions())], Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var speaking = chain.SpeakAsync(new SpeechText("hello"), Cancel);
        while (server.Requests.IsEmpty) await Task.Yield();
        clock.Advance(options.TimeLimit);
        Assert.IsType<VoiceOutcome.Spoken>(await speaking);
    }

    [Fact]
    public async Task A_service_that_sends_nonsense_is_a_failed_voice()
    {
        await using var server = new WebServer(static _ => ServedResponse.Of(200, "audio/wav", "<html>"u8.ToArray()));
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var voice = new OpenAiVoice(http, Decoder, new VoiceServiceOptions { Endpoint = server.Url("/") }, TimeProvider.System);
        Assert.Equal(PromptFault.VoiceFailed, Assert.IsType<VoiceOutcome.Failed>(await voice.SpeakAsync(new SpeechText("hello"), Cancel)).Why.Fault);
    }
}
