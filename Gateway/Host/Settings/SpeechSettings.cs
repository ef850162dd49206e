namespace Telephony.Host.Settings;

internal sealed class SpeechSettings
{
    /// <summary><c>espeak-ng</c>, the embedded one, or a service: <c>openai</c>, <c>azure</c>, for those that are compatible with either. Where a service fails, espeak-ng speaks.</summary>
    public string Voice { get; set; } = "espeak-ng";

    /// <summary>Of the voice service, up to the path of its API.</summary>
    public string VoiceUrl { get; set; } = "";

    /// <summary>Of the voice service; a secret.</summary>
    public string VoiceKey { get; set; } = "";

    public string VoiceModel { get; set; } = "tts-1";

    /// <summary>Where a text names no voice; empty: the service's usual one.</summary>
    public string VoiceName { get; set; } = "";

    /// <summary><c>pocketsphinx</c>, the embedded one, or <c>openai</c> for services that are compatible. Where a service fails, pocketsphinx listens.</summary>
    public string Recogniser { get; set; } = "pocketsphinx";

    /// <summary>Of the recognition service, up to the path of its API.</summary>
    public string RecogniserUrl { get; set; } = "";

    /// <summary>Of the recognition service; a secret.</summary>
    public string RecogniserKey { get; set; } = "";

    public string RecogniserModel { get; set; } = "whisper-1";
}
