using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Api.CallAutomation;
using Telephony.Automation.Callbacks;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>The call automation area at its door: what every operation says to what it cannot take. The gateway is starting, so what could be taken is answered 503.</summary>
public sealed class CallAutomationAreaTests
{
    private const string One = "/calling/callConnections/7c1d";
    private const string Phone = """{"phoneNumber":{"value":"+14255550123"}}""";

    [Fact]
    public async Task Every_operation_of_the_document_has_an_answer_in_the_services_shape()
    {
        string[] posts =
        [
            "/calling/callConnections", "/calling/callConnections:answer", "/calling/callConnections:redirect", "/calling/callConnections:reject", "/calling/callConnections:connect", One + ":terminate",
            One + ":transferToParticipant", One + "/participants:add", One + "/participants:remove", One + "/participants:mute", One + "/participants:unmute", One + "/participants:cancelAddParticipant", One + "/participants:moveHere",
            One + ":play", One + ":recognize", One + ":cancelAllMediaOperations", One + ":sendDtmfTones", One + ":startContinuousDtmfRecognition", One + ":stopContinuousDtmfRecognition", One + ":hold", One + ":unhold",
            One + ":startTranscription", One + ":stopTranscription", One + ":updateTranscription", One + ":startMediaStreaming", One + ":stopMediaStreaming",
            "/calling/recordings", "/calling/recordings/r:pause", "/calling/recordings/r:resume",
        ];
        (HttpMethod, string)[] all =
        [
            .. posts.Select(static path => (HttpMethod.Post, path)), (HttpMethod.Get, One), (HttpMethod.Delete, One), (HttpMethod.Get, One + "/participants"), (HttpMethod.Get, One + "/participants/4%3A%2B14255550123"),
            (HttpMethod.Get, "/calling/recordings/r"), (HttpMethod.Delete, "/calling/recordings/r"),
        ];
        await using var bench = await StartAsync();
        foreach (var (method, path) in all)
        {
            var answer = await bench.SendAsync(bench.Signed(method, path + "?api-version=2026-03-12", method == HttpMethod.Post ? "{}" : null));
            Assert.True(answer.Status is 400 or 404 or 503, $"{method} {path}: {answer.Status} {answer.Text}");
            Assert.NotEmpty(answer.Code);
            Assert.False(answer.Message.StartsWith("There is no such address", StringComparison.Ordinal), path);
        }
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
    [InlineData("/calling/callConnections:connect", """{"callLocator":{"kind":"roomCallLocator","roomId":"1"},"callbackUri":"https://a.example/"}""", "callLocator")]
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
        new NoPrompts(), new NoWire(), static (_, _) => ValueTask.CompletedTask, new NumberCatalogueHolder(), TimeProvider.System, NullLoggerFactory.Instance)));

    private sealed class NoPrompts : IPromptLibrary
    {
        public ValueTask<PromptOutcome> GetAsync(PromptSource source, ResourceId resource, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is played here.");
    }

    private sealed class NoWire : ICallbackWire
    {
        public ValueTask<CallbackReply> SendAsync(Callback callback, ResourceId resource, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is told here.");
    }
}
