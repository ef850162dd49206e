using Microsoft.Extensions.Logging;
using Telephony.Host.Settings;
using Telephony.Media.Fetching;
using Telephony.Media.Processes;
using Telephony.Media.Prompts;
using Telephony.Media.Recognition;
using Telephony.Media.Recording;
using Telephony.Media.Voices;

namespace Telephony.Host.Composition;

/// <summary>Sound to and from callers: files fetched and decoded, texts spoken, speech understood, calls recorded. One of each for all.</summary>
internal sealed class PromptParts : IDisposable
{
    private readonly ChildPrograms _programs;
    private readonly FileFetcher _fetcher;
    private readonly HttpMessageInvoker _services = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public PromptParts(PromptOptions options, SpeechOptions speech, RecordingStoreOptions recordings, ILoggerFactory loggers, TimeProvider clock)
    {
        _programs = new ChildPrograms(clock);
        var fetch = new FetchOptions { Hosts = options.Hosts, PrivateNetworks = options.PrivateNetworks };
        _fetcher = new FileFetcher(fetch, clock);
        var decoder = new SoundDecoder(_programs, new DecodeLimits());
        IVoice embedded = new EspeakVoice(_programs, new EspeakOptions { Language = options.Language });
        IVoice[] voices = (speech.Voice, speech.VoiceService) switch
        {
            ("openai", { } service) => [new OpenAiVoice(_services, decoder, service, clock), embedded],
            ("azure", { } service) => [new AzureVoice(_services, decoder, service, clock), embedded],
            _ => [embedded],
        };
        Library = new PromptLibrary(_fetcher, decoder, new VoiceChain(voices, loggers.CreateLogger<VoiceChain>()), fetch, clock);
        IRecogniser sphinx = new SphinxRecogniser(_programs, new SphinxOptions());
        Recogniser = new RecogniserChain(speech.RecognitionService is { } recognition ? [new HttpRecogniser(_services, recognition, clock), sphinx] : [sphinx], loggers.CreateLogger<RecogniserChain>());
        Recordings = new RecordingStore(recordings, _programs, clock, loggers.CreateLogger<RecordingStore>());
    }

    public PromptLibrary Library { get; }

    public RecordingStore Recordings { get; }

    /// <summary>Understands what callers say.</summary>
    public IRecogniser Recogniser { get; }

    public void Dispose()
    {
        _fetcher.Dispose();
        _services.Dispose();
        _programs.Dispose();
    }
}
