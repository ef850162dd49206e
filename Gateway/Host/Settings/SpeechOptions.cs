using Telephony.Media.Recognition;
using Telephony.Media.Voices;

namespace Telephony.Host.Settings;

/// <summary>The settings of speech, checked and typed.</summary>
/// <param name="Voice">espeak-ng, openai or azure.</param>
/// <param name="VoiceService">Null: the embedded voice alone.</param>
/// <param name="RecognitionService">Null: the embedded recogniser alone.</param>
internal sealed record SpeechOptions(string Voice, VoiceServiceOptions? VoiceService, RecognitionServiceOptions? RecognitionService)
{
    private const string Embedded = "espeak-ng";

    public static SpeechOptions Read(SpeechSettings raw, string language, SettingMistakes mistakes)
    {
        var voice = raw.Voice is Embedded or "openai" or "azure" ? raw.Voice : mistakes.Add("Speech:Voice", raw.Voice, "allowed is espeak-ng, openai or azure", Embedded);
        var byService = raw.Recogniser switch
        {
            "pocketsphinx" => false,
            "openai" => true,
            var other => mistakes.Add("Speech:Recogniser", other, "allowed is pocketsphinx or openai", false),
        };
        var service = voice == Embedded ? null : Url("Speech:VoiceUrl", raw.VoiceUrl, mistakes) is { } voiceUrl
            ? new VoiceServiceOptions { Endpoint = voiceUrl, Key = raw.VoiceKey, Model = raw.VoiceModel, Voice = raw.VoiceName, Language = language }
            : null;
        var recognition = byService && Url("Speech:RecogniserUrl", raw.RecogniserUrl, mistakes) is { } url ? new RecognitionServiceOptions { Endpoint = url, Key = raw.RecogniserKey, Model = raw.RecogniserModel } : null;
        return new SpeechOptions(voice, service, recognition);
    }

    /// <summary>Keys and voices of callers go there: in the clear to this machine only.</summary>
    private static Uri? Url(string field, string text, SettingMistakes mistakes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : mistakes.Add(field, text, "allowed is the https URL of the service (http only for this machine)", (Uri?)null);
}
