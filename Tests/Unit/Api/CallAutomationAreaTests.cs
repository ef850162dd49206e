using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Api.CallAutomation;
using Telephony.Automation.Callbacks;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Media.Recognition;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>The call automation area at its door: what every operation says to what it cannot take. The gateway is starting, so what could be taken is answered 503.</summary>
public sealed class CallAutomationAreaTests
{
    private const string One = "/calling/callConnections/7c1d";
    private const string Phone = """{"phoneNumber":{"value":"+14255550123"}}""";

    [Theory]
    [InlineData("""{"kind":"roomCallLocator","roomId":"99412345678"}""")]
    [InlineData("""{"kind":"groupCallLocator","groupCallId":"6a5d2c34-0f8f-4b5c-9b57-0c6c1f0f7a11"}""")]
    public async Task Rooms_and_groups_are_calls_that_are_not_there(string locator)
    {
        await using var bench = await StartAsync();
        var answer = await bench.PostAsync("/calling/callConnections:connect?api-version=2026-03-12", $$"""{"callLocator":{{locator}},"callbackUri":"https://a.example/"}""");
        Assert.Equal((404, "CallNotFound"), answer.StatusAndCode);
        answer = await bench.PostAsync("/calling/recordings?api-version=2026-03-12", $$"""{"callLocator":{{locator}}}""");
        Assert.Equal((404, "CallNotFound"), answer.StatusAndCode);
    }

