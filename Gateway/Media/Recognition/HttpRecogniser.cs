using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Telephony.Audio.Files;
using Telephony.Audio.Sources;

namespace Telephony.Media.Recognition;

/// <summary>A recognition service over HTTP.</summary>
public sealed record RecognitionServiceOptions
{
    /// <summary>Up to the path of the API.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Never logged.</summary>
    public string Key { get; init; } = "";

    public string Model { get; init; } = "whisper-1";

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without the key.</summary>
    public override string ToString() => Endpoint.ToString();
}

/// <summary>Services that write down speech as OpenAI's does: <c>POST /v1/audio/transcriptions</c>, a form with a WAV file. The choices go along as a hint, and are looked for in the text that comes back.</summary>
public sealed class HttpRecogniser(HttpMessageInvoker http, RecognitionServiceOptions options, TimeProvider clock) : IRecogniser
{
    private const int Rate = 16_000;
    private const int MaxAnswerBytes = 1 << 20;

    public string Name => "openai";

    public async Task<RecognitionOutcome> RecogniseAsync(PcmClip utterance, RecognitionTask task, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Endpoint, "/v1/audio/transcriptions")) { Content = Form(utterance, task) };
        if (options.Key.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Key);
        try
        {
            using var response = await http.SendAsync(request, both.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return new RecognitionOutcome.Failed($"The recognition service answered {(int)response.StatusCode}{(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ": check its key in the settings." : ".")}");
            var octets = new byte[MaxAnswerBytes];
            var stream = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
            var length = await stream.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, both.Token).ConfigureAwait(false);
            return Understand(octets.AsSpan(0, length), task);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new RecognitionOutcome.Failed($"The recognition service did not answer within {options.TimeLimit.TotalSeconds:0.#} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new RecognitionOutcome.Failed($"The recognition service cannot be reached: {e.Message}");
        }
    }

    private static RecognitionOutcome Understand(ReadOnlySpan<byte> answer, RecognitionTask task)
    {
        string said;
        try
        {
            var reader = new Utf8JsonReader(answer);
            using var json = JsonDocument.ParseValue(ref reader);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String) return new RecognitionOutcome.Failed("The recognition service's answer has no text.");
            said = text.GetString()!.Trim();               // a string, as its kind says
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new RecognitionOutcome.Failed("The recognition service's answer is no JSON.");
        }
        if (said.Length == 0) return new RecognitionOutcome.NoMatch("");
        return task.Choices.Count > 0 ? ChoiceMatcher.Match(said, task.Choices) : new RecognitionOutcome.Heard(said);
    }

    private MultipartFormDataContent Form(PcmClip utterance, RecognitionTask task)
    {
        var file = new ByteArrayContent(WavWriter.Pcm16(utterance.At(Rate).Samples.Span, Rate));
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        var form = new MultipartFormDataContent
        {
            { file, "file", "speech.wav" },
            { new StringContent(options.Model), "model" },
            { new StringContent(task.Language.Split('-')[0]), "language" },
            { new StringContent("json"), "response_format" },
        };
        if (task.Choices.SelectMany(static choice => choice.Phrases).Concat(task.Hints).ToList() is { Count: > 0 } likely) form.Add(new StringContent(string.Join(", ", likely), Encoding.UTF8), "prompt");
        return form;
    }
}
