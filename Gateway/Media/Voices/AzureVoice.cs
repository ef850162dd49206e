using System.Net.Http.Headers;
using System.Text;
using Telephony.Media.Prompts;

namespace Telephony.Media.Voices;

/// <summary>Services that speak as Azure's does: <c>POST /cognitiveservices/v1</c> with a document of SSML. A document goes as it came, once it was read; a text gets one around it.</summary>
public sealed class AzureVoice(HttpMessageInvoker http, SoundDecoder decoder, VoiceServiceOptions options, TimeProvider clock) : IVoice
{
    private readonly VoiceService _service = new("azure", http, decoder, options, clock);

    public string Name => "azure";

    public async Task<VoiceOutcome> SpeakAsync(SpeechText text, CancellationToken cancel)
    {
        var voice = text.Voice ?? (options.Voice.Length > 0 ? options.Voice : "en-US-JennyNeural");
        if (text.IsSsml && !Ssml.TryRead(text.Words, out _, out var why)) return new VoiceOutcome.Failed(new PromptRejection(PromptFault.BadText, why));
        var document = text.IsSsml ? text.Words : Ssml.Around(text.Words, text.Language ?? Ssml.LanguageOf(voice) ?? options.Language, voice, text.Speed);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Endpoint, "/cognitiveservices/v1")) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(document)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/ssml+xml");
        request.Headers.TryAddWithoutValidation("X-Microsoft-OutputFormat", "riff-16khz-16bit-mono-pcm");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Telephony", "1"));
        if (options.Key.Length > 0) request.Headers.TryAddWithoutValidation("Ocp-Apim-Subscription-Key", options.Key);
        return await _service.AskAsync(request, cancel).ConfigureAwait(false);
    }
}