    [Theory]
    [InlineData("/calling/callConnections", """{"callbackUri":"https://a.example/"}""", "targets")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE]}""", "callbackUri")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE,PHONE],"callbackUri":"https://a.example/"}""", "targets[1]")]
    [InlineData("/calling/callConnections", """{"targets":[{"rawId":"8:acs:1_2"}],"callbackUri":"https://a.example/"}""", "targets[0]")]
    [InlineData("/calling/callConnections", """{"targets":[null],"callbackUri":"https://a.example/"}""", "targets[0]")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"http://a.example/"}""", "callbackUri")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","customCallingContext":{"sipHeaders":{"Via":"x"}}}""", "customCallingContext.sipHeaders.Via")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","customCallingContext":{"sipHeaders":{"X-A":"x\r\nVia: y"}}}""", "customCallingContext.sipHeaders.X-A")]
    [InlineData("/calling/callConnections:answer", """{"callbackUri":"https://a.example/"}""", "incomingCallContext")]
    [InlineData("/calling/callConnections:reject", """{"incomingCallContext":"x","callRejectReason":"tired"}""", "callRejectReason")]
    [InlineData("/calling/callConnections:connect", """{"callLocator":{"kind":"serverCallLocator"},"callbackUri":"https://a.example/"}""", "callLocator")]
    [InlineData("/calling/callConnections:connect", """{"callLocator":{"kind":"groupCallLocator","groupCallId":"mine"},"callbackUri":"https://a.example/"}""", "callLocator.groupCallId")]
    [InlineData("/calling/callConnections", """{"targets":[{"rawId":"8:acs:6a5d2c34-0f8f-4b5c-9b57-0c6c1f0f7a11_01939b4e-6c2f-7f5a-8d0b-5c1a4f0b9e11"}],"callbackUri":"https://a.example/"}""", "targets[0]")]
    [InlineData("/calling/callConnections", """{"targets":[{"microsoftTeamsUser":{"userId":"x"}}],"callbackUri":"https://a.example/"}""", "targets[0]")]
    [InlineData("/calling/callConnections", """{"targets":[{"rawId":"28:orgid:x"}],"callbackUri":"https://a.example/"}""", "targets[0]")]
    [InlineData("/calling/callConnections", """{"targets":[{"rawId":"sip:alice"}],"callbackUri":"https://a.example/"}""", "targets[0]")]
    [InlineData("/calling/callConnections", """{"targets":[{"rawId":"sip:alice@a.example?Replaces=x"}],"callbackUri":"https://a.example/"}""", "targets[0]")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"sourceCallerIdNumber":{"value":"our number"},"callbackUri":"https://a.example/"}""", "sourceCallerIdNumber")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","source":{"id":"8:acs:1_2"}}""", "source")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","teamsAppSource":{"appId":"x"}}""", "teamsAppSource")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","customCallingContext":{"sipHeaders":{"X-1":"","X-2":"","X-3":"","X-4":"","X-5":"","X-6":""}}}""", "customCallingContext.sipHeaders")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","customCallingContext":{"voipHeaders":{"a b":"x"}}}""", "customCallingContext.voipHeaders.a b")]
    [InlineData(One + ":transferToParticipant", """{"targetParticipant":PHONE,"customCallingContext":{"teamsPhoneCallDetails":{}}}""", "customCallingContext.teamsPhoneCallDetails")]
    [InlineData("/calling/callConnections:answer", """{"incomingCallContext":"x","callbackUri":"https://a.example/","answeredBy":{"id":"anna"}}""", "answeredBy")]
    [InlineData(One + ":play", """{"playSources":[]}""", "playSources")]
    [InlineData(One + ":play", """{"playSources":[{"kind":"file","file":{"uri":"ftp://a/b.wav"}}]}""", "playSources[0].file.uri")]
    [InlineData(One + ":play", """{"playSources":[{"kind":"song"}]}""", "playSources[0].kind")]
    [InlineData(One + ":recognize", """{"recognizeInputType":"thoughts"}""", "recognizeInputType")]
    [InlineData(One + ":recognize", """{"recognizeInputType":"dtmf","recognizeOptions":{"dtmfOptions":{"stopTones":["ten"]}}}""", "recognizeOptions.dtmfOptions.stopTones[0]")]
    [InlineData(One + ":recognize", """{"recognizeInputType":"dtmf","recognizeOptions":{"dtmfOptions":{"maxTonesToCollect":0}}}""", "recognizeOptions.dtmfOptions.maxTonesToCollect")]
    [InlineData(One + ":recognize", """{"recognizeInputType":"choices","recognizeOptions":{"choices":[]}}""", "recognizeOptions.choices")]
    [InlineData(One + ":sendDtmfTones", """{"tones":["one","eleven"]}""", "tones[1]")]
    [InlineData(One + "/participants:add", """{"participantToAdd":PHONE,"invitationTimeoutInSeconds":1000}""", "invitationTimeoutInSeconds")]
    [InlineData(One + "/participants:add", """{"participantToAdd":PHONE,"operationCallbackUri":"nowhere"}""", "operationCallbackUri")]
    [InlineData(One + "/participants:mute", """{"targetParticipants":[]}""", "targetParticipants")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","mediaStreamingOptions":{"transportUrl":"wss://a.example/"}}""", "mediaStreamingOptions.transportType")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed"}}""", "mediaStreamingOptions.transportUrl")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed","transportUrl":"ws://a.example/"}}""", "mediaStreamingOptions.transportUrl")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed","transportUrl":"https://a.example/"}}""", "mediaStreamingOptions.transportUrl")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","mediaStreamingOptions":{"transportType":"websocket","transportUrl":"wss://a.example/","audioChannelType":"both"}}""", "mediaStreamingOptions.audioChannelType")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed","transportUrl":"wss://a.example/","audioFormat":"pcm8KMono"}}""", "mediaStreamingOptions.audioFormat")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed","transportUrl":"wss://a.example/","contentType":"video"}}""", "mediaStreamingOptions.contentType")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","transcriptionOptions":{"transportType":"websocket","transportUrl":"wss://a.example/"}}""", "transcriptionOptions.locale")]
    [InlineData("/calling/callConnections", """{"targets":[PHONE],"callbackUri":"https://a.example/","transcriptionOptions":{"transportType":"websocket","transportUrl":"wss://a.example/","locale":"en US"}}""", "transcriptionOptions.locale")]
    [InlineData(One + ":updateTranscription", """{"locale":"en_US"}""", "locale")]
    [InlineData(One + ":startMediaStreaming", """{"operationCallbackUri":"nowhere"}""", "operationCallbackUri")]
    public async Task What_cannot_be_taken_names_the_field(string path, string body, string field)
    {
        await using var bench = await StartAsync();
        var answer = await bench.PostAsync(path + "?api-version=2026-03-12", body.Replace("PHONE", Phone, StringComparison.Ordinal));
        Assert.Equal((400, "BadRequest"), answer.StatusAndCode);
        Assert.Equal(field, answer.Json.GetProperty("error").GetProperty("target").GetString());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    public void A_context_with_any_octet_changed_is_none_of_ours(int seed)
    {
        var contexts = new IncomingContexts();
        var call = CallId.Parse("01jd0000000000000000000001");
        var made = contexts.Make(call, ResourceId.Default);
        Assert.True(contexts.TryRead(made, ResourceId.Default, out var read));
        Assert.Equal(call, read);
        Assert.False(new IncomingContexts().TryRead(made, ResourceId.Default, out _));
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var changed = made.ToCharArray();
            var at = random.Next(changed.Length);
            changed[at] = (char)random.Next(32, 127);
            var text = new string(changed)[..random.Next(made.Length - 3, made.Length + 1)];
            if (text != made) Assert.False(contexts.TryRead(text, ResourceId.Default, out _), text);
        }
    }

    private static Task<ApiBench> StartAsync() => ApiBench.StartAsync(static api => api.MapCallAutomation(new AutomationDesk(
        new NoPrompts(), new NoWire(), static (_, _) => ValueTask.CompletedTask, new NumberCatalogueHolder(), TimeProvider.System, NullLoggerFactory.Instance)
    {
        Streams = new NoStreams(), Recogniser = new NoRecogniser(),
    }));

    private sealed class NoPrompts : IPromptLibrary
    {
        public ValueTask<PromptOutcome> GetAsync(PromptSource source, ResourceId resource, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is played here.");
    }

    private sealed class NoStreams : IStreamWire
    {
        public ValueTask<StreamReply> OpenAsync(StreamOpening opening, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is streamed here.");
    }

    private sealed class NoRecogniser : IRecogniser
    {
        public string Name => "none";

        public Task<RecognitionOutcome> RecogniseAsync(Telephony.Audio.Sources.PcmClip utterance, RecognitionTask task, CancellationToken cancel) => throw new InvalidOperationException("Nobody listens here.");
    }

    private sealed class NoWire : ICallbackWire
    {
        public ValueTask<CallbackReply> SendAsync(Callback callback, ResourceId resource, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is told here.");
    }
}
