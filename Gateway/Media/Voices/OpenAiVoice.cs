using System.Net.Http.Headers;
using System.Text.Json;
using Telephony.Media.Prompts;

namespace Telephony.Media.Voices;

/// <summary>Services that speak as OpenAI's does: <c>POST /v1/audio/speech</c> with the text, a voice and a speed. They take no markup: of SSML they get the words.</summary>
public sealed class OpenAiVoice(HttpMessageInvoker http, SoundDecoder decoder, VoiceServiceOptions options, TimeProvider clock) : IVoice
{
    private readonly VoiceService _service = new("openai", http, decoder, options, clock);

    public string Name => "openai";

    public async Task<VoiceOutcome> SpeakAsync(SpeechText text, CancellationToken cancel)
    {
        var (words, voice) = (text.Words, text.Voice);
        if (text.IsSsml)
        {
            if (!Ssml.TryRead(text.Words, out var document, out var why)) return new VoiceOutcome.Failed(new PromptRejection(PromptFault.BadText, why));
            words = document.PlainText;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Endpoint, "/v1/audio/speech")) { Content = new ByteArrayContent(Body(words, voice, text.Speed)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = VoiceService.Bearer(options.Key);
        return await _service.AskAsync(request, cancel).ConfigureAwait(false);
    }

    private byte[] Body(string words, string? voice, double speed)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", options.Model);
            json.WriteString("input", words);
            json.WriteString("voice", voice ?? (options.Voice.Length > 0 ? options.Voice : "alloy"));
            json.WriteString("response_format", "wav");
            json.WriteNumber("speed", Math.Clamp(speed, 0.25, 4));
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
